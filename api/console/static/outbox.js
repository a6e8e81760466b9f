/**
 * Replies on their way: shown at once, and sent one after the other in each conversation, under the same id however
 * often, so that none is doubled. One that fails holds back those written after it: the customer reads them in order.
 * Where the server was not reached they go by themselves once it is; what it refuses is left to who wrote it.
 */

import { act } from "./calls.js";
import { desk, refreshTalk, shownId, talkElement } from "./desk.js";
import { keepUnsent, newId, refused, unsent, unsentConversations } from "./drafts.js";
import { showUnsent } from "./outbox_shown.js";
import "./outbox_elsewhere.js";
import { atBottom, toBottom } from "./scroll.js";

const STILL_MEANT = 60_000;
const GOES_BY_ITSELF = 15 * 60_000;
// No answer at all, or one of a proxy that did not reach the server either.
const UNREACHED = new Set([0, 502, 503, 504]);
const underWay = new Set();

/** Send a reply in the conversation on the screen, with `files` and the event it was based on. */
export function sendReply(text, { files = [], basedOn = null } = {}) {
  const conversation = shownId();
  const to = talkElement().querySelector(".talk-who h1").textContent;
  const about = { to, text, files, based_on_seq: basedOn, anyway: false };
  const reply = { client_message_id: newId(), ...about, written_at: Date.now(), failed: false };
  keep(conversation, [...unsent(conversation), reply]);
  toBottom();
  send(conversation);
}

/**
 * Take up what was on its way when the page was left: send it again, or, when that is long ago and the
 * conversation may have moved on, leave it to the person who wrote it.
 */
export function resume() {
  for (const conversation of unsentConversations()) {
    const old = (reply) => !reply.failed && Date.now() - reply.written_at >= STILL_MEANT;
    keep(conversation, unsent(conversation).map((reply) => (old(reply) ? { ...reply, failed: true } : reply)));
    if (unsent(conversation).some((reply) => !reply.failed)) send(conversation);
  }
}

document.addEventListener("desk:talk", () => {
  const talk = talkElement();
  if (!talk) return;
  const conversation = talk.dataset.id;
  const arrived = (reply) => talk.querySelector(`[data-client="${reply.client_message_id}"]`);
  keep(conversation, unsent(conversation).filter((reply) => !arrived(reply)));
});

document.addEventListener("desk:reached", sendWaiting);
window.addEventListener("online", sendWaiting);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-retry], [data-send-anyway], [data-edit], [data-discard]");
  if (!button) return;
  const conversation = shownId();
  const { retry, sendAnyway, edit, discard } = button.dataset;
  const id = retry ?? sendAnyway ?? edit ?? discard;
  const reply = unsent(conversation).find((one) => one.client_message_id === id);
  if (!reply) return;
  if (edit) document.dispatchEvent(new CustomEvent("desk:edit", { detail: reply }));
  if (edit || discard) return forget(conversation, reply);
  change(conversation, reply, { failed: false, why: null, anyway: reply.anyway || Boolean(sendAnyway) });
  releaseBefore(conversation, reply);
  send(conversation);
});

/** Send what is to go in a conversation, in order, until something has to wait. */
async function send(conversation) {
  if (underWay.has(conversation)) return;
  underWay.add(conversation);
  try {
    let reply;
    while ((reply = unsent(conversation).find(mayGo))) {
      if (reply.failed) change(conversation, reply, { failed: false });
      if (!(await deliver(conversation, reply))) break;
    }
  } finally {
    underWay.delete(conversation);
  }
}

/** Say whether what comes after the reply may be sent now. */
async function deliver(conversation, reply) {
  try {
    await act(conversation, "reply", body(reply));
  } catch ({ status, code, fields }) {
    const failure = { failed: true, why: { ...fields, code, status } };
    if (!refused(failure)) {
      keep(conversation, unsent(conversation).map((one) => (one.failed ? one : { ...one, ...failure })));
      return false;
    }
    change(conversation, reply, failure);
    if (conversation === desk.selected) await refreshTalk().catch(() => {});
    return true;
  }
  if (conversation === desk.selected) await refreshTalk().catch(() => {});
  forget(conversation, reply);
  return true;
}

/** The server is there: what did not reach it can go, unless it is old and the conversation may have moved on. */
function sendWaiting() {
  const waits = (reply) => reply.failed && UNREACHED.has(reply.why?.status) && mayGo(reply);
  for (const conversation of unsentConversations()) if (unsent(conversation).some(waits)) send(conversation);
}

function mayGo(reply) {
  if (!reply.failed) return true;
  return reply.why && !refused(reply) && Date.now() - reply.written_at < GOES_BY_ITSELF;
}

/** Who sends a reply again means it to come after those above it. */
function releaseBefore(conversation, reply) {
  const replies = unsent(conversation);
  const place = replies.findIndex((one) => one.client_message_id === reply.client_message_id);
  const free = (one, at) => (at < place && !refused(one) ? { ...one, failed: false, why: null } : one);
  keep(conversation, replies.map(free));
}

function body({ client_message_id, text, files = [], based_on_seq = null, anyway = false }) {
  return { client_message_id, text, attachments: files.map((file) => file.id), based_on_seq, anyway };
}

function change(conversation, reply, changes) {
  const same = (one) => one.client_message_id === reply.client_message_id;
  keep(conversation, unsent(conversation).map((one) => (same(one) ? { ...one, ...changes } : one)));
}

function forget(conversation, reply) {
  keep(conversation, unsent(conversation).filter((one) => one.client_message_id !== reply.client_message_id));
}

function keep(conversation, replies) {
  const reading = atBottom();
  keepUnsent(conversation, replies);
  showUnsent();
  if (reading) toBottom();
  document.dispatchEvent(new CustomEvent("desk:unsent"));
}
