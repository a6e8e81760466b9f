/** The steps of a case, done from its sheet; a cause that is new is added to the business's list. */

import { call } from "./calls.js";
import { openSheet, refreshSheet } from "./sheet.js";
import { words } from "./words.js";

const BODIES = {
  solved: (button) => ({ solution: button.value }),
  "followed-up": (button) => ({ outcome: button.value }),
  owner: (button) => ({ owner_id: Number(button.dataset.owner) }),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-case-do]");
  if (button) run(button, button.dataset.caseDo, BODIES[button.dataset.caseDo]?.(button) ?? {});
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-case-cause]");
  if (!form) return;
  event.preventDefault();
  const label = form.elements.cause.value.trim();
  if (!label) return form.elements.cause.focus();
  const same = (option) => option.value.toLocaleLowerCase() === label.toLocaleLowerCase();
  const known = [...form.querySelectorAll("option")].find(same);
  try {
    const id = known ? Number(known.dataset.id) : (await call("POST", "/causes", { label })).id;
    await run(form, "cause", { cause_id: id });
  } catch (error) {
    tell(form, error);
  }
});

async function run(element, name, body) {
  const sheet = element.closest("[data-case]");
  try {
    await call("POST", `/cases/${sheet.dataset.case}/${name}`, body);
    await refreshSheet();
    document.dispatchEvent(new CustomEvent("desk:changed"));
  } catch (error) {
    tell(element, error);
  }
}

function tell(element, error) {
  const line = element.closest("[data-case]")?.querySelector(".sheet-wrong");
  if (!line || error.status === 401) return;
  line.textContent = words("status.error");
  line.hidden = false;
}

/** A page that is about cases opens one by `data-case-open`. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-case-open]");
  if (button) openSheet(`/console/cases/${button.dataset.caseOpen}`, button);
});
