/**
 * Sheets: larger windows over the page, rendered by the server when they are opened. A button with `data-sheet` (and
 * perhaps a key) opens one; who knows what is in it listens for `desk:sheet`.
 */

import { fragment } from "./calls.js";

const dialog = document.createElement("dialog");
dialog.className = "sheet";
dialog.setAttribute("aria-labelledby", "sheet-title");
document.body.append(dialog);

let opener = null;
let address = null;

/** Open the sheet at `path`. */
export async function openSheet(path, from = null) {
  const shown = shownTalk();
  let content;
  try {
    content = await fragment(path);
  } catch (error) {
    document.dispatchEvent(new CustomEvent("desk:sheet-failed", { detail: error }));
    return;
  }
  if (shown !== shownTalk() || (!dialog.open && document.querySelector("dialog[open]"))) return;
  address = path;
  opener = from ?? opener;
  dialog.replaceChildren(content);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  told();
}

/** Whose conversation is on the screen; sheets open beside lists without one too. */
function shownTalk() {
  return document.querySelector("section.talk")?.dataset.id;
}

/** Read the open sheet again, where it stands. */
export async function refreshSheet() {
  if (!dialog.open || !address) return;
  const { value, dataset } = document.activeElement ?? {};
  dialog.replaceChildren(await fragment(address));
  told();
  const same = `[data-case-do="${CSS.escape(dataset?.caseDo ?? "")}"][value="${CSS.escape(value ?? "")}"]`;
  (dialog.querySelector(same) ?? dialog.querySelector("[name=cause]"))?.focus();
}

/** Put the sheet away. */
export function closeSheet() {
  dialog.close();
}

function told() {
  dialog.classList.toggle("sheet-wide", dialog.querySelector("[data-wide]") !== null);
  document.dispatchEvent(new CustomEvent("desk:sheet", { detail: dialog }));
}

dialog.addEventListener("close", () => {
  const back = opener?.isConnected ? opener : null;
  opener = address = null;
  dialog.replaceChildren();
  back?.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sheet]");
  if (button) openSheet(button.dataset.sheet, dialog.contains(button) ? null : button);
  else if (event.target.closest("[data-dismiss]") && dialog.contains(event.target)) closeSheet();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || event.target.matches("input, textarea, select")) return;
  const button = document.querySelector(`[data-sheet-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  openSheet(button.dataset.sheet, button);
});
