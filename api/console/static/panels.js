/** Panels that read what they show when they open, so that nothing in them is old. */

import { failed } from "./actions.js";
import { fragment } from "./calls.js";

/** Read the panel `id` again, with `query` in its address. */
export async function load(id, query = "") {
  const panel = document.getElementById(id);
  try {
    panel.replaceChildren(await fragment(`${panel.dataset.load}${query ? `?${query}` : ""}`));
  } catch (error) {
    panel.hidePopover();
    failed(error);
  }
}

/** Say whether the panel `id` is open. */
export function isOpen(id) {
  return document.getElementById(id).matches(":popover-open");
}

/** Do `work` each time the panel `id` opens. A panel is never replaced, only filled. */
export function whenOpened(id, work) {
  document.getElementById(id).addEventListener("toggle", (event) => {
    if (event.newState === "open") work();
  });
}
