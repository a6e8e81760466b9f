/** Who is writing: the customer is shown here, and one's own writing is shown to the customer. */

import { act } from "./calls.js";
import { shownId, talkElement } from "./desk.js";
import { words } from "./words.js";

const FORGET_AFTER = 6000;
const TELL_EVERY = 3000;
let forget = null;
let toldAt = 0;
let toldOf = null;
let stop = null;

/** Show or hide that the customer writes. */
export function visitorTyping({ author, typing = true }) {
  if (author !== "visitor") return;
  clearTimeout(forget);
  say(typing);
  if (typing) forget = setTimeout(() => say(false), FORGET_AFTER);
}

/** Tell the customer that one is writing; it is taken back when nothing more comes. */
export function iType() {
  clearTimeout(stop);
  stop = setTimeout(iStop, FORGET_AFTER);
  if (Date.now() - toldAt < TELL_EVERY) return;
  toldAt = Date.now();
  tell(true);
}

/** Tell the customer that one has stopped writing. */
export function iStop() {
  clearTimeout(stop);
  if (!toldAt) return;
  toldAt = 0;
  tell(false);
}

document.addEventListener("desk:selected", () => {
  clearTimeout(forget);
  clearTimeout(stop);
  toldAt = 0;
});

function say(typing) {
  const talk = talkElement();
  const line = talk?.querySelector(".typing");
  if (!line) return;
  line.firstElementChild.textContent = typing
    ? words("talk.typing", { name: talk.querySelector(".talk-who h1").textContent })
    : "";
}

function tell(typing) {
  // Taken back where it was told, whatever is on the screen by now.
  const conversation = typing ? shownId() : toldOf;
  toldOf = typing ? conversation : null;
  if (conversation) act(conversation, "typing", { typing }).catch(() => {});
}
