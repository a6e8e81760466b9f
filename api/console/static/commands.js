/**
 * What the palette offers now: everything that can be done with the open conversation, places to go to, and what one
 * sets for oneself. A command is {group, name, also, keys, detail, on, run} or leads to a further step by `step`.
 */

import { action } from "./actions.js";
import { ask } from "./asking.js";
import { isAvailable, setAvailable } from "./bar.js";
import { act, call } from "./calls.js";
import { write } from "./composer.js";
import { desk, refreshQueue, refreshTalk, showTab, shownId, talkElement } from "./desk.js";
import { notice } from "./notice.js";
import { setSound, soundIsOn } from "./sound.js";
import { known, words } from "./words.js";

/** Return every command that makes sense at this moment. */
export function commands() {
  return [...ofTheTalk(), ...ofTheReader(), ...places(), ...settings()];
}

function ofTheTalk() {
  const talk = talkElement();
  if (!talk) return [];
  const { mode } = talk.dataset;
  const offered = (what) => talk.querySelector(`[data-ask-for="${what}"]`) !== null;
  const window = (what, keys) => offered(what) && { name: words(`palette.${what}`), keys, run: () => ask(what) };
  const standing = talk.querySelector("[data-do=wake]");
  const sheet = (what, keys) => {
    const button = document.querySelector(`#case [data-sheet-key="${keys}"]`);
    return button && { name: words(`palette.${what}`), keys, run: () => button.click() };
  };
  return inGroup("talk", [
    ["queued", "bot"].includes(mode) && { name: words("palette.claim"), keys: "c", run: () => action("claim") },
    mode === "mine" && { name: words("palette.reply"), keys: "r", run: () => write("reply") },
    { name: words("palette.note"), keys: "n", run: () => write("note") },
    ["mine", "queued"].includes(mode) && { name: words("palette.close"), keys: "e", run: () => action("close") },
    window("take_over", "c"),
    window("transfer", "t"),
    window("hand_back", "b"),
    offered("snooze") && { name: words("palette.snooze"), keys: "z", step: moments },
    standing && { name: words("palette.wake"), run: () => standing.click() },
    offered("labels") && { name: words("palette.labels"), keys: "l", step: labels },
    offered("priority") && { name: words("palette.priority"), keys: "p", step: priorities },
    window("remind", "d"),
    window("contact", "i"),
    sheet("letter", "w"),
    sheet("case", "s"),
    sheet("advice", "a"),
    window("transcript"),
  ]);
}

async function moments() {
  const { presets } = await call("GET", `/conversations/${shownId()}/aids`);
  return presets.map(({ words: name, when, until }) => ({
    name,
    detail: when,
    run: () => mark("snooze", { until }, words("palette.done.snoozed", { when })),
  }));
}

async function labels() {
  const id = shownId();
  const [{ labels: all }, aids] = await Promise.all([call("GET", "/labels"), call("GET", `/conversations/${id}/aids`)]);
  const on = new Set(aids.labels.map((one) => one.id));
  if (!all.length) return [{ name: words("palette.no_labels"), locked: true }];
  return all.map((one) => ({
    name: one.name,
    on: on.has(one.id),
    detail: words(on.has(one.id) ? "palette.label_off" : "palette.label_on"),
    run: () => mark("labels", on.has(one.id) ? { off: [one.id] } : { on: [one.id] }, changed(one, on.has(one.id))),
  }));
}

async function priorities() {
  const { priority: now } = await call("GET", `/conversations/${shownId()}/aids`);
  return [2, 1, 0].map((priority) => {
    const name = words(`palette.priorities.p${priority}`);
    return {
      name,
      on: priority === now,
      detail: priority === now ? words("palette.present") : "",
      run: () => mark("priority", { priority }, words("palette.done.priority", { name })),
    };
  });
}

function ofTheReader() {
  const here = isAvailable();
  const languages = [...document.querySelectorAll(".account a[hreflang]:not([aria-current])")];
  const themes = [...document.querySelectorAll("[data-theme-to]")];
  return inGroup("you", [
    { name: words(here ? "palette.unavailable" : "palette.available"), run: () => setAvailable(!here) },
    { name: words(soundIsOn() ? "palette.sound_off" : "palette.sound_on"), run: toggleSound },
    ...themes.map((button) => ({ name: words(`palette.${button.dataset.themeTo}`), run: () => button.click() })),
    ...languages.map((link) => ({
      name: words("palette.language", { language: link.textContent }),
      also: link.hreflang,
      run: () => changeLanguage(link.hreflang),
    })),
    { name: words("palette.keys"), keys: "?", run: () => action("help") },
  ]);
}

function places() {
  const tabs = [...document.querySelectorAll("#queue [data-tab]")].map((link, number) => ({
    name: words(`queue.tabs.${link.dataset.tab}`),
    detail: words("palette.list"),
    keys: String(number + 1),
    run: () => showTab(link.dataset.tab),
  }));
  const views = [...document.querySelectorAll("#queue .views [data-narrow^='view=']")].map((link) => ({
    name: link.querySelector(".view-name").textContent,
    detail: words("palette.view"),
    run: () => showTab(desk.tab, { query: link.dataset.narrow }),
  }));
  const pages = [...document.querySelectorAll(".top nav a:not([aria-current]), .top > .to-cases, .account .menu-links a")];
  return inGroup("go", [...tabs, ...views, ...pages.map((link) => page(link.textContent.trim(), link.getAttribute("href")))]);
}

function settings() {
  const links = [...document.querySelectorAll("#bar [data-settings] a")];
  return inGroup("settings", links.map((link) => page(link.textContent, link.getAttribute("href"))));
}

function page(name, href) {
  return { name, detail: words("palette.page"), run: () => location.assign(href) };
}

function inGroup(group, found) {
  return found.filter(Boolean).map((one) => ({ group, ...one }));
}

/** Do something to the open conversation and look again; what fails is told by the palette. */
async function mark(what, body, done) {
  await act(shownId(), what, body);
  notice(done);
  await Promise.allSettled([refreshTalk(), refreshQueue()]);
}

function changed({ name }, was) {
  return words(was ? "palette.done.label_off" : "palette.done.label_on", { name });
}

function toggleSound() {
  setSound(!soundIsOn());
  document.dispatchEvent(new CustomEvent("desk:sound"));
}

function changeLanguage(language) {
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  location.assign(address);
}

/** Find conversations by what was said and who it was; [] for words too short to look for. */
export async function conversationsWith(text) {
  const { found } = await call("GET", `/search?${new URLSearchParams({ text })}`);
  return found.map(({ row, snippet, when, seq }) => ({
    group: "find",
    name: row.who,
    detail: when,
    text: snippet,
    conversation: row.id,
    seq,
  }));
}

/** Say why a command did not work. */
export function whyNot(error) {
  const key = `talk.wrong.${error.code}`;
  return words(known(key) ? key : "status.error");
}
