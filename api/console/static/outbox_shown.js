/** How replies that have not arrived look, below the conversation on the screen, and what can be done about them. */

import { shownId, talkElement } from "./desk.js";
import { refused, unsent } from "./drafts.js";
import { known, words } from "./words.js";

/** Show the replies of the conversation on the screen that have not arrived. */
export function showUnsent() {
  const list = talkElement()?.querySelector(".unsent");
  list?.replaceChildren(...unsent(shownId()).map(item));
}

function item(reply) {
  const { text, files = [], failed, why } = reply;
  const element = document.createElement("li");
  element.className = `said message by-agent ${failed ? "failed" : "sending"}`;
  element.append(paragraph("said-text", text));
  if (files.length) element.append(paragraph("small quiet", files.map((file) => file.name).join(", ")));
  element.append(failed && why?.code === "written_since" ? overtaken(reply) : state(reply));
  return element;
}

function state(reply) {
  const { client_message_id: id, failed, why } = reply;
  const line = paragraph("said-state small quiet", failed ? reason(why) : words("talk.sending"));
  if (!failed) return line;
  line.setAttribute("role", "alert");
  line.append(" ", button(refused(reply) ? "edit" : "retry", id), " ", button("discard", id));
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
