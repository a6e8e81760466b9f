/** What is done with a conversation: take it, close it. What asks for more first is in asking.js. */

import { act } from "./calls.js";
import { write } from "./composer.js";
import { open, refreshQueue, refreshTalk, show, showTab, shownId, talkElement } from "./desk.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const closing = document.getElementById("close-dialog");
const help = document.getElementById("help-dialog");

const ACTIONS = {
  claim: () => performNamed("claim", {}, "status.claimed").then((done) => done && write("reply")),
  close: () => ["mine", "queued"].includes(talkElement()?.dataset.mode) && askHow(),
  help: () => help.showModal(),
};

/** Do `name` with the open conversation, if it can be done now. */
export function action(name, button = null) {
  if (name === "claim" && !["queued", "bot"].includes(talkElement()?.dataset.mode)) return;
  ACTIONS[name](button);
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-action], [data-open], [data-tab], [data-view-to], [data-dismiss]");
  if (!target) return closeMenus(event.target);
  const { action: name, open: id, tab, viewTo } = target.dataset;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if ((id || tab || viewTo) && !elsewhere) event.preventDefault();
  if (name) action(name, target);
  else if (viewTo) show(viewTo);
  else if (target.hasAttribute("data-dismiss")) target.closest("dialog").close();
  else if (!elsewhere) (id ? open(id) : showTab(tab)).catch(failed);
  closeMenus(null);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-persona]") && event.target.value) {
    performNamed("persona", { persona: event.target.value }, "status.persona");
  }
});

closing.querySelector("form").addEventListener("submit", (event) => {
  const { resolution, outcome } = Object.fromEntries(new FormData(event.target));
  performNamed("close", { resolution, outcome }, "status.closed", closing.dataset.conversation);
});

/** A window is about the conversation that it was opened over. */
document.addEventListener("desk:selected", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

document.addEventListener("desk:talk", () => {
  if (closing.open && closing.dataset.conversation !== shownId()) closing.close();
});

/**
 * Do `work` and say `success`, then look again at everything.
 * @returns whether it was done; with `tellFailure` false what goes wrong is thrown instead.
 */
export async function perform(work, success, { tellFailure = true } = {}) {
  try {
    await work();
    notice(words(success));
    return true;
  } catch (error) {
    if (!tellFailure) throw error;
    failed(error);
    return false;
  } finally {
    await Promise.allSettled([refreshTalk(), refreshQueue()]);
  }
}

async function performNamed(name, body, success, id = shownId()) {
  return id ? perform(() => act(id, name, body), success) : false;
}

function askHow() {
  closing.dataset.conversation = shownId();
  closing.querySelector("form").reset();
  closing.showModal();
}

/** Say why something did not work; a lost login is told elsewhere. */
export function failed(error) {
  if (error.status === 401) return;
  const { holder } = error.fields ?? {};
  notice(holder ? words("status.taken", { name: holder }) : words("status.error"));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}
