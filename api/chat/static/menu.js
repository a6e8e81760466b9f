/** The few things besides writing: the language, a copy, an end, erasure, privacy. */

import { h, icon, setText } from "./dom.js";
import { LANGUAGES } from "./settings.js";

export class Menu {
  #actions;
  #languages = h("div", { class: "languages", role: "group" });
  #items = {};
  element = h("div", { class: "menu", id: "menu", hidden: true }, this.#languages);

  /** @param actions `{language(code), download(), end(), privacy(), erase()}` */
  constructor(actions) {
    this.#actions = actions;
    this.button = h(
      "button",
      { class: "round", type: "button", "aria-controls": "menu", onclick: () => this.toggle() },
      icon("menu"),
    );
    for (const name of ["download", "privacy", "end", "erase"]) {
      this.#items[name] = h("button", { type: "button", class: "item", onclick: () => this.#choose(name) });
      this.element.append(this.#items[name]);
    }
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle(open = !this.isOpen, { focus = true } = {}) {
    this.element.hidden = !open;
    this.button.ariaExpanded = String(open);
    if (focus) (open ? this.element.querySelector("button") : this.button).focus();
  }

  /** A press anywhere else closes it. */
  pressed(target) {
    const elsewhere = !this.element.contains(target) && !this.button.contains(target);
    if (this.isOpen && elsewhere) this.toggle(false, { focus: false });
  }

  draw({ t, config, language, live, closed }) {
    const languages = config.languages ?? [language];
    this.button.ariaLabel = this.button.title = t.menu;
    this.#languages.setAttribute("aria-label", t.language);
    for (const [name, item] of Object.entries(this.#items)) {
      setText(item, t[name]);
      item.hidden = name !== "privacy" && (!live || (name === "end" && closed));
    }
    if (this.#languages.dataset.shown === `${language} ${languages}`) return;
    this.#languages.dataset.shown = `${language} ${languages}`;
    this.#languages.replaceChildren(
      ...languages.map((code) =>
        h(
          "button",
          {
            type: "button",
            lang: code,
            "aria-pressed": String(code === language),
            onclick: () => this.#choose("language", code),
          },
          LANGUAGES[code],
        ),
      ),
    );
  }

  #choose(name, value) {
    this.toggle(false);
    this.#actions[name](value);
  }
}
