/** Keeps the desk fresh: the server says when to look again, and after every reconnect everything is read. */

import { desk, refreshQueue, refreshTalk } from "./desk.js";
import { clearNotice, notice } from "./notice.js";
import { tellPresent } from "./present.js";
import { visitorTyping } from "./typing.js";
import { words } from "./words.js";

const PATIENCE = 3000;
const TRY_AGAIN_AFTER = 5000;
let source = null;
let worry = null;
let loggedOut = false;

/** Listen to the list and to the open conversation. */
export function listen() {
  source?.close();
  if (loggedOut) return;
  source = new EventSource(`/api/console/stream${desk.selected ? `?conversation=${desk.selected}` : ""}`);
  source.addEventListener("ready", caughtUp);
  source.addEventListener("queue", () => quietly(refreshQueue));
  source.addEventListener("conversation", () => quietly(refreshTalk));
  source.addEventListener("typing", (event) => visitorTyping(JSON.parse(event.data)));
  source.addEventListener("present", (event) => tellPresent(JSON.parse(event.data)));
  source.addEventListener("own", tellOwn);
  source.addEventListener("logged_out", tellLoggedOut);
  source.addEventListener("error", lost);
}

document.addEventListener("desk:selected", listen);
document.addEventListener("desk:logged-out", tellLoggedOut);

function caughtUp() {
  if (worry) {
    clearTimeout(worry);
    worry = null;
    clearNotice();
  }
  quietly(refreshQueue);
  quietly(refreshTalk);
}

function tellOwn(event) {
  document.dispatchEvent(new CustomEvent("desk:own", { detail: JSON.parse(event.data) }));
}

function lost() {
  worry ??= setTimeout(() => notice(words("status.offline"), { stays: true }), PATIENCE);
  if (source.readyState !== EventSource.CLOSED) return;
  quietly(refreshQueue);
  setTimeout(listen, TRY_AGAIN_AFTER);
}

function tellLoggedOut() {
  if (loggedOut) return;
  loggedOut = true;
  source?.close();
  clearTimeout(worry);
  const href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  notice(words("status.logged_out"), { stays: true, link: { href, text: words("status.log_in") } });
}

function quietly(refresh) {
  refresh().catch(() => {});
}
