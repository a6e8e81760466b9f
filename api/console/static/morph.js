/**
 * Makes an element equal to a newer version of it by touching only what differs, so that focus, scroll position
 * and selection stay where they are. Children with the same `data-key` are the same child; what has `data-keep`
 * belongs to the page and is left alone.
 */

const CLIENT_ATTRIBUTES = new Set(["open", "data-found"]);

/** Give `element` the children of `newer` (an element or a document fragment). */
export function morphChildren(element, newer) {
  const focused = document.activeElement;
  children(element, newer);
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

function children(element, newer) {
  const wanted = new Set([...newer.children].map(keyOf).filter(Boolean));
  for (const child of [...element.children]) {
    if (keyOf(child) && !wanted.has(keyOf(child))) child.remove();
  }
  const known = new Map([...element.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let cursor = element.firstChild;
  for (const next of [...newer.childNodes]) {
    const same = keyOf(next) ? known.get(keyOf(next)) : unkeyedTwin(cursor, next);
    if (!same) {
      element.insertBefore(next, cursor);
      continue;
    }
    // A child that moves loses its scroll position, and a panel that moves is shut: the text between goes instead.
    while (cursor !== same && cursor?.nodeType === Node.TEXT_NODE) cursor = withoutIt(cursor);
    if (same === cursor) cursor = cursor.nextSibling;
    else element.insertBefore(same, cursor);
    update(same, next);
  }
  while (cursor) {
    const gone = cursor;
    cursor = cursor.nextSibling;
    gone.remove();
  }
}

function withoutIt(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

function update(node, next) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  if (node.hasAttribute("data-keep")) return;
  attributes(node, next);
  children(node, next);
}

function attributes(node, next) {
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && !CLIENT_ATTRIBUTES.has(name)) node.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
}

function unkeyedTwin(node, next) {
  return node && !keyOf(node) && node.nodeName === next.nodeName ? node : null;
}

function keyOf(node) {
  return node.dataset?.key;
}
