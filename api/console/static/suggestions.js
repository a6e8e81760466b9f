/**
 * A list above the field that follows what is typed after a sign: "/" or "@". Arrows move in it, Enter or Tab takes,
 * Escape puts it away; the field keeps the focus.
 */

import { words } from "./words.js";

const MOST = 8;
const sources = [];
let current = null;
let asked = 0;

/**
 * Offer something while one writes.
 * @param source `writing` ("reply" or "note"), `trigger` (a pattern whose first group is what has been typed so far,
 *   after one sign), `find` (of that, returns {label, detail, text, taken?}), `label` and `none` (keys of wordings).
 */
export function offer(source) {
  sources.push(source);
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) follow(event.target);
});

document.addEventListener("focusout", (event) => {
  if (event.target === current?.field) close();
});

document.addEventListener("desk:selected", close);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".suggestions [data-place]");
  if (!option || !current) return;
  event.preventDefault();
  take(Number(option.dataset.place));
});

document.addEventListener(
  "keydown",
  (event) => {
    if (!current || event.target !== current.field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

function press(key) {
  const { found, place } = current;
  if (key === "Escape") close();
  else if (!found.length) return false;
  else if (key === "ArrowDown") mark((place + 1) % found.length);
  else if (key === "ArrowUp") mark((place - 1 + found.length) % found.length);
  else if (key === "Enter" || key === "Tab") take(place);
  else return false;
  return true;
}

async function follow(field) {
  const round = ++asked;
  const caret = field.selectionStart;
  const before = field.value.slice(0, caret);
  const writing = field.form.dataset.writing;
  for (const source of sources.filter((one) => one.writing === writing)) {
    const typed = before.match(source.trigger)?.[1];
    if (typed === undefined) continue;
    const found = await source.find(typed).catch(() => null);
    if (round !== asked) return;
    if (found) return show({ field, source, from: caret - typed.length - 1, to: caret, found: found.slice(0, MOST) });
  }
  close();
}

function show(list) {
  current = { ...list, place: 0 };
  const { field, source, found } = current;
  const box = boxOf(field);
  box.setAttribute("aria-label", words(source.label));
  box.replaceChildren(...(found.length ? found.map(option) : [nothing(source)]));
  box.hidden = false;
  if (found.length) mark(0);
}

function mark(place) {
  current.place = place;
  for (const [number, element] of [...boxOf(current.field).children].entries()) {
    element.setAttribute("aria-selected", String(number === place));
    if (number === place) element.scrollIntoView({ block: "nearest" });
  }
  current.field.setAttribute("aria-activedescendant", `suggestion-${place}`);
}

function take(place) {
  const { field, from, to, found } = current;
  const { text, taken } = found[place];
  close();
  taken?.();
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const gap = text.match(/\[[^[\]\n]+\?\]/);
  if (gap) field.setSelectionRange(from + gap.index, from + gap.index + gap[0].length);
}

function close() {
  asked += 1;
  if (!current) return;
  boxOf(current.field).hidden = true;
  current.field.removeAttribute("aria-activedescendant");
  current = null;
}

function option({ label, detail }, place) {
  const element = document.createElement("div");
  element.id = `suggestion-${place}`;
  element.setAttribute("role", "option");
  element.dataset.place = place;
  for (const [className, text] of [["suggestion-label", label], ["suggestion-detail quiet", detail]]) {
    const part = document.createElement("span");
    part.className = className;
    part.textContent = text;
    element.append(part);
  }
  return element;
}

function nothing({ none }) {
  const element = document.createElement("div");
  element.className = "quiet";
  element.setAttribute("role", "option");
  element.setAttribute("aria-disabled", "true");
  element.textContent = words(none);
  return element;
}

function boxOf(field) {
  return field.closest(".composer-field").querySelector(".suggestions");
}
