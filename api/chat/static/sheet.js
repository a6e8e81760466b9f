/** A small sheet over the conversation: something to read, or a question to answer before going on. */

import { button, h } from "./dom.js";

export class Sheet {
  #behind;
  #card = h("div", { class: "card", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "sheet" });
  #before = null;

  /** @param behind elements that rest while the sheet is up */
  constructor(behind) {
    this.#behind = behind;
    this.element = h("div", { class: "sheet", hidden: true }, this.#card);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param choices `[{words, strong, onclick}]`; each closes the sheet first; the last one gets focus */
  show({ title, text, choices }) {
    this.#before = this.element.getRootNode().activeElement;
    const buttons = choices.map(({ words, strong, onclick }) => {
      const choose = () => {
        this.close();
        onclick?.();
      };
      return button(strong ? "button strong" : "button", choose, words);
    });
    this.#card.replaceChildren(
      h("h3", { id: "sheet" }, title),
      h("div", { class: "words", tabindex: "0" }, text),
      h("div", { class: "choices" }, ...buttons),
    );
    this.#set(true);
    buttons.at(-1).focus();
  }

  close() {
    this.#set(false);
    this.#before?.focus();
  }

  #set(open) {
    this.element.hidden = !open;
    for (const node of this.#behind) node.inert = open;
  }
}
