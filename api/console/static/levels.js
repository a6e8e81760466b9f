/** The service clocks above the timeline count down between two visits to the server. */

import { minutesInWords, words } from "./words.js";

const EVERY = 15_000;

setInterval(tick, EVERY);

function tick() {
  for (const level of document.querySelectorAll("[data-runs-out]")) {
    const left = Date.parse(level.dataset.runsOut) - Date.now();
    const late = left < 0;
    const minutes = late ? Math.floor(-left / 60_000) : Math.max(1, Math.ceil(left / 60_000));
    const time = minutesInWords(minutes);
    const text = late && !minutes ? words("talk.level_now") : words(late ? "talk.level_over" : "talk.level_left", { time });
    const shown = level.querySelector("[data-left]");
    if (shown.textContent !== text) shown.textContent = text;
    level.classList.toggle("level-missed", late);
  }
}
