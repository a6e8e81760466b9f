/** The conversation to keep: as text, as a page to print, or by e-mail. */

import { h } from "../dom.js";
import { styled } from "./style.js";
import { words } from "./words.js";

/** @param ask shows a sheet; @param host has the widget's words and language */
export async function offerCopies({ host, ask, conversation }) {
  const { t, language, root } = host;
  const own = await words(language);
  await styled(root.getRootNode());
  const copies = { t, own, ask, conversation };
  ask({
    title: t.download,
    text: own.copyFor,
    choices: [
      { words: own.copyText, onclick: () => download(copies, "text", "txt") },
      { words: own.copyPage, onclick: () => download(copies, "html", "html") },
      { words: own.copyMail, onclick: () => askForAddress(copies) },
      { words: t.ok },
    ],
  });
}

async function download({ t, own, ask, conversation }, format, ending) {
  try {
    const copy = await (await conversation.calls.ask("GET", `transcript?format=${format}`)).blob();
    const address = URL.createObjectURL(copy);
    h("a", { href: address, download: `${own.copyName}.${ending}` }).click();
    URL.revokeObjectURL(address);
  } catch (failure) {
    if (failure.status === undefined) throw failure;
    ask({ title: t.download, text: t.problem, choices: [{ words: t.ok }] });
  }
}

function askForAddress(copies, problem = "", typed = copies.conversation.record.contact ?? "") {
  const { t, own, ask } = copies;
  const field = h("input", { id: "mail-to", type: "email", autocomplete: "email", maxlength: "320", value: typed });
  const wrong = h("p", { class: "wrong", role: "alert" }, problem);
  field.setAttribute("aria-invalid", String(Boolean(problem)));
  const send = () => mail(copies, field);
  ask({
    title: own.copyMail,
    text: h("div", { class: "contact" }, h("label", { for: "mail-to" }, t.email), field, wrong),
    choices: [{ words: t.send, strong: true, onclick: send }, { words: t.ok }],
  });
  field.focus();
}

async function mail(copies, field) {
  const { t, own, ask, conversation } = copies;
  const email = field.value.trim();
  const again = (words) => askForAddress(copies, words, email);
  if (!email || !field.checkValidity()) return again(t.emailWrong);
  try {
    if (email !== conversation.record.contact) await conversation.giveContact(email);
    const { address } = await (await conversation.calls.ask("POST", "transcript", {})).json();
    ask({ title: own.copyMail, text: own.mailed(address), choices: [{ words: t.ok }] });
  } catch (failure) {
    if (failure.status === undefined) throw failure;
    again({ 422: t.emailWrong, 409: failure.message, 429: failure.message }[failure.status] ?? t.problem);
  }
}
