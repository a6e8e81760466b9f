/** Where one is in the conversation: at the newest while one reads there, left alone while one reads above. */

import { act } from "./calls.js";
import { talkElement } from "./desk.js";

const NEAR = 64;
let before = null;
let read = { id: null, seq: 0 };

/** Go to the newest message. */
export function toBottom() {
  const area = scrollArea();
  if (area) area.scrollTop = area.scrollHeight;
  newer()?.setAttribute("hidden", "");
}

document.addEventListener("desk:before-talk", () => {
  const talk = talkElement();
  before = talk && { id: talk.dataset.id, heard: Number(talk.dataset.heardSeq), atBottom: atBottom() };
});

document.addEventListener("desk:talk", () => {
  const talk = talkElement();
  if (!talk) return;
  if (!before || before.id !== talk.dataset.id || before.atBottom) toBottom();
  else if (Number(talk.dataset.heardSeq) > before.heard) newer().removeAttribute("hidden");
  tellRead();
});

document.addEventListener("visibilitychange", tellRead);

document.addEventListener("click", (event) => {
  if (event.target.closest(".newer")) toBottom();
});

document.addEventListener(
  "scroll",
  (event) => {
    if (event.target !== scrollArea() || !atBottom()) return;
    newer()?.setAttribute("hidden", "");
    tellRead();
  },
  { capture: true, passive: true },
);

/** What could not be told counts as unread, until the next look. */
async function tellRead() {
  const talk = talkElement();
  if (!talk || talk.dataset.mode !== "mine" || document.hidden || !atBottom()) return;
  const seq = Number(talk.dataset.lastSeq);
  const { id } = talk.dataset;
  if (read.id === id && read.seq >= seq) return;
  const [until, now] = [read, { id, seq }];
  read = now;
  try {
    await act(id, "read", { seq });
  } catch {
    if (read === now) read = until;
  }
}

/** Say whether the newest message is on the screen. */
export function atBottom() {
  const area = scrollArea();
  return !area || area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
}

function scrollArea() {
  return talkElement()?.querySelector(".scroll");
}

function newer() {
  return talkElement()?.querySelector(".newer");
}
