/** The filters: each choice narrows the list at once, each chip takes one away. */

import { failed } from "./actions.js";
import { asked, within } from "./asked.js";
import { desk, narrow, show } from "./desk.js";
import { isOpen, load, whenOpened } from "./panels.js";

const PANEL = "filters";
let chosenHere = null;

whenOpened(PANEL, async () => {
  await load(PANEL, desk.query);
  chosenHere = desk.query;
  form()?.querySelector("input:not([type=hidden])")?.focus();
});

document.addEventListener("change", (event) => {
  if (!form()?.contains(event.target)) return;
  if (event.target.matches("[data-either]") && event.target.checked) {
    for (const other of form().querySelectorAll(`[name="${event.target.name}"]`)) {
      if (other !== event.target) other.checked = false;
    }
  }
  const chosen = new URLSearchParams([...new FormData(form())].filter(([, value]) => value));
  const text = asked().get("text");
  if (text) chosen.set("text", text);
  chosenHere = within(chosen).toString();
  narrow(chosenHere).catch(failed);
});

document.addEventListener("submit", (event) => {
  if (event.target === form()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-unfilter]");
  if (chip) {
    const params = asked();
    params.delete(chip.dataset.unfilter, chip.dataset.value);
    narrow(params.toString()).catch(failed);
    toNextChip(chip);
  } else if (event.target.closest("[data-unfilter-all]")) {
    narrow(within(new URLSearchParams()).toString()).catch(failed);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "f" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  show("queue");
  document.getElementById(PANEL).showPopover();
});

// The list was narrowed elsewhere while the panel is open: by a chip, a view or the back button.
document.addEventListener("desk:queue", () => {
  if (!isOpen(PANEL) || chosenHere === desk.query) return;
  chosenHere = desk.query;
  load(PANEL, desk.query);
});

/** The keyboard stays among the chips when one of them goes. */
function toNextChip(chip) {
  const chips = [...document.querySelectorAll("[data-unfilter]")];
  const at = chips.indexOf(chip);
  (chips[at + 1] ?? chips[at - 1] ?? document.querySelector(".filter-button")).focus();
}

function form() {
  return document.getElementById("filter-form");
}
