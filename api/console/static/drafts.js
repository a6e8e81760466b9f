/** What has been written but not sent survives a reload, until it is sent or the person logs out. */

const DRAFT = "kd-draft";
const UNSENT = "kd-unsent";
const NOTE = "kd-note";
const BASE = "kd-base";
const FILES = "kd-files";
const OURS = [DRAFT, UNSENT, NOTE, BASE, FILES];

export function draft(conversation, kind) {
  return sessionStorage.getItem(`${DRAFT}:${conversation}:${kind}`) ?? "";
}

export function keepDraft(conversation, kind, text) {
  keep(`${DRAFT}:${conversation}:${kind}`, text);
}

/**
 * Return the last event that was on the screen when the reply was begun, null when none has been. It is what tells
 * whether a colleague has answered since.
 */
export function draftBase(conversation) {
  const kept = sessionStorage.getItem(`${BASE}:${conversation}`);
  return kept === null ? null : Number(kept);
}

/** Note where a reply begins, unless it has begun; `null` when there is no reply any more. */
export function keepBase(conversation, seq) {
  if (seq === null) keep(`${BASE}:${conversation}`, "");
  else if (draftBase(conversation) === null) keep(`${BASE}:${conversation}`, String(seq));
}

/** Return the files that go with the next reply: [{id, name, size}]. */
export function draftFiles(conversation) {
  return JSON.parse(sessionStorage.getItem(`${FILES}:${conversation}`) ?? "[]");
}

export function keepFiles(conversation, files) {
  keep(`${FILES}:${conversation}`, files.length ? JSON.stringify(files) : "");
}

/** Return an id for this page's next message: sent again under it, the message is not doubled. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the id that a note is saved under: the same for the same words until `forgetNote`. */
export function noteId(conversation, text) {
  const kept = JSON.parse(sessionStorage.getItem(`${NOTE}:${conversation}`) ?? "null");
  if (kept?.text === text) return kept.id;
  const id = newId();
  keep(`${NOTE}:${conversation}`, JSON.stringify({ id, text }));
  return id;
}

export function forgetNote(conversation) {
  keep(`${NOTE}:${conversation}`, "");
}

/** Return the conversations with replies that have not arrived. */
export function unsentConversations() {
  const start = `${UNSENT}:`;
  return Object.keys(sessionStorage).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}

/**
 * Return the replies that have not arrived, in the order they were written:
 * [{client_message_id, to, text, files, based_on_seq, written_at, failed, why}].
 */
export function unsent(conversation) {
  return JSON.parse(sessionStorage.getItem(`${UNSENT}:${conversation}`) ?? "[]");
}

export function keepUnsent(conversation, replies) {
  keep(`${UNSENT}:${conversation}`, replies.length ? JSON.stringify(replies) : "");
}

/** Say whether the server will not have a reply as it is; any other failure may be gone at the next try. */
export function refused({ failed, why }) {
  return Boolean(failed && why?.code) && why.status < 500;
}

document.querySelector('form[action="/logout"]')?.addEventListener("submit", () => {
  const ours = Object.keys(sessionStorage).filter((key) => OURS.some((name) => key.startsWith(`${name}:`)));
  for (const key of ours) sessionStorage.removeItem(key);
});

function keep(key, text) {
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
}
