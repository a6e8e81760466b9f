/** The page's words in the reader's language, as the server put them on the page. */

const entries = JSON.parse(document.querySelector("main[data-words]").dataset.words);

/** Return the wording of `key` with `{name}` filled in from `values`. */
export function words(key, values = {}) {
  return entries[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Return whether there is a wording of `key`. */
export function known(key) {
  return key in entries;
}

/** Return a number of minutes as the server writes it: "4 min", "2 h", "3 d". */
export function minutesInWords(minutes) {
  if (minutes < 60) return words("moment.minutes", { n: minutes });
  if (minutes < 48 * 60) return words("moment.hours", { n: Math.floor(minutes / 60) });
  return words("moment.days", { n: Math.floor(minutes / (24 * 60)) });
}
