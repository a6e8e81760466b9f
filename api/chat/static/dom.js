/** Building elements without innerHTML: text is always text, so nothing that is written can become markup. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5h16v11H10l-4.5 3.5v-3.5H4z",
  clip: "M7 13l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  send: "M12 19V5M6 11l6-6 6 6",
  up: "M7 20V10l4-7 2 1v5h6l-1.5 11zM7 10H4v10h3",
  down: "M7 4v10l4 7 2-1v-5h6L17.5 4zM7 14H4V4h3",
};

/** An element with attributes, listeners (`onclick`) and children; null and undefined attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

export function button(name, onclick, ...children) {
  return h("button", { class: name, type: "button", onclick }, ...children);
}

/** Names a button that shows only an icon. */
export function label(node, words) {
  node.ariaLabel = node.title = words;
}

/** A line drawing, 24 by 24, in the colour of the text; always beside words or an aria-label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Sets text only where it changed, so that a live region has nothing to repeat. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
