/** Keeps the desk fresh: the server says when to look again, and after every reconnect everything is read. */

import { desk, refreshQueue, refreshTalk } from "./desk.js";
import { clearNotice, notice } from "./notice.js";
import { tellPresent } from "./present.js";
import { visitorTyping } from "./typing.js";
import { words } from "./words.js";

const PATIENCE = 3000;
// The server says `here` every 20 seconds: one that is this silent is gone, even if the connection still stands.
const SILENCE = 45_000;
const TRY_AGAIN_AFTER = 5000;
const HINTS = {
  ready: caughtUp,
  here: tellReached,
  queue: () => quietly(refreshQueue),
  conversation: () => quietly(refreshTalk),
  typing: (event) => visitorTyping(JSON.parse(event.data)),
  present: (event) => tellPresent(JSON.parse(event.data)),
  own: tellOwn,
  logged_out: tellLoggedOut,
};
let source = null;
let worry = null;
let silence = null;
let loggedOut = false;

/** Listen to the list and to the open conversation. */
export function listen() {
  source?.close();
  if (loggedOut) return;
  source = new EventSource(`/api/console/stream${desk.selected ? `?conversation=${desk.selected}` : ""}`);
  for (const [name, take] of Object.entries(HINTS)) {
    source.addEventListener(name, (event) => {
      waitForTheNext();
      take(event);
    });
  }
  source.addEventListener("error", lost);
  if (!silence) waitForTheNext();
}

window.addEventListener("online", listen);
document.addEventListener("desk:selected", listen);
document.addEventListener("desk:logged-out", tellLoggedOut);

function caughtUp() {
  if (worry) {
    clearTimeout(worry);
    worry = null;
    clearNotice("offline");
  }
  quietly(refreshQueue);
  quietly(refreshTalk);
  tellReached();
}

/** Others may have something that waits for the server. */
function tellReached() {
  document.dispatchEvent(new CustomEvent("desk:reached"));
}

function tellOwn(event) {
  document.dispatchEvent(new CustomEvent("desk:own", { detail: JSON.parse(event.data) }));
}

function waitForTheNext() {
  clearTimeout(silence);
  if (!loggedOut) silence = setTimeout(tooSilent, SILENCE);
}

function tooSilent() {
  silence = null;
  doubt();
  listen();
}

function doubt() {
  worry ??= setTimeout(() => notice(words("status.offline"), { stays: "offline" }), PATIENCE);
}

function lost() {
  doubt();
  if (source.readyState !== EventSource.CLOSED) return;
  quietly(refreshQueue);
  setTimeout(listen, TRY_AGAIN_AFTER);
}

function tellLoggedOut() {
  if (loggedOut) return;
  loggedOut = true;
  source?.close();
  clearTimeout(worry);
  clearTimeout(silence);
  clearNotice("offline");
  const href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  notice(words("status.logged_out"), { stays: "logged_out", link: { href, text: words("status.log_in") } });
}

function quietly(refresh) {
  refresh().catch(() => {});
}
