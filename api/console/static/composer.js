/** Where replies and notes are written; one draft of each per conversation. */

import { act } from "./calls.js";
import { refreshTalk, shownId, talkElement } from "./desk.js";
import { draft, draftBase, draftFiles, forgetNote, keepBase, keepDraft, noteId } from "./drafts.js";
import { putBack, takeFiles, uploading } from "./files.js";
import { mentionedIn } from "./mentions.js";
import { notice } from "./notice.js";
import { sendReply } from "./outbox.js";
import { iStop, iType } from "./typing.js";
import { words } from "./words.js";

const MOST_LINES_HEIGHT = 240;
// What a canned reply leaves open: "[order number?]".
const GAP = /\[([^[\]\n]+)\?\]/g;
const filled = new WeakSet();

/** Go to the field for a "reply" or a "note"; a reply needs a conversation of one's own. */
export function write(kind) {
  const form = composerForm();
  if (!form || (kind === "reply" && talkElement().dataset.mode !== "mine")) return;
  form.hidden = false;
  turnTo(form, kind);
  form.querySelector("textarea").focus();
}

/** Put `text` into the reply's field, after what stands there; into a note where one cannot reply. */
export function suggest(text) {
  write(talkElement()?.dataset.mode === "mine" ? "reply" : "note");
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
  if (!form || !event.target.matches("textarea")) return;
  keepDraft(shownId(), form.dataset.writing, event.target.value);
  grow(event.target);
  if (form.dataset.writing !== "reply") return;
  keepPlace(event.target.value);
  tellGaps(form);
  if (event.target.value.trim()) iType();
});

/** A text of the bot is a start for the reply. */
document.addEventListener("desk:insert", ({ detail: { text } }) => suggest(text));

/** A reply that was not sent comes back into the field, with its files. */
document.addEventListener("desk:edit", ({ detail: { text, files = [] } }) => {
  // What the colleague has written has been seen now.
  keepBase(shownId(), null);
  putBack(shownId(), files);
  suggest(text);
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".composer form");
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("textarea");
  const kind = form.dataset.writing;
  const conversation = shownId();
  const text = field.value.trim();
  if (kind === "reply") {
    if (!maySend(field, text)) return field.focus();
    const basedOn = draftBase(conversation);
    sendReply(text, { files: takeFiles(conversation), basedOn });
    keepBase(conversation, null);
    iStop();
  } else if (!text) {
    return field.focus();
  } else if (!(await saveNote(form, text))) {
    return;
  }
  field.value = "";
  keepDraft(conversation, kind, "");
  grow(field);
  tellGaps(form);
  if (kind === "note") afterNote(form);
});

function maySend(field, text) {
  if (uploading(shownId())) {
    notice(words("composer.still_uploading"));
    return false;
  }
  const gap = [...field.value.matchAll(GAP)][0];
  if (gap) {
    notice(words("composer.placeholders"));
    field.setSelectionRange(gap.index, gap.index + gap[0].length);
    return false;
  }
  return Boolean(text) || draftFiles(shownId()).length > 0;
}

/** Note what one had seen when the reply began; with nothing in it, it has not begun. */
function keepPlace(text) {
  if (text.trim()) keepBase(shownId(), Number(talkElement().dataset.lastSeq));
  else if (!draftFiles(shownId()).length) keepBase(shownId(), null);
}

function tellGaps(form) {
  const line = form.querySelector(".composer-missing");
  const reply = form.dataset.writing === "reply" ? form.querySelector("textarea").value : "";
  const gaps = [...new Set([...reply.matchAll(GAP)].map(([, name]) => name))];
  line.textContent = gaps.length ? words("composer.missing", { what: gaps.join(", ") }) : "";
  line.hidden = !gaps.length;
}

async function saveNote(form, text) {
  const button = form.querySelector('[data-send="note"]');
  const conversation = shownId();
  button.disabled = true;
  try {
    const mentions = mentionedIn(text);
    await act(conversation, "note", { text, client_message_id: noteId(conversation, text), mentions });
    forgetNote(conversation);
    emptyAgain(conversation, form, text);
    return true;
  } catch (error) {
    notice(error.message || words("status.error"));
    return false;
  } finally {
    button.disabled = false;
  }
}

/** Whoever has looked at another conversation meanwhile finds the saved note in a new field. */
function emptyAgain(conversation, saved, text) {
  const field = composerForm() === saved ? null : composerForm()?.querySelector("textarea");
  if (field?.value === text && shownId() === conversation) field.value = "";
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
  field.value = draft(shownId(), form.dataset.writing);
  if (field.value) form.hidden = false;
  grow(field);
  tellGaps(form);
}

function turnTo(form, kind) {
  const field = form.querySelector("textarea");
  if (form.dataset.writing !== kind) {
    form.dataset.writing = kind;
    field.value = draft(shownId(), kind);
    grow(field);
  }
  const hint = field.dataset[`${kind}Hint`];
  field.placeholder = hint;
  field.setAttribute("aria-label", hint);
  for (const button of form.querySelectorAll("[data-write]")) {
    button.setAttribute("aria-pressed", String(button.dataset.write === kind));
  }
  for (const button of form.querySelectorAll("[data-send]")) button.hidden = button.dataset.send !== kind;
  for (const line of form.querySelectorAll("[data-for]")) line.hidden = line.dataset.for !== kind;
  tellGaps(form);
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
