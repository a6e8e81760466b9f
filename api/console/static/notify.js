/**
 * Tells what concerns the reader: a conversation given to them, a customer who wrote in one of theirs, a note that
 * names them, a reminder. In words on the page; where they look elsewhere as a notification of the desktop, if they
 * have asked for those; with a tone, if they have turned it on. Several open pages tell a thing once.
 */

import { failed } from "./actions.js";
import { open, opened } from "./desk.js";
import { jumpTo } from "./jump.js";
import { ring, setSound, soundIsOn } from "./sound.js";
import { words } from "./words.js";

const KEPT_AS = "kd.notify";
const TOLD_AS = "kd.told";
const ONCE_WITHIN = 10_000;
const bar = document.getElementById("bar");
const announcer = document.getElementById("announcer");
const given = new Set();
let before = state();
let told = new Map();

document.addEventListener("desk:own", (event) => event.detail.assigned && given.add(event.detail.assigned));

document.addEventListener("desk:bar", () => {
  const now = state();
  for (const [id, one] of now.own) {
    const had = before.own.get(id);
    if (given.delete(id)) tell({ tag: `assigned-${id}`, id, title: words("top.says.assigned", { who: one.who }), text: one.words });
    else if (away() && one.unread > (had?.unread ?? 0)) {
      tell({ tag: `message-${id}-${one.unread}`, id, title: words("top.says.message", { who: one.who }), text: one.words });
    }
  }
  for (const [key, one] of now.asks) if (!before.asks.has(key)) tell({ tag: key, ...one });
  before = now;
});

bar.addEventListener("click", (event) => {
  if (event.target.closest("[data-notify]")) toggleNotifications();
  if (event.target.closest("[data-sound]")) {
    setSound(!soundIsOn());
    showChoices();
  }
});

document.addEventListener("desk:sound", showChoices);
showChoices();

/** Tell one thing: {tag, id, seq, title, text}. */
function tell({ tag, id, seq, title, text }) {
  if (toldElsewhere(tag)) return;
  announcer.textContent = title;
  ring();
  if (!away() || !wanted()) return;
  const shown = new Notification(title, { body: text, tag, icon: "/static/theme/icon.svg" });
  shown.addEventListener("click", async () => {
    window.focus();
    shown.close();
    try {
      await open(id);
      await opened();
      if (seq) jumpTo(seq);
    } catch (error) {
      failed(error);
    }
  });
}

/** Another page of this browser may have told it a moment ago. */
function toldElsewhere(tag) {
  const now = Date.now();
  told = new Map(Object.entries(JSON.parse(localStorage.getItem(TOLD_AS) ?? "{}")));
  for (const [name, at] of told) if (now - at > ONCE_WITHIN) told.delete(name);
  if (told.has(tag)) return true;
  told.set(tag, now);
  localStorage.setItem(TOLD_AS, JSON.stringify(Object.fromEntries(told)));
  return false;
}

function state() {
  const own = [...bar.querySelectorAll("[data-own]")].map(({ dataset }) => [
    dataset.own,
    { who: dataset.who, words: dataset.words, unread: Number(dataset.unread) },
  ]);
  const asks = [...bar.querySelectorAll("[data-asks]")].map((link) => [
    link.closest("li").dataset.key,
    {
      id: link.dataset.open,
      seq: link.dataset.seq,
      title: link.dataset.says,
      text: link.querySelector(".task-words")?.textContent ?? "",
    },
  ]);
  return { own: new Map(own), asks: new Map(asks) };
}

function away() {
  return document.hidden || !document.hasFocus();
}

function wanted() {
  return "Notification" in window && Notification.permission === "granted" && localStorage.getItem(KEPT_AS) === "on";
}

/** The browser is asked for its permission only here, after a click. */
async function toggleNotifications() {
  const on = !wanted();
  if (on && "Notification" in window) await Notification.requestPermission();
  localStorage.setItem(KEPT_AS, on ? "on" : "off");
  showChoices();
}

function showChoices() {
  bar.querySelector("[data-notify]").setAttribute("aria-checked", String(wanted()));
  bar.querySelector("[data-sound]").setAttribute("aria-checked", String(soundIsOn()));
  const help = bar.querySelector("[data-notify-help]");
  if (!("Notification" in window)) help.textContent = words("top.notify_missing");
  else if (Notification.permission === "denied") help.textContent = words("top.notify_blocked");
}
