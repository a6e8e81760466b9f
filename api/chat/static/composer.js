/** Where the visitor writes: grows with the text, sends with Enter, and says in time when a text gets too long. */

import { button, h, icon, label, setText } from "./dom.js";

const LIMIT = 4_000;
const WARN_AT = 3_600;

export class Composer {
  #t = null;
  #live = false;
  #onSend;
  #picker;
  #clip = button("round", () => this.#picker.click(), icon("clip"));
  #field;
  #label = h("label", { for: "text", class: "sr" });
  #button = h("button", { class: "send", type: "submit" }, icon("send"));
  /** `{ready, busy}`: how many files go along with the text, and whether some are still on their way. */
  files = {};
  /** Placed by the panel, in a line that is always there. */
  counter = h("p", { class: "counter", id: "counter", "aria-live": "polite" });

  /** @param onSend `(text)`; @param onInput called at each change; @param onFiles `(files)` */
  constructor({ onSend, onInput, onFiles }) {
    this.#onSend = onSend;
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.#picker = h("input", {
      ...{ type: "file", multiple: true, hidden: true, accept: "image/png,image/jpeg,image/webp,image/gif,.pdf" },
      onchange: () => {
        onFiles([...this.#picker.files]);
        this.#picker.value = "";
      },
    });
    this.#field = h("textarea", {
      ...{ rows: "1", id: "text", "aria-describedby": "counter", enterkeyhint: "send" },
      oninput: () => {
        this.measure();
        onInput();
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !hasTouchKeyboard()) submit(event);
      },
    });
    const parts = [this.#picker, this.#clip, this.#label, this.#field, this.#button];
    this.element = h("form", { class: "composer", onsubmit: submit }, ...parts);
  }

  get text() {
    return this.#field.value;
  }

  set text(text) {
    this.#field.value = text;
    this.measure();
  }

  focus() {
    this.#field.focus();
  }

  /** @param live whether there is a conversation to send to; until then the text stays here */
  draw({ t, live }) {
    this.#t = t;
    this.#live = live;
    setText(this.#label, t.placeholder);
    this.#field.placeholder = t.placeholder;
    label(this.#clip, t.attach);
    label(this.#button, t.send);
    this.#clip.disabled = !live;
    this.measure();
  }

  #submit() {
    const text = this.text.trim();
    if (this.#button.disabled) return this.focus();
    this.text = "";
    this.#onSend(text);
  }

  /** Looks again at whether this can be sent. */
  measure() {
    /** Characters as people and the server count them, not UTF-16 units. */
    const { length } = [...this.text.trim()];
    const over = length - LIMIT;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
    this.#field.ariaInvalid = over > 0;
    const { ready, busy } = this.files;
    this.#button.disabled = !this.#live || busy || !(length || ready) || over > 0;
    const words = over > 0 ? this.#t.tooLong(over) : length >= WARN_AT ? this.#t.left(-over) : "";
    setText(this.counter, words);
    this.counter.classList.toggle("wrong", over > 0);
  }
}

/** A finger rather than a mouse: there, Enter makes a new line, and focus brings up half a screen of keyboard. */
export function hasTouchKeyboard() {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
