/** What needs a look while one looks elsewhere: the number in the title, and a spoken line for who now waits. */

import { words } from "./words.js";

const announcer = document.getElementById("announcer");
const queue = document.getElementById("queue");
const plainTitle = document.title.replace(/^\(\d+\) /, "");
let waiting = waitingRows();
let count = waitingCount();

document.addEventListener("desk:queue", () => {
  countInTitle();
  const now = waitingRows();
  const fresh = [...now.keys()].filter((id) => !waiting.has(id));
  if (waitingCount() > count) announcer.textContent = fresh.length ? spoken(now.get(fresh[0])) : inShort();
  waiting = now;
  count = waitingCount();
});

document.addEventListener("desk:bar", countInTitle);

/** Who waits, what is unread in one's own, what names one, and reminders that are due. */
function countInTitle() {
  const inList = Number(queue.querySelector("[data-attention]")?.dataset.attention ?? 0);
  const asks = Number(document.querySelector("[data-bar-asks]")?.dataset.barAsks ?? 0);
  document.title = inList + asks ? `(${inList + asks}) ${plainTitle}` : plainTitle;
}

function waitingRows() {
  return new Map([...queue.querySelectorAll('[data-state="queued"]')].map((row) => [row.dataset.key, row]));
}

function waitingCount() {
  return Number(queue.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
}

function spoken(row) {
  const who = row.querySelector(".row-who").textContent;
  return words("queue.new_waiting", { who, matter: row.querySelector(".row-matter, .row-hit").textContent });
}

function inShort() {
  return `${words("queue.tabs.waiting")}: ${waitingCount()}`;
}
