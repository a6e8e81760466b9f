/** What comes when a chat is over: a thumb and a word, and a way to go on. */

import { h, icon, setText } from "./dom.js";

export class Ending {
  #actions;
  #score = null;
  #what = h("p", { role: "status" });
  #legend = h("legend");
  #thumbs = {};
  #comment = h("textarea", { rows: "2", id: "comment", maxlength: "1000" });
  #commentLabel = h("label", { for: "comment", class: "sr" });
  #send = h("button", { type: "submit", class: "button strong" });
  #more = h("div", { class: "row", hidden: true }, this.#commentLabel, this.#comment, this.#send);
  #rating;
  #way;

  /** @param actions `{rate(score, comment) => Promise, restart(), begin()}` */
  constructor(actions) {
    this.#actions = actions;
    const thumb = (score, drawing) => {
      this.#thumbs[score] = h("span");
      const attributes = { type: "button", class: "thumb", onclick: () => this.#pick(score) };
      return h("button", attributes, icon(drawing), this.#thumbs[score]);
    };
    const thumbs = h("div", { class: "thumbs" }, thumb("good", "up"), thumb("bad", "down"));
    this.#rating = h("form", { class: "rating" }, h("fieldset", {}, this.#legend, thumbs), this.#more);
    this.#rating.addEventListener("submit", (event) => {
      event.preventDefault();
      this.give();
    });
    this.#way = h("button", { type: "button", class: "button" });
    this.element = h("div", { class: "ending", hidden: true }, this.#what, this.#rating, this.#way);
  }

  /** Sends a rating that was begun; called also when the visitor leaves without pressing Send. */
  async give() {
    const score = this.#score;
    if (!score) return;
    this.#score = null;
    await this.#actions.rate(score, this.#comment.value.trim());
    this.#comment.value = "";
  }

  draw({ t, config, phase, closed, rated }) {
    const over = !["idle", "starting", "live"].includes(phase);
    this.element.hidden = !over && !closed;
    this.#rating.hidden = over || Boolean(rated);
    if (!closed) this.#score = null;
    setText(this.#what, over ? t[phase] : rated ? (config.texts?.[`rated_${rated}`] ?? "") : "");
    setText(this.#legend, config.texts?.rate_question ?? "");
    setText(this.#thumbs.good, t.good);
    setText(this.#thumbs.bad, t.bad);
    setText(this.#commentLabel, t.comment);
    this.#comment.placeholder = t.comment;
    setText(this.#send, t.send);
    const lost = phase === "unreachable";
    setText(this.#way, lost ? t.retry : t.newChat);
    this.#way.onclick = lost ? this.#actions.begin : this.#actions.restart;
    this.#show();
  }

  #pick(score) {
    this.#score = score;
    this.#show();
    this.#comment.focus();
  }

  #show() {
    this.#more.hidden = !this.#score;
    for (const [score, words] of Object.entries(this.#thumbs)) {
      words.parentElement.ariaPressed = String(score === this.#score);
    }
  }
}
