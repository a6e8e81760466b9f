/** Clocks that run between two visits to the server. */

import { minutesInWords, words } from "./words.js";

const EVERY = 15000;

setInterval(() => {
  for (const clock of document.querySelectorAll("[data-due]")) tick(clock);
}, EVERY);

function tick(clock) {
  const now = Date.now();
  const due = Date.parse(clock.dataset.due);
  const started = Date.parse(clock.dataset.from);
  const late = due < now;
  const minutes = Math.floor(Math.abs(due - now) / 60000) + (late ? 0 : 1);
  const time = minutesInWords(minutes);
  const spoken = words(late ? "queue.overdue" : "queue.due_in", { time });
  const share = late || due <= started ? 0 : Math.min(100, Math.round(((due - now) / (due - started)) * 100));
  clock.classList.toggle("clock-late", late);
  clock.title = spoken;
  clock.querySelector(".number").textContent = short(time, minutes, late);
  clock.querySelector(".only-read-aloud").textContent = spoken;
  clock.querySelector(".clock-left").setAttribute("stroke-dasharray", `${share} 100`);
}

function short(time, minutes, late) {
  if (!late) return time;
  return minutes ? words("queue.over", { time }) : words("queue.due_now");
}
