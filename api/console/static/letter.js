/** The letter of thanks: gaps are marked while it is written, what is missing is told, and then it is sent. */

import { call } from "./calls.js";
import { newId } from "./drafts.js";
import { notice } from "./notice.js";
import { closeSheet } from "./sheet.js";
import { words } from "./words.js";

const GAP = /\[[^[\]\n]*\]?|\{[^{}\n]*\}?|_{2,}|\bXX+\b|\bTODO\b/g;
const CHECK_AFTER = 350;

let timer = null;
let asked = 0;
let id = { text: null, value: null };

document.addEventListener("desk:sheet", ({ detail: sheet }) => {
  const form = sheet.querySelector("form[data-letter]");
  clearTimeout(timer);
  if (!form) return;
  const kept = sessionStorage.getItem(keyOf(form));
  if (kept) form.elements.text.value = kept;
  mark(form);
  check(form);
  form.elements.text.focus();
  selectGap(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-letter]");
  if (!form) return;
  if (event.target.name === "channel") {
    form.querySelector(".letter-subject").hidden = form.elements.channel.value !== "email";
  }
  sessionStorage.setItem(keyOf(form), form.elements.text.value);
  mark(form);
  clearTimeout(timer);
  timer = setTimeout(() => check(form), CHECK_AFTER);
});

document.addEventListener("scroll", scrollAlong, true);

document.addEventListener("click", (event) => {
  const form = event.target.closest("form[data-letter]");
  if (form && event.target.closest("[data-gap]")) selectGap(form);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-letter]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-letter]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button.primary");
  if (button.disabled) return;
  button.disabled = true;
  clearTimeout(timer);
  asked += 1;
  const body = bodyOf(form);
  try {
    await call("POST", `/cases/${form.dataset.letter}/letter`, { ...body, client_message_id: idOf(body) });
    sessionStorage.removeItem(keyOf(form));
    notice(button.dataset.sent);
    closeSheet();
    document.dispatchEvent(new CustomEvent("desk:changed"));
  } catch (error) {
    if (error.code === "letter_refused") show(form, Object.entries(error.fields));
    else if (error.status !== 401) show(form, [["error", words("status.error")]]);
    form.elements.text.focus();
  } finally {
    button.disabled = false;
  }
});

/** Ask what is in the way; only the newest answer is shown. */
async function check(form) {
  const mine = (asked += 1);
  try {
    const { problems } = await call("POST", `/cases/${form.dataset.letter}/letter/check`, bodyOf(form));
    if (mine === asked && form.isConnected) show(form, problems.map(({ code, message }) => [code, message]));
  } catch {
    // Sending asks again, and says what is wrong.
  }
}

function show(form, problems) {
  const list = form.querySelector(".letter-problems");
  list.replaceChildren(...problems.map(([code, message]) => line(code, message)));
  form.querySelector(".letter-ready").hidden = problems.length > 0;
}

function line(code, message) {
  const item = document.createElement("li");
  item.dataset.code = code;
  if (code !== "placeholder") {
    item.textContent = message;
    return item;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.gap = "";
  button.textContent = message;
  item.append(button);
  return item;
}

function bodyOf(form) {
  const channel = form.elements.channel.value;
  const { text, subject } = form.elements;
  return { text: text.value, channel, ...(channel === "email" ? { subject: subject.value } : {}) };
}

/** The same letter is sent under the same id, so that a second try does not double it. */
function idOf(body) {
  const text = JSON.stringify(body);
  if (id.text !== text) id = { text, value: newId() };
  return id.value;
}

function mark(form) {
  const { value } = form.elements.text;
  const marks = form.querySelector(".letter-marks");
  const parts = [];
  let from = 0;
  for (const found of value.matchAll(GAP)) {
    const gap = document.createElement("mark");
    gap.textContent = found[0];
    parts.push(value.slice(from, found.index), gap);
    from = found.index + found[0].length;
  }
  marks.replaceChildren(...parts, `${value.slice(from)}\n`);
  marks.scrollTop = form.elements.text.scrollTop;
}

function selectGap(form) {
  const field = form.elements.text;
  const gap = [...field.value.matchAll(GAP)][0];
  if (!gap) return field.setSelectionRange(0, 0);
  field.focus();
  field.setSelectionRange(gap.index, gap.index + gap[0].length);
  const place = form.querySelector(".letter-marks mark");
  if (place) field.scrollTop = Math.max(0, place.offsetTop - field.clientHeight / 2);
}

function scrollAlong(event) {
  if (!event.target.closest?.(".letter-paper")) return;
  const marks = event.target.parentElement.querySelector(".letter-marks");
  if (event.target !== marks) marks.scrollTop = event.target.scrollTop;
}

function keyOf(form) {
  return `kd-draft:letter:${form.dataset.letter}`;
}
