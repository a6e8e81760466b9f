/**
 * Replies on their way: shown at once, marked when they fail, sent again under the same id so that none is
 * doubled, and in the order they were written.
 */

import { act } from "./calls.js";
import { desk, refreshTalk, talkElement } from "./desk.js";
import { keepUnsent, newId, unsent, unsentConversations } from "./drafts.js";
import { atBottom, toBottom } from "./scroll.js";
import { words } from "./words.js";

const STILL_MEANT = 60_000;
let last = Promise.resolve();

/** Send a reply in the open conversation. */
export function sendReply(text) {
  const reply = { client_message_id: newId(), text, written_at: Date.now(), failed: false };
  const conversation = desk.selected;
  keepUnsent(conversation, [...unsent(conversation), reply]);
  render();
  toBottom();
  deliver(conversation, reply);
}

/**
 * Take up what was on its way when the page was left: send it again, or, when that is long ago and the
 * conversation may have moved on, leave it to the person who wrote it.
 */
export function resume() {
  for (const conversation of unsentConversations()) {
    for (const reply of unsent(conversation).filter((one) => !one.failed)) {
      if (Date.now() - reply.written_at < STILL_MEANT) deliver(conversation, reply);
      else change(conversation, reply, true);
    }
  }
}

document.addEventListener("desk:talk", () => {
  const conversation = desk.selected;
  const talk = talkElement();
  if (!talk) return;
  const arrived = (reply) => talk.querySelector(`[data-client="${reply.client_message_id}"]`);
  keepUnsent(conversation, unsent(conversation).filter((reply) => !arrived(reply)));
  render();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-retry], [data-discard]");
  if (!button) return;
  const conversation = desk.selected;
  const id = button.dataset.retry ?? button.dataset.discard;
  const reply = unsent(conversation).find((one) => one.client_message_id === id);
  if (!reply) return;
  if (button.dataset.discard) return forget(conversation, reply);
  change(conversation, reply, false);
  deliver(conversation, reply);
});

function deliver(conversation, reply) {
  last = last.then(async () => {
    try {
      await act(conversation, "reply", { client_message_id: reply.client_message_id, text: reply.text });
    } catch {
      change(conversation, reply, true);
      return;
    }
    if (conversation === desk.selected) await refreshTalk().catch(() => {});
    forget(conversation, reply);
  });
}

function change(conversation, reply, failed) {
  const reading = atBottom();
  const same = (one) => one.client_message_id === reply.client_message_id;
  keepUnsent(conversation, unsent(conversation).map((one) => (same(one) ? { ...one, failed } : one)));
  render();
  if (reading) toBottom();
}

function forget(conversation, reply) {
  const other = (one) => one.client_message_id !== reply.client_message_id;
  keepUnsent(conversation, unsent(conversation).filter(other));
  render();
}

function render() {
  const list = talkElement()?.querySelector(".unsent");
  list?.replaceChildren(...unsent(desk.selected).map(item));
}

function item({ client_message_id: id, text, failed }) {
  const element = document.createElement("li");
  element.className = `said message by-agent ${failed ? "failed" : "sending"}`;
  const said = document.createElement("p");
  said.className = "said-text";
  said.textContent = text;
  const state = document.createElement("p");
  state.className = "said-state small quiet";
  state.append(words(failed ? "talk.failed" : "talk.sending"));
  if (failed) state.append(" ", button("retry", id), " ", button("discard", id));
  element.append(said, state);
  return element;
}

function button(kind, id) {
  const element = document.createElement("button");
  element.type = "button";
  element.dataset[kind] = id;
  element.textContent = words(`talk.${kind}`);
  return element;
}
