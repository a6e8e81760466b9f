/** Files in the conversation: pictures small, to be opened; documents as links. Each is fetched with the token. */

import { h, setText } from "../dom.js";
import { draw, placeFor, shownSize } from "./picture.js";
import { styled } from "./style.js";
import { sizeOf, words } from "./words.js";

const KEPT_MS = 60_000;

/** Puts the files of one message below its words. */
export async function show(body, files, language, conversation) {
  const fetchFile = async (id) => (await conversation.calls.ask("GET", `attachments/${id}`)).blob();
  const t = await words(language);
  await styled(body.getRootNode());
  const shown = files.map((file) => (file.width ? pictureOf : linkTo)(file, t, fetchFile));
  body.after(h("div", { class: "files" }, ...shown));
}

function pictureOf(file, t, fetchFile) {
  const canvas = placeFor(shownSize(file), t.picture(file.name));
  const button = h("button", { type: "button", class: "picture", title: t.open(file.name) }, canvas);
  const wanted = fetchFile(file.id);
  button.onclick = async () => openBlob(await wanted, file, { inTab: true });
  wanted.then((blob) => draw(canvas, blob)).catch(() => button.replaceWith(linkTo(file, t, fetchFile)));
  return button;
}

function linkTo(file, t, fetchFile) {
  const problem = h("span", { role: "status" });
  const link = h("a", { href: "#", class: "document" }, t.fetch(file.name, sizeOf(file.size, t.tag)));
  link.onclick = async (event) => {
    event.preventDefault();
    setText(problem, "");
    try {
      openBlob(await fetchFile(file.id), file, { inTab: false });
    } catch {
      setText(problem, ` ${t.notThere}`);
    }
  };
  return h("p", {}, link, problem);
}

function openBlob(blob, file, { inTab }) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, ...(inTab ? { target: "_blank", rel: "noopener" } : { download: file.name }) }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
