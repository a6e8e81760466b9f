/** What needs a look while one looks elsewhere: the number in the title, and a spoken line for who now waits. */

import { words } from "./words.js";

const announcer = document.getElementById("announcer");
const queue = document.getElementById("queue");
const plainTitle = document.title.replace(/^\(\d+\) /, "");
let waiting = waitingRows();
let count = waitingCount();

document.addEventListener("desk:queue", () => {
  const attention = queue.querySelector("[data-attention]")?.dataset.attention ?? "0";
  document.title = attention === "0" ? plainTitle : `(${attention}) ${plainTitle}`;
  const now = waitingRows();
  const fresh = [...now.keys()].filter((id) => !waiting.has(id));
  if (waitingCount() > count) announcer.textContent = fresh.length ? spoken(now.get(fresh[0])) : inShort();
  waiting = now;
  count = waitingCount();
});

function waitingRows() {
  return new Map([...queue.querySelectorAll('[data-state="queued"]')].map((row) => [row.dataset.key, row]));
}

function waitingCount() {
  return Number(queue.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
}

function spoken(row) {
  const who = row.querySelector(".row-who").textContent;
  return words("queue.new_waiting", { who, matter: row.querySelector(".row-matter").textContent });
}

function inShort() {
  return `${words("queue.tabs.waiting")}: ${waitingCount()}`;
}
