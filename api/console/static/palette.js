/**
 * The command palette: Ctrl+K or Cmd+K. A field with a list below it (a combobox): letters narrow the list, the arrows
 * walk in it, Enter does it. Some commands ask for one thing more in a second step; Backspace leads back.
 */

import { commands, conversationsWith, whyNot } from "./commands.js";
import { open, opened } from "./desk.js";
import { match } from "./fuzzy.js";
import { jumpTo } from "./jump.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const PAUSE = 160;
const SHORTEST = 2;
const MOST_FOUND = 6;
const dialog = document.getElementById("palette");
const field = document.getElementById("palette-words");
const list = document.getElementById("palette-list");
const step = document.getElementById("palette-step");
let offered = [];
let found = [];
let shown = [];
let active = 0;
let timer = null;
let asked = 0;
let coming = null;
let hurried = false;

/** Open the palette. */
export function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  toBeginning();
  dialog.showModal();
  field.focus();
}

dialog.addEventListener("close", () => {
  coming = null;
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else openPalette();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette]")) openPalette();
});

field.addEventListener("input", () => {
  active = 0;
  look();
  render();
});

dialog.addEventListener("keydown", (event) => {
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) activate((active + moves[event.key] + shown.length) % Math.max(1, shown.length));
  else if (event.key === "Home" && !field.value) activate(0);
  else if (event.key === "End" && !field.value) activate(shown.length - 1);
  else if (event.key === "Enter" && !event.isComposing) choose(shown[active]);
  else if (event.key === "Backspace" && !field.value && !step.hidden) toBeginning();
  else return;
  event.preventDefault();
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) return dialog.close();
  const option = event.target.closest("[role=option]");
  if (option) choose(shown[Number(option.dataset.number)]);
});

list.addEventListener("mousemove", (event) => {
  const option = event.target.closest("[role=option]");
  if (option && Number(option.dataset.number) !== active) activate(Number(option.dataset.number), { scroll: false });
});

step.addEventListener("click", () => {
  toBeginning();
  field.focus();
});

function toBeginning() {
  coming = null;
  step.hidden = true;
  offered = commands();
  clear();
}

async function choose(command) {
  hurried = coming !== null;
  if (!command || command.locked) return;
  try {
    if (command.step) return await toStep(command);
    dialog.close();
    await (command.conversation ? toConversation(command) : command.run());
  } catch (error) {
    if (error.status !== 401) notice(whyNot(error));
    dialog.close();
  }
}

/** What is typed, and an Enter, while the choices are on their way counts once they are there. */
async function toStep(command) {
  step.textContent = command.name;
  step.hidden = false;
  offered = [];
  coming = command;
  hurried = false;
  clear();
  field.focus();
  const choices = await command.step();
  if (coming !== command) return;
  coming = null;
  offered = choices;
  render();
  if (hurried) await choose(shown[active]);
}

async function toConversation({ conversation, seq }) {
  await open(conversation);
  await opened();
  if (seq) jumpTo(seq);
}

function clear() {
  asked += 1;
  clearTimeout(timer);
  field.value = "";
  found = [];
  active = 0;
  render();
}

/** Look for conversations with these words too, once the typing pauses. */
function look() {
  clearTimeout(timer);
  const text = field.value.trim();
  const number = (asked += 1);
  if (text.length < SHORTEST || !step.hidden) {
    found = [];
    return;
  }
  timer = setTimeout(async () => {
    const newer = await conversationsWith(text).catch(() => []);
    if (number !== asked) return;
    found = newer.slice(0, MOST_FOUND);
    render();
  }, PAUSE);
}

function render() {
  const wanted = field.value.trim();
  const matching = offered
    .map((one) => ({ ...one, ...best(wanted, one) }))
    .filter((one) => one.places)
    .sort((one, other) => other.score - one.score);
  shown = [...(wanted ? bestGroupFirst(matching) : matching), ...found];
  list.replaceChildren(...groups(shown));
  document.getElementById("palette-empty").hidden = shown.length > 0 || coming !== null;
  document.getElementById("palette-count").textContent = wanted ? inNumbers(shown.length) : "";
  activate(Math.min(active, Math.max(0, shown.length - 1)));
}

function best(wanted, { name, also = "" }) {
  const direct = match(wanted, name);
  const other = also && match(wanted, also);
  if (other && other.score > (direct?.score ?? -1)) return { score: other.score, places: [] };
  return direct ?? { score: -1, places: null };
}

/** The best match decides which group comes first; within a group the best is first. */
function bestGroupFirst(matching) {
  const order = [...new Set(matching.map((one) => one.group))];
  return [...matching].sort((one, other) => order.indexOf(one.group) - order.indexOf(other.group));
}

function groups(ones) {
  const made = [];
  ones.forEach((one, number) => {
    let group = made.at(-1);
    if (!group || group.dataset.group !== (one.group ?? "")) {
      group = element("div", { role: "group", "data-group": one.group ?? "" });
      if (one.group) {
        const name = words(`palette.groups.${one.group}`);
        group.setAttribute("aria-label", name);
        group.append(element("p", { class: "palette-group", "aria-hidden": "true" }, name));
      }
      made.push(group);
    }
    group.append(option(one, number));
  });
  return made;
}

function option(one, number) {
  const row = element("div", { role: "option", id: `palette-${number}`, "data-number": number, "aria-selected": "false" });
  if (one.locked) row.setAttribute("aria-disabled", "true");
  if (one.on) row.classList.add("palette-on");
  const name = element("span", { class: "palette-name" });
  name.append(...highlighted(one.name, one.places ?? []));
  row.append(name);
  if (one.text) row.append(element("span", { class: "palette-text quiet" }, one.text));
  if (one.detail) row.append(element("span", { class: "palette-detail quiet number" }, one.detail));
  if (one.keys) row.append(element("kbd", {}, one.keys));
  if (one.step) row.append(element("span", { class: "palette-more quiet", "aria-hidden": "true" }, "›"));
  return row;
}

function highlighted(name, places) {
  const at = new Set(places);
  return [...name].map((letter, place) => (at.has(place) ? element("b", {}, letter) : letter));
}

function activate(number, { scroll = true } = {}) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  active = number;
  const row = document.getElementById(`palette-${number}`);
  if (!row) return field.removeAttribute("aria-activedescendant");
  row.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", row.id);
  if (scroll) row.scrollIntoView({ block: "nearest" });
  if (scroll && number === 0) list.scrollTop = 0;
}

function inNumbers(n) {
  return words(n === 1 ? "palette.found.one" : "palette.found.other", { n });
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
