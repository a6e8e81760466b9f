/**
 * One line at the head of the page: what just happened, which goes by itself, and otherwise what holds until it is
 * settled.
 */

const SHOWN_FOR = 5000;
const element = document.getElementById("notice");
// By matter: {text, link}.
const staying = new Map();
let passing = null;
let shown = "";

/**
 * Show `text` for a moment, or, when `stays` names its matter, until `clearNotice` of that matter.
 * `link` is {href, text, follow}; with `follow` a plain click does that instead.
 */
export function notice(text, { stays = null, link = null } = {}) {
  if (stays) staying.set(stays, { text, link });
  else pass({ text, link });
  render();
}

/** Take the line about a matter away. */
export function clearNotice(matter) {
  if (staying.delete(matter)) render();
}

function pass(line) {
  clearTimeout(passing?.timer);
  const timer = setTimeout(() => {
    passing = null;
    render();
  }, SHOWN_FOR);
  passing = { ...line, timer };
  // Said again, it is to be heard again.
  shown = "";
}

function render() {
  const lines = passing ? [passing] : [...staying.values()];
  const now = JSON.stringify(lines.map(({ text, link }) => [text, link?.href]));
  if (now === shown) return;
  shown = now;
  element.replaceChildren(...lines.flatMap((line, place) => [place ? " · " : "", line.text, ...linked(line.link)]));
  element.hidden = !lines.length;
}

function linked(link) {
  if (!link) return [];
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  anchor.addEventListener("click", (event) => {
    if (!link.follow || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.follow();
  });
  return [" ", anchor];
}
