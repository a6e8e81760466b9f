/** From the context packet to the place in the conversation where it was said. */

import { show, talkElement } from "./desk.js";

const MARKED_FOR = 2400;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  if (!link) return;
  event.preventDefault();
  jumpTo(link.dataset.jump);
});

/** Go to the place of an event in the open conversation, and mark it for a moment. */
export function jumpTo(seq) {
  const place = talkElement()?.querySelector(`[data-seq="${seq}"]`);
  if (!place) return;
  show("talk");
  const entry = place.closest("li");
  entry.scrollIntoView({ block: "center" });
  entry.setAttribute("tabindex", "-1");
  entry.focus({ preventScroll: true });
  place.setAttribute("data-found", "");
  setTimeout(() => place.removeAttribute("data-found"), MARKED_FOR);
}
