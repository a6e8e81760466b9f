/** Colleagues in a note: an @ lists them by name. */

import { call } from "./calls.js";
import { offer } from "./suggestions.js";
import { words } from "./words.js";

const FRESH_FOR = 60_000;
let kept = { at: 0, people: null };
// Whom one has picked, so that two people of one name are told apart.
const picked = new Map();

/** Return the ids of those picked whose names still stand in `text`. */
export function mentionedIn(text) {
  return [...picked].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id);
}

offer({
  writing: "note",
  trigger: /(?:^|[^\p{L}\p{N}.@])@([\p{L}\p{N}.-]*)$/u,
  label: "composer.mentions",
  none: "composer.no_mentions",
  find: async (typed) => {
    const wanted = typed.toLowerCase();
    const fits = ({ name }) => name.toLowerCase().split(" ").some((part) => part.startsWith(wanted));
    return (await colleagues()).filter(fits).map(({ id, name, presence }) => ({
      label: name,
      detail: words(`talk.ask.transfer.${presence}`),
      text: `@${name} `,
      taken: () => picked.set(id, name),
    }));
  },
});

async function colleagues() {
  if (Date.now() - kept.at > FRESH_FOR) {
    kept = { at: Date.now(), people: call("GET", "/colleagues") };
    kept.people.catch(() => (kept.at = 0));
  }
  return kept.people;
}
