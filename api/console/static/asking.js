/**
 * The windows over a conversation: pass it on, take it over, give it back, snooze, and their like. The server
 * renders what they ask; here they are opened by button or key, sent, and told apart.
 */

import { failed, perform } from "./actions.js";
import { act, call, fragment } from "./calls.js";
import { write } from "./composer.js";
import { desk, opened, shownId, talkElement } from "./desk.js";
import { known, words } from "./words.js";

const dialog = document.getElementById("ask-dialog");

const KEYS = { t: "transfer", b: "hand_back", z: "snooze", p: "priority", l: "labels", d: "remind", i: "contact" };

const SENDS = {
  transfer: (id, form) => {
    const [to, value] = String(form.get("to")).split(":");
    return act(id, "transfer", { [to]: Number(value), reason: form.get("reason").trim() });
  },
  take_over: (id, form) => act(id, "take-over", { reason: form.get("reason").trim() }),
  contact: (id, form) => act(id, "contact", Object.fromEntries(form)),
  hand_back: (id, form, element) => {
    const done = element.elements.complaint_done?.checked ?? null;
    const needs = element.querySelector("[name=needs]") ? form.getAll("needs") : null;
    const settled = { needs, stage: form.get("stage") || null, complaint_done: done };
    return act(id, "hand-back", { note: form.get("note").trim() || null, ...settled });
  },
  snooze: (id, form) => act(id, "snooze", { until: moment(form) }),
  priority: (id, form) => act(id, "priority", { priority: Number(form.get("priority")) }),
  labels: (id, form, element) => {
    const boxes = [...element.querySelectorAll("[name=on]")];
    const of = (chosen) => boxes.filter(chosen).map((box) => Number(box.value));
    const on = of((box) => box.checked && !box.hasAttribute("data-was"));
    return act(id, "labels", { on, off: of((box) => !box.checked && box.hasAttribute("data-was")) });
  },
  remind: (id, form) => act(id, "reminders", { at: moment(form), text: form.get("text").trim() || null }),
  transcript: (id) => act(id, "transcript"),
  erase: (id) => call("DELETE", `/conversations/${encodeURIComponent(id)}`),
};

/** Open the window `what`, if the open conversation offers it. */
export async function ask(what) {
  const id = shownId();
  if (!id || !talkElement().querySelector(`[data-ask-for="${what}"]`)) return;
  try {
    const content = await fragment(`/console/conversations/${encodeURIComponent(id)}/ask/${what}`);
    if (id !== shownId() || document.querySelector("dialog[open]")) return;
    dialog.dataset.conversation = id;
    dialog.replaceChildren(content);
    dialog.showModal();
  } catch (error) {
    failed(error);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-ask-for]");
  if (opener) {
    opener.closest("details")?.removeAttribute("open");
    ask(opener.dataset.askFor);
  }
  const doer = event.target.closest("[data-do]");
  if (doer?.dataset.do === "wake") perform(() => act(shownId(), "wake"), "talk.done.wake");
  if (doer?.dataset.do === "reminder") {
    perform(() => call("POST", `/reminders/${doer.dataset.reminder}/done`, {}), "talk.done.reminder");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || event.target.matches("input, textarea, select")) return;
  if (event.key === "m") return openMenu(event);
  if (event.target.closest(".more") && moveInMenu(event)) return;
  // Where no colleague has it the same key takes it, without a question: that is in keys.js.
  if (event.key === "c") return void opened().then(() => ask("take_over"));
  const what = KEYS[event.key];
  if (!what || !desk.selected) return;
  event.preventDefault();
  opened().then(() => ask(what));
});

dialog.addEventListener("input", (event) => {
  const form = event.target.form;
  if (event.target.name === "at") form.querySelector("[data-other]").checked = true;
  if (event.target.hasAttribute("data-other")) form.elements.at.focus();
  if (event.target.name === "to") needReason(form, event.target.value);
});

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const what = form.dataset.ask;
  const button = form.querySelector("button.primary");
  button.disabled = true;
  tellWrong(form, "");
  tellFields(form, {});
  try {
    await perform(() => SENDS[what](dialog.dataset.conversation, new FormData(form), form), `talk.done.${what}`, {
      tellFailure: false,
    });
    dialog.close();
    // Who takes a conversation wants to write.
    if (what === "take_over") write("reply");
  } catch (error) {
    if (!tellFields(form, error.fields ?? {})) tellWrong(form, inWords(error));
  } finally {
    button.disabled = false;
  }
});

/** Return why something did not work, in the reader's language. */
export function inWords(error) {
  const { holder } = error.fields ?? {};
  if (holder) return words("status.taken", { name: holder });
  return words(known(`talk.wrong.${error.code}`) ? `talk.wrong.${error.code}` : "status.error");
}

function moment(form) {
  const chosen = form.get("until");
  const time = chosen === "other" ? new Date(form.get("at")) : new Date(chosen);
  if (Number.isNaN(time.getTime())) throw Object.assign(new Error(), { code: "invalid_input" });
  return time.toISOString();
}

function needReason(form, to) {
  const [kind, value] = to.split(":");
  const needed = kind === "line" && Number(value) > Number(form.dataset.line);
  form.elements.reason.required = needed;
  form.querySelector("[data-needed]").hidden = !needed;
}

function tellWrong(form, text) {
  const line = form.querySelector(".ask-wrong:not([data-wrong])");
  line.textContent = text;
  line.hidden = !text;
}

/** Say beside each field what is wrong with it, and go to the first; return whether there was anything to say. */
function tellFields(form, fields) {
  const lines = [...form.querySelectorAll("[data-wrong]")];
  for (const line of lines) {
    line.hidden = !(line.dataset.wrong in fields);
    form.elements[line.dataset.wrong].setAttribute("aria-invalid", String(!line.hidden));
  }
  const first = lines.find((line) => !line.hidden);
  if (first) form.elements[first.dataset.wrong].focus();
  return Boolean(first);
}

function openMenu(event) {
  const menu = talkElement()?.querySelector("details.more");
  if (!menu) return;
  event.preventDefault();
  menu.open = !menu.open;
  (menu.open ? menu.querySelector(".menu button") : menu.querySelector("summary")).focus();
}

function moveInMenu(event) {
  const menu = event.target.closest(".more");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (step && menu.open) {
    const buttons = [...menu.querySelectorAll(".menu button")];
    buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length].focus();
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}
