/** The page of all cases: its filters work at once, and a case is read again after something was done in it. */

import "./case.js";
import "./letter.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

let stale = false;

document.querySelector(".cases-filters").addEventListener("change", (event) => event.currentTarget.requestSubmit());
document.addEventListener("desk:sheet-failed", () => notice(words("status.error")));
document.addEventListener("desk:logged-out", () => {
  const link = { href: `/login?next=${encodeURIComponent(location.pathname + location.search)}`, text: words("status.log_in") };
  notice(words("status.logged_out"), { stays: true, link });
});
document.addEventListener("desk:changed", () => {
  stale = true;
  reread();
});
document.querySelector("dialog.sheet").addEventListener("close", reread);

/** A list is not moved under somebody who is in a case. */
function reread() {
  if (stale && !document.querySelector("dialog[open]")) location.reload();
}
