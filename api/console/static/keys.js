/** The keyboard: everything without the mouse, and nothing while one writes. */

import { action, failed } from "./actions.js";
import { write } from "./composer.js";
import { opened, show, showTab } from "./desk.js";

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  c: () => opened().then(() => action("claim")),
  r: () => opened().then(() => write("reply")),
  n: () => opened().then(() => write("note")),
  e: () => opened().then(() => action("close")),
  "?": () => action("help"),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select")) return whileWriting(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return show("queue");
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const tab = tabs[Number(event.key) - 1];
  const press = tab ? () => showTab(tab.dataset.tab).catch(failed) : KEYS[event.key];
  if (!press) return;
  event.preventDefault();
  press();
});

function whileWriting(event) {
  // A panel closes by itself, and gives the focus back to its button.
  if (event.key === "Escape" && !event.target.closest(":popover-open")) {
    event.target.blur();
    document.querySelector(".scroll")?.focus({ preventScroll: true });
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
}

function move(step) {
  const rows = [...document.querySelectorAll("#queue [data-open]")];
  if (!rows.length) return;
  show("queue");
  const focused = rows.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const to = from < 0 ? 0 : Math.min(Math.max(from + step, 0), rows.length - 1);
  rows[to].focus();
  rows[to].scrollIntoView({ block: "nearest" });
}
