/** Where replies and notes are written; one draft of each per conversation. */

import { act } from "./calls.js";
import { desk, refreshTalk, talkElement } from "./desk.js";
import { draft, forgetNote, keepDraft, noteId } from "./drafts.js";
import { notice } from "./notice.js";
import { sendReply } from "./outbox.js";
import { iStop, iType } from "./typing.js";
import { words } from "./words.js";

const MOST_LINES_HEIGHT = 240;
const filled = new WeakSet();

/** Go to the field for a "reply" or a "note"; a reply needs a conversation of one's own. */
export function write(kind) {
  const form = composerForm();
  if (!form || (kind === "reply" && talkElement().dataset.mode !== "mine")) return;
  form.hidden = false;
  turnTo(form, kind);
  form.querySelector("textarea").focus();
}

/** Put `text` into the reply's field, after what stands there. */
export function suggest(text) {
  write("reply");
  const field = composerForm()?.querySelector("textarea");
  if (!field) return;
  field.value = field.value ? `${field.value}\n\n${text}` : text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("desk:talk", fill);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-write]");
  if (button) write(button.dataset.write);
  const suggestion = event.target.closest("[data-suggest]");
  if (suggestion) suggest(suggestion.dataset.suggest);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest(".composer form");
  if (!form) return;
  keepDraft(desk.selected, form.dataset.writing, event.target.value);
  grow(event.target);
  if (form.dataset.writing === "reply" && event.target.value.trim()) iType();
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".composer form");
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("textarea");
  const kind = form.dataset.writing;
  const conversation = desk.selected;
  const text = field.value.trim();
  if (!text) return field.focus();
  if (kind === "reply") {
    sendReply(text);
    iStop();
  } else if (!(await saveNote(form, text))) {
    return;
  }
  field.value = "";
  keepDraft(conversation, kind, "");
  grow(field);
  if (kind === "note") afterNote(form);
});

async function saveNote(form, text) {
  const button = form.querySelector('[data-send="note"]');
  const conversation = desk.selected;
  button.disabled = true;
  try {
    await act(conversation, "note", { text, client_message_id: noteId(conversation, text) });
    forgetNote(conversation);
    return true;
  } catch (error) {
    notice(error.message || words("status.error"));
    return false;
  } finally {
    button.disabled = false;
  }
}

function afterNote(form) {
  if (talkElement().dataset.mode === "mine") turnTo(form, "reply");
  else form.hidden = true;
  refreshTalk().catch(() => {});
}

function fill() {
  const form = composerForm();
  if (!form || filled.has(form)) return;
  filled.add(form);
  const field = form.querySelector("textarea");
  field.value = draft(desk.selected, form.dataset.writing);
  if (field.value) form.hidden = false;
  grow(field);
}

function turnTo(form, kind) {
  const field = form.querySelector("textarea");
  if (form.dataset.writing !== kind) {
    form.dataset.writing = kind;
    field.value = draft(desk.selected, kind);
    grow(field);
  }
  const hint = field.dataset[`${kind}Hint`];
  field.placeholder = hint;
  field.setAttribute("aria-label", hint);
  for (const button of form.querySelectorAll("[data-write]")) {
    button.setAttribute("aria-pressed", String(button.dataset.write === kind));
  }
  for (const button of form.querySelectorAll("[data-send]")) button.hidden = button.dataset.send !== kind;
}

function grow(field) {
  field.rows = 3;
  const lineHeight = 20;
  const lines = Math.min(Math.ceil(field.scrollHeight / lineHeight), MOST_LINES_HEIGHT / lineHeight);
  if (field.scrollHeight > field.clientHeight) field.rows = Math.max(3, lines);
}

function composerForm() {
  return talkElement()?.querySelector(".composer form");
}
