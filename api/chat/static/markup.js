/** A message's text as nodes: paragraphs, lists and links to web and mail addresses; nothing else, and no HTML. */

import { h } from "./dom.js";

const LINK = /https?:\/\/[^\s<>"'«»“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;
const TRAILING = /[.,;:!?)\]}]+$/;
const BULLET = /^\s*[-•–]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,2})[.)]\s+(?=\S)/;

/** Turns `text` into a fragment of paragraphs and lists. */
export function renderText(text) {
  const fragment = document.createDocumentFragment();
  let block = null;
  for (const line of text.split(/\r?\n/)) {
    const kind = BULLET.test(line) ? "ul" : NUMBER.test(line) ? "ol" : "p";
    if (!line.trim()) {
      block = null;
      continue;
    }
    if (block?.localName !== kind) {
      block = kind === "ol" ? h("ol", { start: line.match(NUMBER)[1] }) : h(kind);
      fragment.append(block);
    } else if (kind === "p") {
      block.append(h("br"));
    }
    if (kind === "p") block.append(...inline(line));
    else block.append(h("li", {}, ...inline(line.replace(kind === "ul" ? BULLET : NUMBER, ""))));
  }
  return fragment;
}

function inline(line) {
  const parts = [];
  let end = 0;
  for (const match of line.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    parts.push(line.slice(end, match.index), link(address));
    end = match.index + address.length;
  }
  return [...parts, line.slice(end)];
}

function link(address) {
  if (!/^https?:/i.test(address)) return h("a", { href: `mailto:${address}` }, address);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
}
