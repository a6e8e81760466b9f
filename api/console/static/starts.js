/** Canned replies: a slash at the start of a line lists them, filled for this customer. */

import { call } from "./calls.js";
import { desk } from "./desk.js";
import { offer } from "./suggestions.js";
import { words } from "./words.js";

const FRESH_FOR = 30_000;
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
    return [...first, ...then].map(({ shortcut, text, missing }) => ({
      label: `/${shortcut}`,
      detail: missing.length ? `${words("composer.missing", { what: missing.join(", ") })} · ${text}` : text,
      text,
    }));
  },
});

async function filled(conversation) {
  if (kept.conversation !== conversation || Date.now() - kept.at > FRESH_FOR) {
    kept = { conversation, at: Date.now(), starts: call("GET", `/conversations/${conversation}/starts`) };
    kept.starts.catch(() => (kept.at = 0));
  }
  return kept.starts;
}
