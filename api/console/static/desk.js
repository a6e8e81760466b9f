/**
 * What is on the desk: which list, which conversation, which view on a phone. Other modules listen for
 * `desk:queue` and `desk:talk`, sent on the document after each swap.
 */

import { fragment } from "./calls.js";
import { morphChildren } from "./morph.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const main = document.querySelector("main.desk");
const queue = document.getElementById("queue");
const caseArea = document.getElementById("case");

let opening = Promise.resolve();

/** `query` is what the list is narrowed to within its tab, as an address has it. */
export const desk = { tab: tabNow(), query: queryNow(), selected: main.dataset.selected || null };

/** Return the open conversation's element, null when none is open. */
export function talkElement() {
  return caseArea.querySelector(".talk[data-id]");
}

/**
 * Return the id of the conversation on the screen, null for none. While another one is on its way, or cannot be
 * reached, it is not the selected one yet; what is done on the screen is meant for this one.
 */
export function shownId() {
  return talkElement()?.dataset.id ?? null;
}

/** Show one of the views of a narrow screen: "queue", "talk" or "packet". */
export function show(view) {
  main.dataset.view = view;
}

/** Read the list again. */
export const refreshQueue = oneAtATime(async () => {
  const wanted = address("/console/queue");
  const newer = await fragment(wanted);
  if (wanted !== address("/console/queue")) return;
  morphChildren(queue, newer);
  tell("desk:queue");
});

/** Read the open conversation again. */
export const refreshTalk = oneAtATime(async () => {
  const { selected } = desk;
  if (!selected) return;
  try {
    const newer = await fragment(`/console/conversations/${encodeURIComponent(selected)}`);
    if (selected === desk.selected) swapCase(newer);
  } catch (error) {
    if (error.status !== 404) throw error;
    leave();
    notice(words("status.gone"));
  }
});

/** Open a conversation; `record` says whether the browser's back button leads back from it. */
export async function open(id, { record = true } = {}) {
  const changed = desk.selected !== id;
  desk.selected = id;
  markSelected();
  show("talk");
  if (record && changed) history.pushState({}, "", address());
  if (changed) tell("desk:selected");
  opening = refreshTalk();
  await opening;
}

/** Wait until the conversation that was opened last is the one on the screen. */
export async function opened() {
  await opening.catch(() => {});
}

/** Show a list. */
export async function showTab(tab, { record = true, query = "" } = {}) {
  Object.assign(desk, { tab, query });
  for (const link of queue.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === tab && !query) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (record) history.pushState({}, "", address());
  await refreshQueue();
}

/** Narrow the list to `query`; `replaces` is for what changes with every letter. */
export async function narrow(query, { replaces = false } = {}) {
  if (query === desk.query) return;
  desk.query = query;
  if (replaces) history.replaceState({}, "", address());
  else history.pushState({}, "", address());
  await refreshQueue();
}

/** Put the open conversation away. */
export function leave() {
  desk.selected = null;
  markSelected();
  show("queue");
  history.replaceState({}, "", address());
  swapCase(document.getElementById("choose").content.cloneNode(true));
  tell("desk:selected");
}

window.addEventListener("popstate", () => {
  const wanted = new URLSearchParams(location.search);
  const [tab, query] = [tabNow(), queryNow()];
  const id = wanted.get("c");
  if (tab !== desk.tab || query !== desk.query) quietly(showTab(tab, { record: false, query }));
  if (id) quietly(open(id, { record: false }));
  else if (desk.selected) leave();
});

/** What cannot be read now is read after the next hint; the connection says when it is lost. */
function quietly(reading) {
  reading.catch(() => {});
}

function swapCase(newer) {
  tell("desk:before-talk");
  morphChildren(caseArea, newer);
  tell("desk:talk");
}

function markSelected() {
  for (const row of queue.querySelectorAll("[data-open]")) {
    if (row.dataset.open === desk.selected) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function address(path = "/console") {
  const narrowed = desk.query ? `&${desk.query}` : "";
  return `${path}?tab=${desk.tab}${narrowed}${desk.selected ? `&c=${encodeURIComponent(desk.selected)}` : ""}`;
}

function tabNow() {
  return new URLSearchParams(location.search).get("tab") ?? "waiting";
}

function queryNow() {
  const params = new URLSearchParams(location.search);
  for (const name of ["tab", "c", "lang"]) params.delete(name);
  return params.toString();
}

function tell(name) {
  document.dispatchEvent(new CustomEvent(name));
}

/** Return `work` so that calls during a run lead to one more run after it, not to many beside it. */
function oneAtATime(work) {
  let running = null;
  let again = null;
  const run = async () => {
    try {
      await work();
    } finally {
      running = null;
    }
  };
  return () => {
    if (!running) return (running = run());
    again ??= running.catch(() => {}).then(() => {
      again = null;
      return (running = run());
    });
    return again;
  };
}
