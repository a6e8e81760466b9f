/** Clocks that run between two visits to the server; the words change with the colour. */

import { minutesInWords, words } from "./words.js";

const EVERY = 1000;
const MINUTE = 60000;
const LEVELS = ["fine", "soon", "late"];

setInterval(() => {
  if (document.hidden) return;
  for (const clock of document.querySelectorAll("[data-due]")) tick(clock);
}, EVERY);

function tick(clock) {
  const now = Date.now();
  const due = Date.parse(clock.dataset.due);
  const started = Date.parse(clock.dataset.from);
  const late = due < now;
  const minutes = Math.floor(Math.abs(due - now) / MINUTE) + (late ? 0 : 1);
  const share = late || due <= started ? 0 : Math.min(100, Math.round(((due - now) / (due - started)) * 100));
  const level = late ? "late" : share <= Number(clock.dataset.soon) ? "soon" : "fine";
  const time = inWords(due - now, minutes);
  const spoken = words(late ? "queue.overdue" : "queue.due_in", { time });
  for (const name of LEVELS) clock.classList.toggle(`clock-${name}`, name === level);
  if (clock.title !== spoken) clock.title = spoken;
  write(clock.querySelector(".number"), short(time, minutes, level));
  write(clock.querySelector(".only-read-aloud"), spoken);
  clock.querySelector(".clock-left").setAttribute("stroke-dasharray", `${share} 100`);
}

/** Only what differs is written, so that two hundred clocks cost nothing. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function inWords(left, minutes) {
  if (left >= 0 && left < MINUTE) return words("list.seconds", { n: Math.floor(left / 1000) });
  return minutesInWords(minutes);
}

function short(time, minutes, level) {
  if (level === "fine") return time;
  if (level === "soon") return words("list.left", { time });
  return minutes ? words("queue.over", { time }) : words("queue.due_now");
}
