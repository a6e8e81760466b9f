/** The search field: over everything, as one types; a hit opens at its message. */

import { failed } from "./actions.js";
import { asked } from "./asked.js";
import { desk, narrow, opened, show } from "./desk.js";
import { jumpTo } from "./jump.js";

const PAUSE = 180;
const queue = document.getElementById("queue");
let timer = null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target === field()) return whileSearching(event);
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  show("queue");
  field().focus();
  field().select();
});

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".search")) return;
  event.preventDefault();
  look();
});

document.addEventListener("click", (event) => {
  const hit = event.target.closest("[data-hit]");
  if (hit && !event.ctrlKey && !event.metaKey) toHit(hit.dataset.hit);
});

// A tab, a view or the back button has changed the list: the field says what it now holds.
document.addEventListener("desk:queue", () => {
  if (field() !== document.activeElement) field().value = field().defaultValue;
});

function look() {
  clearTimeout(timer);
  const text = field().value.trim();
  const params = asked();
  if (text) params.set("text", text);
  else params.delete("text");
  narrow(params.toString(), { replaces: desk.query.includes("text=") && text !== "" }).catch(failed);
}

/** The conversation is opened by whoever listens to the row; this waits until it is on the screen. */
async function toHit(seq) {
  await Promise.resolve();
  await opened();
  jumpTo(seq);
}

function whileSearching(event) {
  if (event.key === "Escape") {
    event.preventDefault();
    field().value = "";
    look();
    field().blur();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    queue.querySelector("[data-open]")?.focus();
  }
}

function field() {
  return queue.querySelector(".search input");
}
