/** Tells of replies that were not sent where one does not look: a line that leads there, and a mark in the list. */

import { open, shownId } from "./desk.js";
import { unsent, unsentConversations } from "./drafts.js";
import { clearNotice, notice } from "./notice.js";
import { words } from "./words.js";

const MATTER = "unsent";
const queue = document.getElementById("queue");

for (const name of ["desk:unsent", "desk:talk", "desk:selected"]) document.addEventListener(name, tell);
for (const name of ["desk:unsent", "desk:queue"]) document.addEventListener(name, mark);

/** One conversation at a time, the one that has waited longest first. */
function tell() {
  const [first] = unsentConversations()
    .filter((id) => id !== shownId())
    .map((id) => ({ id, reply: unsent(id).find(hasFailed) }))
    .filter(({ reply }) => reply)
    .sort((one, other) => one.reply.written_at - other.reply.written_at);
  if (!first) return clearNotice(MATTER);
  const { id, reply } = first;
  const follow = () => open(id).catch(() => notice(words("status.error")));
  const link = { href: `/console?c=${encodeURIComponent(id)}`, text: words("talk.to_unsent"), follow };
  notice(words("talk.failed_elsewhere", { name: reply.to }), { stays: MATTER, link });
}

function mark() {
  for (const old of queue.querySelectorAll("[data-key=unsent]")) old.remove();
  for (const id of unsentConversations().filter((one) => unsent(one).some(hasFailed))) {
    queue.querySelector(`.item[data-key="${CSS.escape(id)}"] .row-facts`)?.prepend(failure());
  }
}

/** One that is tried again by itself has still not arrived: it keeps why it failed. */
function hasFailed({ failed, why }) {
  return failed || Boolean(why);
}

function failure() {
  const element = document.createElement("span");
  element.className = "row-unsent clock-late";
  element.dataset.key = "unsent";
  element.textContent = words("talk.failed");
  return element;
}
