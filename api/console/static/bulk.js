/** What is done to all selected rows at once; those it could not be done to stay selected. */

import { failed } from "./actions.js";
import { call } from "./calls.js";
import { refreshQueue, refreshTalk } from "./desk.js";
import { notice } from "./notice.js";
import { load, whenOpened } from "./panels.js";
import { pick, picked } from "./selection.js";
import { words } from "./words.js";

const AT_ONCE = 100;
let asked = false;
const closing = () => document.getElementById("bulk-close");

const DO = {
  claim: () => everyone("bulk", { action: "claim" }),
  priority: ({ value }) => everyone("bulk/marks", { priority: Number(value) }),
  snooze: ({ value }) => everyone("bulk/marks", { snooze_until: value }),
  wake: () => everyone("bulk/marks", { wake: true }),
  close: () => {
    closing().querySelector("form").reset();
    askAgain(null);
    closing().showModal();
  },
};

whenOpened("bulk-labels", async () => {
  await load("bulk-labels");
  showLabels();
  document.querySelector("#bulk-labels button")?.focus();
});

whenOpened("bulk-snooze", async () => {
  await load("bulk-snooze");
  document.querySelector("#bulk-snooze button")?.focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-bulk]");
  if (!button) return;
  if (button.dataset.bulk === "label") return label(button);
  button.closest("[popover]")?.hidePopover();
  DO[button.dataset.bulk](button.dataset);
});

document.addEventListener("submit", async (event) => {
  if (event.target.parentElement !== closing()) return;
  event.preventDefault();
  const { close_as, outcome } = Object.fromEntries(new FormData(event.target));
  const ids = picked();
  try {
    if (!asked) {
      const n = await withoutReply(ids);
      if (!closing().open) return;
      if (n) return askAgain(words(`list.close_unanswered.${n === 1 ? "one" : "other"}`, { n, total: ids.length }));
    }
    closing().close();
    everyone("bulk/marks", { close_as, outcome });
  } catch (error) {
    closing().close();
    failed(error);
  }
});

document.addEventListener("desk:picked", () => {
  const count = picked().length;
  document.querySelector("[data-picked]").textContent = count ? words("list.selected", { n: count }) : "";
  if (count) return;
  for (const id of ["bulk-labels", "bulk-snooze", "bulk-priority"]) document.getElementById(id).hidePopover();
});

document.addEventListener("desk:queue", showLabels);

/** A label that all have is taken off, any other is put on; the panel stays, for there may be more to say. */
function label(button) {
  const id = Number(button.dataset.value);
  const all = button.getAttribute("aria-checked") === "true";
  everyone("bulk/marks", all ? { off: [id] } : { on: [id] });
}

function showLabels() {
  const marks = picked().map((id) => document.querySelector(`[data-key="${id}"]`).dataset.marks.split(" "));
  for (const button of document.querySelectorAll('[data-bulk="label"]')) {
    const having = marks.filter((ids) => ids.includes(button.dataset.value)).length;
    const state = having === 0 ? "false" : having === marks.length ? "true" : "mixed";
    button.setAttribute("aria-checked", state);
  }
}

/** Say what there is to think about before closing, and ask once more; null for not yet. */
function askAgain(text) {
  asked = text !== null;
  const line = closing().querySelector("[data-again]");
  line.textContent = text ?? "";
  line.hidden = !asked;
  const button = closing().querySelector("button.primary");
  button.textContent = words(asked ? "list.close_anyway" : "list.close_submit");
}

async function withoutReply(ids) {
  let found = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    found += (await call("POST", "/bulk/without-reply", { ids: ids.slice(at, at + AT_ONCE) })).without_reply;
  }
  return found;
}

async function everyone(path, body) {
  const ids = picked();
  const results = [];
  try {
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const answer = await call("POST", `/${path}`, { ...body, ids: ids.slice(at, at + AT_ONCE) });
      results.push(...answer.results);
    }
    tellResult(results);
  } catch (error) {
    failed(error);
  } finally {
    await Promise.allSettled([refreshTalk(), refreshQueue()]);
  }
}

function tellResult(results) {
  const left = results.filter((result) => !result.done).map((result) => result.id);
  const n = results.length - left.length;
  notice(left.length ? words("list.bulk_partly", { n, left: left.length }) : words("list.bulk_done", { n }));
  if (left.length) pick(left);
}
