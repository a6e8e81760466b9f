/** One line at the foot of the page that says what just happened, and goes by itself. */

const SHOWN_FOR = 5000;
const element = document.getElementById("notice");
let timer = null;

/** Show `text`; `stays` until `clearNotice`, `link` is {href, text}. */
export function notice(text, { stays = false, link = null } = {}) {
  element.replaceChildren(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.text;
    element.append(" ", anchor);
  }
  element.hidden = false;
  clearTimeout(timer);
  if (!stays) timer = setTimeout(clearNotice, SHOWN_FOR);
}

/** Take the line away. */
export function clearNotice() {
  clearTimeout(timer);
  element.hidden = true;
}
