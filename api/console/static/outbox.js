/**
 * Replies on their way: shown at once, marked when they fail, sent again under the same id so that none is
 * doubled, and in the order they were written.
 */

import { act } from "./calls.js";
import { desk, refreshTalk, talkElement } from "./desk.js";
import { keepUnsent, newId, unsent, unsentConversations } from "./drafts.js";
import { atBottom, toBottom } from "./scroll.js";
import { known, words } from "./words.js";

const STILL_MEANT = 60_000;
let last = Promise.resolve();

/** Send a reply in the open conversation, with `files` and the event it was based on. */
export function sendReply(text, { files = [], basedOn = null } = {}) {
  const about = { text, files, based_on_seq: basedOn, anyway: false };
  const reply = { client_message_id: newId(), ...about, written_at: Date.now(), failed: false };
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
      else change(conversation, reply, { failed: true });
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
  const button = event.target.closest("[data-retry], [data-send-anyway], [data-edit], [data-discard]");
  if (!button) return;
  const conversation = desk.selected;
  const { retry, sendAnyway, edit, discard } = button.dataset;
  const id = retry ?? sendAnyway ?? edit ?? discard;
  const reply = unsent(conversation).find((one) => one.client_message_id === id);
  if (!reply) return;
  if (edit) document.dispatchEvent(new CustomEvent("desk:edit", { detail: reply }));
  if (edit || discard) return forget(conversation, reply);
  const again = { failed: false, why: null, anyway: reply.anyway || Boolean(sendAnyway) };
  change(conversation, reply, again);
  deliver(conversation, { ...reply, ...again });
});

function deliver(conversation, reply) {
  last = last.then(async () => {
    try {
      await act(conversation, "reply", body(reply));
    } catch (error) {
      change(conversation, reply, { failed: true, why: { code: error.code, ...error.fields } });
      if (error.code && conversation === desk.selected) await refreshTalk().catch(() => {});
      return;
    }
    if (conversation === desk.selected) await refreshTalk().catch(() => {});
    forget(conversation, reply);
  });
}

function body({ client_message_id, text, files = [], based_on_seq = null, anyway = false }) {
  return { client_message_id, text, attachments: files.map((file) => file.id), based_on_seq, anyway };
}

function change(conversation, reply, changes) {
  const reading = atBottom();
  const same = (one) => one.client_message_id === reply.client_message_id;
  keepUnsent(conversation, unsent(conversation).map((one) => (same(one) ? { ...one, ...changes } : one)));
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

function item(reply) {
  const { text, files = [], failed, why } = reply;
  const element = document.createElement("li");
  element.className = `said message by-agent ${failed ? "failed" : "sending"}`;
  element.append(paragraph("said-text", text));
  if (files.length) element.append(paragraph("small quiet", files.map((file) => file.name).join(", ")));
  element.append(why?.code === "written_since" ? overtaken(reply) : state(reply));
  return element;
}

function state({ client_message_id: id, failed, why }) {
  const line = paragraph("said-state small quiet", failed ? reason(why) : words("talk.sending"));
  if (!failed) return line;
  line.setAttribute("role", "alert");
  const hopeless = Boolean(why?.code);
  line.append(" ", button(hopeless ? "edit" : "retry", id), " ", button("discard", id));
  return line;
}

/** A colleague has answered since this reply was begun: what they wrote, and the choice. */
function overtaken({ client_message_id: id, why }) {
  const box = document.createElement("div");
  box.className = "overtaken small";
  box.setAttribute("role", "alert");
  const choice = paragraph("overtaken-choice", words("talk.overtaken_ask"));
  choice.append(" ", button("send-anyway", id), " ", button("edit", id), " ", button("discard", id));
  box.append(paragraph("", words("talk.overtaken", { name: why.by })), paragraph("overtaken-text", why.text), choice);
  return box;
}

function reason(why) {
  if (why?.holder) return words("talk.taken_reply", { name: why.holder });
  return words(known(`talk.not_sent.${why?.code}`) ? `talk.not_sent.${why.code}` : "talk.failed");
}

function paragraph(className, text) {
  const element = document.createElement("p");
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function button(kind, id) {
  const element = document.createElement("button");
  element.type = "button";
  element.setAttribute(`data-${kind}`, id);
  element.textContent = words(`talk.${kind.replace("-", "_")}`);
  return element;
}
