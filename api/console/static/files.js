/** Files for the next reply: by button, paste or drop; each with its progress, and a way to take it back. */

import { call } from "./calls.js";
import { shownId, talkElement } from "./desk.js";
import { draftFiles, keepBase, keepFiles } from "./drafts.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

const AT_MOST = 5;
const csrf = document.querySelector('meta[name="csrf-token"]').content;
// By conversation: [{name, percent, request}], gone from here when they have arrived.
const underWay = new Map();

/** Say whether files of this conversation's reply are still on their way. */
export function uploading(conversation) {
  return (underWay.get(conversation) ?? []).length > 0;
}

/** Take the files out of the draft: they go with the reply now. */
export function takeFiles(conversation) {
  const files = draftFiles(conversation);
  keepFiles(conversation, []);
  render();
  return files;
}

/** Put files into the draft that have been uploaded before. */
export function putBack(conversation, files) {
  keepFiles(conversation, [...draftFiles(conversation), ...files]);
  render();
}

document.addEventListener("desk:talk", render);

document.addEventListener("click", (event) => {
  const form = event.target.closest(".composer form");
  if (event.target.closest("[data-attach]")) form.querySelector("input[type=file]").click();
  const remove = event.target.closest("[data-remove-file], [data-stop-file]");
  if (!remove) return;
  if (remove.dataset.removeFile) takeBack(remove.dataset.removeFile);
  else underWay.get(shownId())?.[Number(remove.dataset.stopFile)]?.request.abort();
  form.querySelector("textarea").focus();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".composer input[type=file]")) return;
  add([...event.target.files]);
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || !writesReply(event.target)) return;
  event.preventDefault();
  add(files);
});

document.addEventListener("dragover", (event) => {
  const talk = droppable(event);
  if (!talk) return;
  event.preventDefault();
  talk.dataset.drop = words("composer.drop");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget?.closest?.(".talk")) talkElement()?.removeAttribute("data-drop");
});

document.addEventListener("drop", (event) => {
  const talk = droppable(event);
  talkElement()?.removeAttribute("data-drop");
  if (!talk) return;
  event.preventDefault();
  add([...event.dataTransfer.files]);
});

function droppable(event) {
  const carries = [...(event.dataTransfer?.types ?? [])].includes("Files");
  const talk = event.target.closest?.(".talk");
  return carries && talk && writesReply(talk.querySelector(".composer textarea")) ? talk : null;
}

function writesReply(field) {
  return field?.closest?.(".composer form")?.dataset.writing === "reply";
}

function add(files) {
  const conversation = shownId();
  const room = AT_MOST - draftFiles(conversation).length - (underWay.get(conversation) ?? []).length;
  if (files.length > room) notice(words("composer.too_many"));
  for (const file of files.slice(0, Math.max(0, room))) upload(conversation, file);
  keepBase(conversation, Number(talkElement().dataset.lastSeq));
  render();
}

function upload(conversation, file) {
  const request = new XMLHttpRequest();
  const one = { name: file.name, percent: 0, request };
  underWay.set(conversation, [...(underWay.get(conversation) ?? []), one]);
  request.open("POST", `/api/console/conversations/${conversation}/attachments`);
  request.responseType = "json";
  request.setRequestHeader("X-CSRF-Token", csrf);
  request.setRequestHeader("File-Name", encodeURIComponent(file.name));
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.upload.addEventListener("progress", (event) => {
    one.percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
    render();
  });
  request.addEventListener("load", () => {
    const { id, name, size, error } = request.response ?? {};
    if (request.status === 201) keepFiles(conversation, [...draftFiles(conversation), { id, name, size }]);
    else notice(`${one.name}: ${error?.message ?? words("status.error")}`);
  });
  request.addEventListener("error", () => notice(`${one.name}: ${words("status.error")}`));
  request.addEventListener("loadend", () => {
    underWay.set(conversation, underWay.get(conversation).filter((other) => other !== one));
    render();
  });
  request.send(file);
}

function takeBack(id) {
  const conversation = shownId();
  keepFiles(conversation, draftFiles(conversation).filter((file) => file.id !== id));
  render();
  // What cannot be removed now is removed by itself when it has lain unsent for a while.
  call("DELETE", `/conversations/${conversation}/attachments/${id}`).catch(() => {});
}

function render() {
  const list = talkElement()?.querySelector(".composer-files");
  if (!list) return;
  const ready = draftFiles(shownId()).map(({ id, name }) => item(name, "remove-file", id));
  const coming = (underWay.get(shownId()) ?? []).map(({ name, percent }, place) =>
    item(name, "stop-file", place, percent),
  );
  list.replaceChildren(...ready, ...coming);
  list.hidden = !list.children.length;
}

function item(name, kind, value, percent = null) {
  const element = document.createElement("li");
  const label = document.createElement("span");
  label.className = "composer-file-name";
  label.textContent = name;
  element.append(label);
  if (percent !== null) {
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = percent;
    bar.setAttribute("aria-label", words("composer.uploading", { name, percent }));
    element.append(bar);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.setAttribute(`data-${kind}`, value);
  button.setAttribute("aria-label", words("composer.remove", { name }));
  button.textContent = "×";
  element.append(button);
  return element;
}
