/** The words about files, in the visitor's language. */

const loaded = {};

export async function words(language) {
  loaded[language] ??= import(`./texts/${language}.js`).then((module) => module.default);
  return loaded[language];
}

/** "240 kB", "1,4 MB" */
export function sizeOf(bytes, tag) {
  const [number, unit] = bytes < 1e6 ? [Math.max(1, bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
  const form = { style: "unit", unit, maximumFractionDigits: unit === "kilobyte" ? 0 : 1 };
  return new Intl.NumberFormat(tag, form).format(number);
}
