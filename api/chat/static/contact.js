/** Asks for an e-mail address when nobody is at work or the wait is long, so that nobody has to sit and wait. */

import { whenOf } from "./clock.js";
import { h, setText } from "./dom.js";

export class ContactForm {
  #onGive;
  #why = h("p", { id: "contact-why" });
  #label = h("label", { for: "email" });
  #field = h("input", { id: "email", type: "email", autocomplete: "email", required: true, maxlength: "320" });
  #button = h("button", { class: "button strong", type: "submit" });
  #wrong = h("p", { class: "wrong", role: "alert" });
  #t = null;

  /** @param onGive `(email) => Promise` */
  constructor(onGive) {
    this.#onGive = onGive;
    const onsubmit = (event) => {
      event.preventDefault();
      this.#give();
    };
    this.element = h(
      "form",
      { class: "contact", novalidate: true, hidden: true, "aria-describedby": "contact-why", onsubmit },
      this.#why,
      this.#label,
      h("div", { class: "row" }, this.#field, this.#button),
      this.#wrong,
    );
  }

  draw({ t, config, state, wait, contact }) {
    this.#t = t;
    const away = wait?.open === false;
    this.element.hidden = state !== "queued" || Boolean(contact) || !(away || wait?.long);
    if (this.element.hidden) return;
    const reason = !away
      ? t.contactLong(wait.minutes)
      : wait.opens_at
        ? t.contactAway(whenOf(wait.opens_at, t, config.timezone))
        : `${t.stateAwayUnknown}.`;
    setText(this.#why, `${reason} ${t.contactAsk}`);
    setText(this.#label, t.email);
    setText(this.#button, t.send);
  }

  async #give() {
    const valid = this.#field.value.trim() && this.#field.checkValidity();
    this.#field.ariaInvalid = !valid;
    setText(this.#wrong, valid ? "" : this.#t.emailWrong);
    if (!valid) return this.#field.focus();
    this.#button.disabled = true;
    try {
      await this.#onGive(this.#field.value.trim());
    } catch (failure) {
      setText(this.#wrong, failure.status === 422 ? this.#t.emailWrong : this.#t.problem);
    } finally {
      this.#button.disabled = false;
    }
  }
}
