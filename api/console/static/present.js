/**
 * Colleagues at the same conversation. This page gives a sign of life while a conversation is open and says when it
 * leaves; who else is there, or writes, stands in a line above the timeline. The same moment is when a conversation
 * counts as opened.
 */

import { act, call } from "./calls.js";
import { desk, talkElement } from "./desk.js";
import { newId } from "./drafts.js";
import { words } from "./words.js";

const SIGN_EVERY = 10_000;
const LASTS = 25_000;
const WRITING_FOR = 8000;
const page = newId();
const others = new Map();
let at = null;
let wroteAt = 0;

/** Take what the server says about a colleague: {staff_id, name, doing}. */
export function tellPresent({ staff_id: id, name, doing }) {
  if (String(id) === talkElement()?.dataset.reader) return;
  if (doing === "gone") others.delete(id);
  else others.set(id, { name, doing, until: Date.now() + LASTS });
  show();
}

document.addEventListener("desk:talk", () => {
  const id = talkElement()?.dataset.id ?? null;
  if (id !== at) {
    leave();
    arrive(id);
  }
  show();
});

document.addEventListener("desk:selected", () => {
  if (desk.selected !== at) leave();
});

document.addEventListener("input", (event) => {
  if (!event.target.closest(".composer form")) return;
  const began = Date.now() - wroteAt > WRITING_FOR;
  wroteAt = event.target.value.trim() ? Date.now() : 0;
  if (began || !wroteAt) sign();
});

window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && arrive(talkElement()?.dataset.id ?? null));
setInterval(sign, SIGN_EVERY);

function arrive(id) {
  at = id;
  if (!id) return;
  act(id, "opened").catch(() => {});
  sign();
}

function leave() {
  if (!at) return;
  call("POST", `/conversations/${at}/here`, { page, doing: "gone" }, { keepalive: true }).catch(() => {});
  at = null;
  wroteAt = 0;
  others.clear();
}

async function sign() {
  const conversation = at;
  if (!conversation) return;
  const doing = Date.now() - wroteAt < WRITING_FOR ? "writing" : "looking";
  try {
    const { present } = await act(conversation, "here", { page, doing });
    if (conversation !== at) return;
    others.clear();
    for (const one of present) others.set(one.staff_id, { ...one, until: Date.now() + LASTS });
    show();
  } catch {
    // The next sign tells.
  }
}

function show() {
  const line = talkElement()?.querySelector(".present");
  if (!line) return;
  const here = [...others.values()].filter((one) => one.until > Date.now());
  const writing = here.filter((one) => one.doing === "writing");
  const shown = writing.length ? writing : here;
  const names = shown.map((one) => one.name).join(", ");
  const text = names ? words(writing.length ? "talk.writing" : "talk.looking", { name: names }) : "";
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("present-writing", writing.length > 0);
}
