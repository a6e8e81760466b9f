/** Canned replies: a slash at the start of a line lists them, filled for this customer. */

import { call } from "./calls.js";
import { desk, talkElement } from "./desk.js";
import { notice } from "./notice.js";
import { offer } from "./suggestions.js";
import { words } from "./words.js";

const FRESH_FOR = 30_000;
// What is only the beginning of a command was not meant for the customer.
const ONLY_COMMAND = /^\/[\p{L}\p{N}_-]*$/u;
let kept = { conversation: null, at: 0, starts: null };

offer({
  writing: "reply",
  trigger: /(?:^|\n)\/([\p{L}\p{N}_-]*)$/u,
  label: "composer.starts",
  none: "composer.no_starts",
  find: async (typed) => {
    const wanted = typed.toLowerCase();
    const starts = await filled(desk.selected);
    const by = (fits) => starts.filter(fits);
    const first = by(({ shortcut }) => shortcut.startsWith(wanted));
    const then = by((one) => !first.includes(one) && one.text.toLowerCase().includes(wanted));
    return [...first, ...then].map(({ shortcut, language, text, missing }) => ({
      label: `/${shortcut}`,
      detail: [
        language !== talkElement()?.dataset.language && words(`language.${language}`),
        missing.length && words("composer.missing", { what: missing.join(", ") }),
        text,
      ].filter(Boolean).join(" · "),
      text,
    }));
  },
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest('.composer form[data-writing="reply"]');
    const field = form?.querySelector("textarea");
    if (!field || !ONLY_COMMAND.test(field.value.trim())) return;
    event.preventDefault();
    event.stopPropagation();
    notice(words("composer.only_command"));
    field.focus();
  },
  { capture: true },
);

async function filled(conversation) {
  if (kept.conversation !== conversation || Date.now() - kept.at > FRESH_FOR) {
    kept = { conversation, at: Date.now(), starts: call("GET", `/conversations/${conversation}/starts`) };
    kept.starts.catch(() => (kept.at = 0));
  }
  return kept.starts;
}
