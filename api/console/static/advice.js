/** Asking the bot while one writes: what is found goes into the reply as a start. */

import { fragment } from "./calls.js";
import { desk } from "./desk.js";
import { closeSheet } from "./sheet.js";

const SEARCH_AFTER = 200;
let timer = null;
let asked = 0;

document.addEventListener("input", (event) => {
  if (!event.target.closest("[data-advice-search]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => search(event.target), SEARCH_AFTER);
});

document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-advice-search]")) return;
  event.preventDefault();
  clearTimeout(timer);
  search(event.target.elements.q);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const text = button.dataset.insert;
  closeSheet();
  document.dispatchEvent(new CustomEvent("desk:insert", { detail: { text } }));
});

async function search(field) {
  const mine = (asked += 1);
  const query = new URLSearchParams({ q: field.value });
  const newer = await fragment(`/console/conversations/${encodeURIComponent(desk.selected)}/advice?${query}`).catch(() => null);
  const list = field.closest("[data-advice]")?.querySelector("[data-advice-found]");
  if (newer && list && mine === asked) list.replaceChildren(...newer.querySelector("[data-advice-found]").childNodes);
}
