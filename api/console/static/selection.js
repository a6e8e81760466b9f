/**
 * Which rows are selected: by x, by Shift and a move or a click, by the box. It lives in the boxes themselves, which
 * a refresh leaves as they are; a row that leaves the list leaves the selection.
 */

const queue = document.getElementById("queue");
let anchor = null;

/** Return the ids of the selected conversations, in the order of the list. */
export function picked() {
  return boxes()
    .filter((box) => box.checked)
    .map((box) => box.value);
}

/** Select exactly `ids`. */
export function pick(ids) {
  const wanted = new Set(ids);
  for (const box of boxes()) box.checked = wanted.has(box.value);
  tell();
}

document.addEventListener("keydown", onKey, { capture: true });

document.addEventListener(
  "click",
  (event) => {
    const row = event.target.closest?.("[data-open]");
    if (!row || event.ctrlKey || event.metaKey) return;
    const choosing = matchMedia("(hover: none)").matches && picked().length > 0;
    if (!event.shiftKey && !choosing) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) range(row);
    else toggle(row);
  },
  { capture: true },
);

document.addEventListener("change", (event) => {
  if (!event.target.matches(".pick input")) return;
  anchor = event.target.value;
  // The keys go on from the row, for in a box they would mean something else.
  rowOf(event.target).focus({ preventScroll: true });
  tell();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (button) pick(button.dataset.pick === "all" ? boxes().map((box) => box.value) : []);
});

document.addEventListener("desk:queue", tell);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], :popover-open")) return;
  if (event.target.matches("input, textarea, select")) return;
  const row = queue.querySelector("[data-open]:focus");
  if (event.key === "Escape" && picked().length) pick([]);
  else if (event.key === "x" || event.key === "X") {
    const which = row ?? queue.querySelector('[data-open][aria-current="true"]');
    if (!which) return;
    if (event.shiftKey) range(which);
    else toggle(which);
    which.focus({ preventScroll: true });
  } else if (row && event.shiftKey && ["J", "K", "ArrowDown", "ArrowUp"].includes(event.key)) {
    extend(row, event.key === "J" || event.key === "ArrowDown" ? 1 : -1);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function toggle(row) {
  const box = boxOf(row);
  box.checked = !box.checked;
  anchor = box.value;
  tell();
}

function range(row) {
  const all = boxes();
  const to = all.indexOf(boxOf(row));
  const from = all.findIndex((box) => box.value === anchor);
  const first = from < 0 ? to : from;
  for (const box of all.slice(Math.min(first, to), Math.max(first, to) + 1)) box.checked = true;
  if (from < 0) anchor = all[to].value;
  row.focus({ preventScroll: true });
  tell();
}

function extend(row, step) {
  const rows = [...queue.querySelectorAll("[data-open]")];
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  if (!boxOf(row).checked) anchor = boxOf(row).value;
  boxOf(row).checked = true;
  range(next);
  next.scrollIntoView({ block: "nearest" });
}

function boxes() {
  return [...queue.querySelectorAll(".pick input")];
}

function boxOf(row) {
  return row.closest(".item").querySelector(".pick input");
}

function rowOf(box) {
  return box.closest(".item").querySelector("[data-open]");
}

function tell() {
  document.dispatchEvent(new CustomEvent("desk:picked"));
}
