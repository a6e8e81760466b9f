/** The conversation on the screen: lines added and refreshed in place, so that nothing jumps. */

import { button, h, setText } from "./dom.js";
import { renderText } from "./markup.js";
import { linesOf } from "./messages.js";

const NEAR_PX = 48;
const MARGIN_PX = 12;

export class Log {
  #shown = new Map();
  #start = h("div", { class: "start" });
  #skeleton = h("div", { class: "skeleton", "aria-hidden": "true" }, h("div"), h("div"));
  #typing = h("p", { class: "typing", "aria-live": "off", hidden: true });
  #scroller;
  #jump;
  #atEnd = true;
  #actions;

  /**
   * @param conversation the one shown
   * @param rewrite take a refused message back to write it anew
   * @param before shown above the first message
   * @param after shown below the last one
   */
  constructor({ conversation, rewrite, before, after }) {
    this.#actions = { conversation, rewrite };
    this.#start.append(before);
    this.#scroller = h(
      "div",
      {
        ...{ class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" },
        onscroll: () => this.#noticePlace(),
      },
      this.#start,
      this.#skeleton,
      ...after,
      this.#typing,
    );
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroller);
    this.#jump = button("jump", () => this.toEnd());
    this.#jump.hidden = true;
    this.element = h("div", { class: "conversation" }, this.#scroller, this.#jump);
  }

  focus() {
    this.#scroller.focus();
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#noticePlace();
  }

  draw({ messages, names, t, language, typing, loading, read }) {
    const atEnd = this.#atEnd;
    this.#scroller.ariaLabel = t.log;
    this.#scroller.ariaBusy = loading;
    this.#skeleton.hidden = !loading;
    setText(this.#jump, t.newMessages);
    setText(this.#typing, typing ?? "");
    this.#typing.hidden = !typing;
    const added = this.#patch(linesOf(messages, names, t), { t, language, read });
    if (added.some(({ author }) => author === "visitor") || (added.length && added.length === messages.length)) {
      this.toEnd();
    } else if (atEnd) {
      this.#reveal(added[0]?.node);
    } else if (added.length) {
      this.#jump.hidden = false;
    }
  }

  #patch(lines, model) {
    const stale = new Set(this.#shown.keys());
    const added = [];
    let previous = this.#start;
    for (const line of lines) {
      stale.delete(line.key);
      let entry = this.#shown.get(line.key);
      if (!entry) {
        entry = line.kind === "day" ? createDay() : createMessage(line.message.author);
        this.#shown.set(line.key, entry);
        if (line.message) added.push({ node: entry.node, author: line.message.author });
      }
      if (line.kind === "day") setText(entry.node, line.text);
      else this.#refresh(entry, line, model);
      if (previous.nextSibling !== entry.node) previous.after(entry.node);
      previous = entry.node;
    }
    for (const key of stale) {
      this.#shown.get(key).node.remove();
      this.#shown.delete(key);
    }
    return added;
  }

  #refresh(entry, { first, speaker, time, message }, { t, language, read }) {
    entry.by.hidden = !first;
    setText(entry.speaker, speaker);
    setText(entry.time, time);
    setText(entry.read, message === read ? t.read : "");
    setText(entry.said, first || !speaker ? "" : `${speaker}: `);
    entry.node.dataset.status = message.status;
    if (entry.text !== message.text) {
      entry.text = message.text;
      entry.body.replaceChildren(renderText(message.text));
      entry.body.hidden = !message.text;
    }
    if (message.attachments?.length) entry.files ??= this.#showFiles(entry, message.attachments, language);
    const state = `${message.status} ${message.reason} ${t.tag}`;
    if (entry.state === state) return;
    entry.state = state;
    entry.status.replaceChildren(...this.#statusOf(message, t));
  }

  async #showFiles({ body }, files, language) {
    const { show } = await import("./files/shown.js");
    await show(body, files, language, this.#actions.conversation);
  }

  #statusOf(message, t) {
    const { conversation, rewrite } = this.#actions;
    if (message.status === "failed") return [`${t.failed} `, button("link", () => conversation.retry(), t.retry)];
    if (message.status !== "refused") return [];
    return [`${message.reason || t.refused} `, button("link", () => rewrite(message), t.rewrite)];
  }

  #reveal(firstNew) {
    const end = this.#scroller.scrollHeight - this.#scroller.clientHeight;
    const top = firstNew ? firstNew.offsetTop - MARGIN_PX : end;
    this.#scroller.scrollTop = Math.min(end, top);
    this.#noticePlace();
    this.#jump.hidden = this.#atEnd;
  }

  #noticePlace() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.#atEnd) this.#jump.hidden = true;
  }
}

function createDay() {
  return { node: h("p", { class: "day" }) };
}

function createMessage(author) {
  const entry = {
    by: h("p", { class: "by" }),
    speaker: h("span", { class: "speaker" }),
    time: h("span", { class: "time" }),
    said: h("span", { class: "sr" }),
    body: h("div", { class: "body" }),
    status: h("p", { class: "status" }),
    read: h("p", { class: "read", "aria-live": "off" }),
  };
  entry.by.append(entry.speaker, entry.time);
  const parts = [entry.by, entry.said, entry.body, entry.status, entry.read];
  entry.node = h("div", { class: `message ${author}` }, ...parts);
  return entry;
}
