/** Finds words by a few of their letters in order: "lv" finds "Late delivery", best where words begin. */

const AT_A_BEGINNING = 8;
const IN_A_ROW = 5;
const FURTHER_ON = 0.1;

/**
 * Match `wanted` with `text`.
 * @returns {score, places} with the places in `text` that matched, null when it does not.
 */
export function match(wanted, text) {
  const letters = [...folded(wanted).replaceAll(" ", "")];
  const of = [...folded(text)];
  if (!letters.length) return { score: 0, places: [] };
  const whole = of.join("").indexOf(folded(wanted).trim());
  if (whole >= 0) {
    const places = Array.from(folded(wanted).trim(), (_, number) => whole + number);
    return { score: 100 + letters.length + (begins(of, whole) ? AT_A_BEGINNING : 0) - whole * FURTHER_ON, places };
  }
  return scattered(letters, of);
}

function scattered(letters, of) {
  const places = [];
  let score = 0;
  let from = 0;
  for (const letter of letters) {
    const next = of.indexOf(letter, from);
    if (next < 0) return null;
    const beginning = of.findIndex((one, place) => place >= from && one === letter && begins(of, place));
    const place = next === places.at(-1) + 1 || beginning < 0 ? next : beginning;
    score += 1 - (place - from) * FURTHER_ON;
    if (begins(of, place)) score += AT_A_BEGINNING;
    if (place === places.at(-1) + 1) score += IN_A_ROW;
    places.push(place);
    from = place + 1;
  }
  return score > letters.length * 2 ? { score, places } : null;
}

function begins(of, place) {
  return place === 0 || /[\s/:·-]/.test(of[place - 1]);
}

/** One letter for each, so that places stay what they are: é is found by e; æ, ø and å are letters of their own. */
function folded(text) {
  return [...text]
    .map((letter) => (/[æøåÆØÅ]/.test(letter) ? letter : letter.normalize("NFD")[0]).toLowerCase())
    .map((letter) => [...letter][0])
    .join("");
}
