/** What the list on the screen is narrowed to. */

import { desk } from "./desk.js";

/** Return the filters as the address of a list that begins where this one is, the words looked for among them. */
export function asked() {
  const params = new URLSearchParams(element().dataset.asked);
  const text = new URLSearchParams(desk.query).get("text");
  if (text) params.set("text", text);
  return within(params);
}

/** Return `filters` as an address; in a saved view it says that they are the reader's own now. */
export function within(filters) {
  const view = new URLSearchParams(desk.query).get("view");
  if (!view || !element().dataset.viewKept) return filters;
  return new URLSearchParams([["view", view], ["changed", "1"], ...filters]);
}

/** Return the filters a saved view of this list keeps. */
export function stored() {
  return JSON.parse(element().dataset.stored);
}

/** Return the filters that the saved view on the screen was kept with. */
export function kept() {
  return JSON.parse(element().dataset.viewKept);
}

function element() {
  return document.getElementById("asked");
}
