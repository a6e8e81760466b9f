/** The few things besides writing: the language, a copy, an end, erasure, privacy. */

import { button, h, icon, label, setText } from "./dom.js";
import { LANGUAGES } from "./settings.js";

export class Menu {
  #actions;
  #languages = h("div", { class: "languages", role: "group" });
  #items = {};
  element = h("div", { class: "menu", id: "menu", hidden: true }, this.#languages);

  /** @param actions `{language(code), download(), end(), privacy(), erase()}` */
  constructor(actions) {
    this.#actions = actions;
    this.button = button("round", () => this.toggle(), icon("menu"));
    this.button.setAttribute("aria-controls", "menu");
    for (const name of ["download", "privacy", "end", "erase"]) {
      this.#items[name] = button("item", () => this.#choose(name));
      this.element.append(this.#items[name]);
    }
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle(open = !this.isOpen, { focus = true } = {}) {
    this.element.hidden = !open;
    this.button.ariaExpanded = open;
    if (focus) (open ? this.element.querySelector("button") : this.button).focus();
  }

  /** A press anywhere else closes it. */
  pressed(target) {
    const elsewhere = !this.element.contains(target) && !this.button.contains(target);
    if (this.isOpen && elsewhere) this.toggle(false, { focus: false });
  }

  draw({ t, config, language, live, closed }) {
    const languages = config.languages ?? [language];
    label(this.button, t.menu);
    this.#languages.ariaLabel = t.language;
    for (const [name, item] of Object.entries(this.#items)) {
      setText(item, t[name]);
      item.hidden = name !== "privacy" && (!live || (name === "end" && closed));
    }
    if (this.#languages.dataset.shown === `${language} ${languages}`) return;
    this.#languages.dataset.shown = `${language} ${languages}`;
    this.#languages.replaceChildren(
      ...languages.map((code) => {
        const choice = button(null, () => this.#choose("language", code), LANGUAGES[code]);
        return Object.assign(choice, { lang: code, ariaPressed: code === language });
      }),
    );
  }

  #choose(name, value) {
    this.toggle(false);
    this.#actions[name](value);
  }
}
