/**
 * The top bar: it is read again after every hint that concerns only the reader, and now and then after those about
 * the list, which change how much everybody has. Other modules listen for `desk:bar`, sent after each reading.
 */

import { failed } from "./actions.js";
import { call, fragment } from "./calls.js";
import { opened } from "./desk.js";
import { jumpTo } from "./jump.js";
import { morphChildren } from "./morph.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const AT_MOST_EVERY = 4000;
const AT_LEAST_EVERY = 30_000;
const bar = document.getElementById("bar");
let readAt = Date.now();
let planned = null;
let running = null;

/** Read the bar again, at once; a reading that is under way is followed by one more. */
export async function refreshBar() {
  clearTimeout(planned);
  planned = null;
  const before = running;
  running = (async () => {
    await before?.catch(() => {});
    morphChildren(bar, await fragment("/console/bar"));
    readAt = Date.now();
    document.dispatchEvent(new CustomEvent("desk:bar"));
  })();
  await running;
}

/** Say whether the reader takes conversations. */
export function isAvailable() {
  return bar.querySelector("[data-available]").dataset.available === "true";
}

/** Take conversations, or none for a while. */
export async function setAvailable(available) {
  try {
    await call("POST", "/presence", { available });
    notice(words(available ? "top.is_available" : "top.is_away"));
    await refreshBar();
  } catch (error) {
    failed(error);
  }
}

document.addEventListener("desk:own", () => quietly(refreshBar));
document.addEventListener("desk:queue", soon);
setInterval(() => Date.now() - readAt > AT_LEAST_EVERY && !document.hidden && quietly(refreshBar), AT_MOST_EVERY);

bar.addEventListener("click", async (event) => {
  if (event.target.closest("[data-availability]")) setAvailable(!isAvailable());
  const done = event.target.closest("[data-reminder-done]");
  if (done) tickOff(done);
  const note = event.target.closest("[data-asks=mention]");
  if (note && !event.ctrlKey && !event.metaKey) {
    await Promise.resolve();
    await opened();
    jumpTo(note.dataset.seq);
  }
});

async function tickOff(button) {
  button.disabled = true;
  try {
    await call("POST", `/reminders/${button.dataset.reminderDone}/done`, {});
    await refreshBar();
    bar.querySelector("[data-pop=to-do] summary").focus();
  } catch (error) {
    button.disabled = false;
    failed(error);
  }
}

function soon() {
  planned ??= setTimeout(() => quietly(refreshBar), Math.max(0, readAt + AT_MOST_EVERY - Date.now()));
}

/** What cannot be read now is read after the next hint; the connection says when it is lost. */
function quietly(reading) {
  reading().catch(() => {});
}
