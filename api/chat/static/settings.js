/** What the site says in its script tag, with sensible answers where it says nothing. */

export const LANGUAGES = { da: "Dansk", nb: "Norsk", en: "English" };

/** One of our languages for any BCP 47 tag: "no" and "nn-NO" are bokmål here, everything unknown is English. */
export function languageOf(tag) {
  const primary = String(tag ?? "").toLowerCase().split(/[-_]/)[0];
  if (primary === "no" || primary === "nn") return "nb";
  return primary in LANGUAGES ? primary : "en";
}

/** Reads the data attributes of the script whose address is `address`. */
export function readSettings(address) {
  const script = [...document.scripts].find((candidate) => candidate.src === address);
  const data = script?.dataset ?? {};
  return {
    server: new URL(data.server || "/", address).origin,
    locale: data.locale || document.documentElement.lang,
    side: data.position?.includes("left") ? "left" : "right",
    accent: /^#[0-9a-f]{6}$/i.test(data.accent ?? "") ? data.accent : null,
    theme: data.theme || null,
    label: data.label || null,
    hidden: data.launcher === "hidden",
  };
}
