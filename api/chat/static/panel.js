/**
 * The dialog itself: shown and hidden, full screen on small screens, and the keyboard kept inside while open.
 *
 * Keys pressed here stay here: the site cannot see that a text field has focus, and would take them as shortcuts.
 */

import { h } from "./dom.js";

const FOCUSABLE = "a[href], button:not(:disabled), textarea, input, [tabindex='0']";
/** The same condition as in widget.css. */
const FULL_SCREEN = matchMedia("(max-width: 480px), (max-height: 480px)");

export class Panel {
  element = h("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true });

  /** @param onEscape called for Escape; @param onPress called with the target of every press inside */
  constructor({ parts, onEscape, onPress }) {
    this.element.append(...parts);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") onEscape();
      if (event.key === "Tab") this.#turnRound(event);
    });
    for (const type of ["keydown", "keyup", "keypress"]) {
      this.element.addEventListener(type, (event) => event.stopPropagation());
    }
    this.element.addEventListener("pointerdown", ({ target }) => onPress(target));
    FULL_SCREEN.addEventListener("change", () => this.#fit());
    visualViewport.addEventListener("resize", () => this.#fit());
  }

  set shown(shown) {
    this.element.hidden = !shown;
    this.#fit();
  }

  /** A phone's keyboard covers the page without making it smaller; the panel has to. */
  #fit() {
    this.element.ariaModal = FULL_SCREEN.matches;
    this.element.style.setProperty("--height", `${visualViewport.height}px`);
  }

  #turnRound(event) {
    const stops = [...this.element.querySelectorAll(FOCUSABLE)].filter(
      (node) => node.getClientRects().length && !node.closest("[inert]"),
    );
    const active = this.element.getRootNode().activeElement;
    const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (active !== edge && stops.includes(active)) return;
    event.preventDefault();
    other.focus();
  }
}
