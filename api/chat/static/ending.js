/** What comes when a chat is over: a thumb and a word, and a way to go on. */

import { button, h, icon, setText } from "./dom.js";

export class Ending {
  #actions;
  #score = null;
  #giving = null;
  #tooLate = false;
  #t = null;
  #what = h("p", { role: "status" });
  #legend = h("legend");
  #thumbs = {};
  #comment = h("textarea", { rows: "2", id: "comment", maxlength: "1000" });
  #commentLabel = h("label", { for: "comment", class: "sr" });
  #send = h("button", { type: "submit", class: "button strong" });
  #more = h("div", { class: "row", hidden: true }, this.#commentLabel, this.#comment, this.#send);
  #wrong = h("p", { class: "wrong", role: "alert" });
  #rating;
  #way;

  /** @param actions `{conversation, restart(), begin()}` */
  constructor(actions) {
    this.#actions = actions;
    const thumb = (score, drawing) => {
      this.#thumbs[score] = h("span");
      return button("thumb", () => this.#pick(score), icon(drawing), this.#thumbs[score]);
    };
    const thumbs = h("div", { class: "thumbs" }, thumb("good", "up"), thumb("bad", "down"));
    const onsubmit = (event) => {
      event.preventDefault();
      this.give();
    };
    this.#rating = h("form", { class: "rating", onsubmit }, h("fieldset", {}, this.#legend, thumbs), this.#more);
    this.#way = button("button");
    this.element = h("div", { class: "ending", hidden: true }, this.#what, this.#rating, this.#wrong, this.#way);
  }

  /**
   * Sends a rating that was begun; called also when the visitor leaves without pressing Send. What was chosen
   * and written stays until it has arrived.
   *
   * @returns a promise: false when no answer came, so that it may be tried again
   */
  give() {
    this.#giving ??= this.#give().finally(() => (this.#giving = null));
    return this.#giving;
  }

  draw({ t, config, phase, closed, rated }) {
    this.#t = t;
    const over = !["idle", "starting", "live"].includes(phase);
    this.element.hidden = !over && !closed;
    if (!closed || rated) {
      this.#score = null;
      this.#tooLate = false;
      setText(this.#wrong, "");
    }
    if (phase !== "live") this.#comment.value = "";
    this.#rating.hidden = over || Boolean(rated) || this.#tooLate;
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

  async #give() {
    if (!this.#score) return true;
    try {
      await this.#actions.conversation.rate(this.#score, this.#comment.value.trim());
      this.#score = null;
      this.#comment.value = "";
      return true;
    } catch (failure) {
      if (failure.status === undefined) throw failure;
      const { rateTooLate, rateOpen, problem } = this.#t;
      this.#rating.hidden = this.#tooLate = failure.code === "rating_locked";
      setText(this.#wrong, { rating_locked: rateTooLate, not_closed: rateOpen }[failure.code] ?? problem);
      return failure.status !== 0;
    }
  }

  #pick(score) {
    this.#score = score;
    this.#show();
    this.#comment.focus();
  }

  #show() {
    this.#more.hidden = !this.#score;
    for (const [score, words] of Object.entries(this.#thumbs)) {
      words.parentElement.ariaPressed = score === this.#score;
    }
  }
}
