/** The look of files, fetched when the first file is there. */

let sheet = null;

export async function styled(root) {
  sheet ??= fetch(new URL("files.css", import.meta.url))
    .then((response) => response.text())
    .then((text) => new CSSStyleSheet().replace(text));
  const ours = await sheet;
  if (!root.adoptedStyleSheets.includes(ours)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ours];
}
