/** Which lines the log shows, as plain data: days, groups by speaker, and how each message is doing. */

import { dayOf, timeOf } from "./clock.js";

const GROUP_MS = 10 * 60_000;

/**
 * @param messages in order
 * @param names `{bot, person, you}`
 * @returns `[{key, kind: "day"|"message", …}]`; keys stay the same while a message is sent and confirmed
 */
export function linesOf(messages, names, t) {
  const lines = [];
  let before = null;
  for (const message of messages) {
    if (!message.text && !message.attachments?.length) continue;
    const day = new Date(message.created_at).toDateString();
    const startsToday = !before && day === new Date().toDateString();
    if (day !== before?.day && !startsToday) {
      lines.push({ key: `day ${day}`, kind: "day", text: dayOf(message.created_at, t) });
    }
    const speaker = speakerOf(message, names, t);
    const time = Date.parse(message.created_at);
    const first = day !== before?.day || speaker !== before.speaker || time - before.time > GROUP_MS;
    lines.push({
      key: message.client_message_id ?? `seq ${message.seq}`,
      kind: "message",
      first: first && message.author !== "system",
      speaker,
      time: timeOf(message.created_at, t),
      message,
    });
    before = { day, speaker, time };
  }
  return lines;
}

/** The buttons of the last message, unless the visitor has written since. */
export function openReplies(messages) {
  for (const message of messages.toReversed()) {
    if (message.author === "visitor") return [];
    if (message.buttons?.length) return message.buttons;
  }
  return [];
}

function speakerOf({ author, name }, names, t) {
  if (author === "visitor") return t.you;
  if (author === "agent") return name ?? names.person ?? t.person;
  if (author === "system") return "";
  return names.bot.toLowerCase().includes(t.bot) ? names.bot : `${names.bot} · ${t.bot}`;
}
