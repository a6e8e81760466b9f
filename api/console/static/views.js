/** Saved views: shown, kept, renamed, removed. */

import { failed } from "./actions.js";
import { kept, stored } from "./asked.js";
import { call } from "./calls.js";
import { desk, narrow, refreshQueue } from "./desk.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const PATH = "/views";
const DO = { save: askName, rename: askNewName, update: () => keep({}, stored()), remove: () => dialogs().remove.showModal() };
let renaming = false;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-narrow]");
  const button = event.target.closest("[data-view-do]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    narrow(link.dataset.narrow).catch(failed);
  } else if (button) {
    DO[button.dataset.viewDo]();
  }
});

document.addEventListener("submit", (event) => {
  const what = event.target.dataset.viewForm;
  if (what === "save") {
    const { name, shared } = Object.fromEntries(new FormData(event.target));
    const filters = renaming ? kept() : stored();
    if (renaming) keep({ name, shared: shared === "on" }, filters);
    else make({ name, shared: shared === "on", filters });
  } else if (what === "remove") {
    remove();
  }
});

function askName() {
  ask({ title: "new", name: "", shared: false });
  renaming = false;
}

function askNewName() {
  const { name, shared } = current();
  ask({ title: "rename", name, shared });
  renaming = true;
}

function ask({ title, name, shared }) {
  const { save } = dialogs();
  const heading = save.querySelector("h2");
  heading.textContent = heading.dataset[title];
  save.querySelector("[name=name]").value = name;
  const forAll = save.querySelector("[name=shared]");
  if (forAll) forAll.checked = shared;
  for (const panel of document.querySelectorAll(".panel:popover-open")) panel.hidePopover();
  save.showModal();
}

function make(view) {
  return done(async () => {
    const id = await call("POST", PATH, view);
    await narrow(`view=${id}`);
  }, "list.saved");
}

function keep(changes, filters) {
  const { id, name, shared } = current();
  return done(async () => {
    await call("PUT", `${PATH}/${id}`, { name, shared, ...changes, filters });
    if (desk.query === `view=${id}`) await refreshQueue();
    else await narrow(`view=${id}`);
  }, "list.saved");
}

function remove() {
  return done(async () => {
    await call("DELETE", `${PATH}/${current().id}`);
    await narrow("");
  }, "list.removed");
}

async function done(work, success) {
  try {
    await work();
    notice(words(success));
  } catch (error) {
    failed(error);
  }
}

function current() {
  const { id, name, shared } = dialogs().remove.dataset;
  return { id: Number(id), name, shared: shared === "1" };
}

function dialogs() {
  return { save: document.getElementById("view-dialog"), remove: document.getElementById("unview-dialog") };
}
