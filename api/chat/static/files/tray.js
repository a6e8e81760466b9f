/** The files that go with the next message: shown small, with how far they have come, and removable until sent. */

import { h, icon, setText } from "../dom.js";
import { draw, placeFor } from "./picture.js";
import { styled } from "./style.js";
import { upload } from "./upload.js";
import { sizeOf, words } from "./words.js";

const AT_MOST = 5;
const KINDS = /^(image\/(png|jpeg|webp|gif)|application\/pdf)$/;
const THUMB = 48;

export class Tray {
  #items = [];
  #t = null;
  #language = null;
  #conversation;
  #composer;
  #list = h("ul");
  #told = h("p", { class: "sr", role: "status" });
  #wrong = h("p", { class: "wrong", role: "alert" });
  element = h("div", { class: "tray", role: "group", hidden: true }, this.#list, this.#wrong, this.#told);

  /** @param conversation where they go; @param composer what they are written with */
  constructor({ conversation, composer }) {
    this.#conversation = conversation;
    this.#composer = composer;
    composer.element.before(this.element);
  }

  /** Adds files as a file input, a paste or a drop gives them, after those from before the page was loaded anew. */
  async add(files, { config, language }) {
    const kept = this.#t ? [] : (this.#conversation.record.files ?? []);
    await Promise.all([styled(this.element.getRootNode()), this.#speak(language)]);
    const [t, limit] = [this.#t, config.attachment_bytes];
    setText(this.#wrong, "");
    for (const sent of kept) this.#show({ name: sent.name, sent });
    for (const file of files) {
      if (this.#items.length >= AT_MOST) setText(this.#wrong, t.tooMany);
      else if (!KINDS.test(file.type)) setText(this.#wrong, t.wrongType);
      else if (file.size > limit) setText(this.#wrong, t.tooLarge(sizeOf(limit, t.tag)));
      else this.#send(this.#show({ name: file.name, file }));
    }
    this.#changed();
  }

  /** Hands over what is ready, for the message that is being sent; what failed goes too. */
  take() {
    const files = this.#items.filter(({ sent }) => sent).map(({ sent }) => sent);
    this.#clear();
    return files;
  }

  draw({ phase, language }) {
    if (["idle", "gone", "erased"].includes(phase)) this.#clear();
    else this.#speak(language);
  }

  #clear() {
    for (const item of this.#items) item.upload?.stop();
    this.#items = [];
    this.#list.replaceChildren();
    setText(this.#wrong, "");
    this.#changed();
  }

  async #speak(language) {
    if (this.#language === language && this.#t) return;
    this.#language = language;
    this.#t = await words(language);
    this.element.setAttribute("aria-label", this.#t.tray);
    for (const item of this.#items) this.#label(item);
  }

  #show(item) {
    item.bar = h("progress", { max: "1" });
    item.what = h("span", { class: "kind", "aria-hidden": "true" }, "PDF");
    item.label = h("span", { class: "name" });
    item.cross = h("button", { type: "button", class: "round", onclick: () => this.#remove(item) }, icon("close"));
    item.node = h("li", {}, item.what, h("div", {}, item.label, item.bar), item.cross);
    item.bar.hidden = Boolean(item.sent);
    this.#items.push(item);
    this.#list.append(item.node);
    this.#label(item);
    this.#picture(item);
    return item;
  }

  #label(item) {
    setText(item.label, item.name);
    item.bar.ariaLabel = this.#t.sending(item.name);
    item.cross.ariaLabel = item.cross.title = this.#t.remove(item.name);
  }

  async #picture(item) {
    const type = item.file?.type ?? item.sent.media_type;
    if (!type.startsWith("image/")) return;
    const canvas = placeFor([THUMB, THUMB], "");
    canvas.ariaHidden = "true";
    item.what.replaceChildren(canvas);
    const blob = item.file ?? (await this.#fetch(item.sent.id).catch(() => null));
    if (blob) await draw(canvas, blob, THUMB * 2).catch(() => item.what.replaceChildren("?"));
  }

  async #fetch(id) {
    return (await this.#conversation.calls.ask("GET", `attachments/${id}`)).blob();
  }

  async #send(item) {
    const { address, token } = this.#conversation.calls;
    const onProgress = (part) => (item.bar.value = part);
    item.upload = upload({ address: `${address}/attachments`, token, file: item.file, onProgress });
    try {
      item.sent = await item.upload.done;
      item.name = item.sent.name;
      this.#label(item);
      setText(this.#told, this.#t.ready(item.name));
    } catch (refusal) {
      item.failed = true;
      if (this.#items.includes(item)) setText(this.#wrong, `${item.name}: ${refusal.message || this.#t.failed}`);
    }
    item.node.classList.toggle("bad", Boolean(item.failed));
    item.bar.hidden = true;
    this.#changed();
  }

  #remove(item) {
    item.upload?.stop();
    this.#items = this.#items.filter((other) => other !== item);
    item.node.remove();
    setText(this.#wrong, "");
    setText(this.#told, this.#t.removed(item.name));
    if (item.sent) this.#conversation.calls.ask("DELETE", `attachments/${item.sent.id}`).catch(() => {});
    this.#changed();
    this.#composer.focus();
  }

  #changed() {
    this.element.hidden = !this.#items.length && !this.#wrong.textContent;
    const files = this.#items.filter(({ sent }) => sent).map(({ sent }) => sent);
    this.#conversation.keep({ files });
    const busy = this.#items.some(({ sent, failed }) => !sent && !failed);
    this.#composer.files = { ready: files.length, busy };
    this.#composer.measure();
  }
}
