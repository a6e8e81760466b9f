/** Everything inside the panel, drawn from one plain model; what the visitor does goes to `actions`. */

import { Composer, hasTouchKeyboard } from "./composer.js";
import { ContactForm } from "./contact.js";
import { button, h, icon, label, setText } from "./dom.js";
import { Ending } from "./ending.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { openReplies } from "./messages.js";
import { Panel } from "./panel.js";
import { Sheet } from "./sheet.js";
import { Status } from "./status.js";

export class View {
  #actions;
  #close;
  #talk;
  #privacyLink;
  #privacyWords = h("span");
  #replies = h("div", { class: "replies" });
  #thanks = h("p", { class: "thanks" });
  #notice = h("p", { class: "notice", role: "status" });
  #told = h("span", { class: "told" });
  #foot;
  #status = new Status();
  #composer;
  #contact;
  #ending;
  #log;
  #menu;
  #sheet;
  #panel;
  #tray = null;
  #model = null;

  constructor(actions) {
    const { conversation } = (this.#actions = actions);
    this.#close = button("round", actions.close, icon("close"));
    this.#talk = button("link", () => this.#reply({ payload: "/request_human", text: this.#talk.textContent }));
    this.#privacyLink = button("link", actions.privacy);
    this.#composer = new Composer({
      onSend: (text) => conversation.send({ text, attachments: this.#tray?.take() }),
      onInput: () => conversation.visitorTypes(),
      onFiles: (files) => this.attach(files),
    });
    this.#contact = new ContactForm((email) => conversation.giveContact(email));
    this.#ending = new Ending(actions);
    this.#menu = new Menu(actions);
    this.#foot = h("div", { class: "foot" }, this.#talk, this.#told, this.#composer.counter);
    this.#log = new Log({
      conversation,
      rewrite: (message) => this.#rewrite(message),
      before: h("p", { class: "privacy" }, this.#privacyWords, " ", this.#privacyLink),
      after: [this.#replies, this.#contact.element, this.#thanks],
    });
    const parts = [
      h("header", {}, this.#status.element, this.#menu.button, this.#close),
      this.#menu.element,
      this.#log.element,
      this.#notice,
      this.#ending.element,
      this.#composer.element,
      this.#foot,
    ];
    this.#sheet = new Sheet(parts);
    this.#panel = new Panel({
      parts: [...parts, this.#sheet.element],
      onEscape: () => this.#escape(),
      onPress: (target) => this.#menu.pressed(target),
    });
    this.element = this.#panel.element;
    for (const type of ["dragover", "drop", "paste"]) this.element.addEventListener(type, (event) => this.#bring(event));
  }

  get draft() {
    return this.#composer.text;
  }

  set draft(text) {
    this.#composer.text = text;
  }

  set shown(shown) {
    this.#panel.shown = shown;
    this.#menu.toggle(false, { focus: false });
    if (shown) this.#log.toEnd();
    else this.#ending.give();
  }

  /** Puts the keyboard where writing begins, without pushing a phone's keyboard up. */
  focus() {
    if (hasTouchKeyboard() || this.#composer.element.hidden) this.#log.focus();
    else this.#composer.focus();
  }

  /** Sends a rating that the visitor began and did not send; false when there is no network for it. */
  finish() {
    return this.#ending.give();
  }

  ask(sheet) {
    this.#sheet.show(sheet);
  }

  draw(model) {
    this.#model = model;
    this.#tray?.draw(model);
    const { t, phase, state, messages, agent, contact, problem, online, connected } = model;
    const live = phase === "live";
    const closed = live && state === "closed";
    const names = { bot: model.config.bot_name ?? "", person: agent };
    this.#status.draw(model);
    label(this.#close, t.closeChat);
    this.#menu.draw({ ...model, live, closed });
    setText(this.#privacyWords, t.privacyLine);
    setText(this.#privacyLink, t.privacyLink);
    this.#drawReplies(live && ["bot", "queued"].includes(state) ? openReplies(messages) : []);
    this.#contact.draw(model);
    this.#thanks.hidden = state !== "queued" || !contact;
    setText(this.#thanks, contact ? t.contactThanks(contact) : "");
    this.#ending.draw({ ...model, closed });
    this.#composer.draw({ t, live });
    this.#composer.element.hidden = this.#foot.hidden = ["unreachable", "gone", "erased"].includes(phase);
    setText(this.#talk, t.talk);
    this.#talk.hidden = state !== "bot";
    setText(this.#told, state === "queued" ? t.queuedLine : "");
    this.#foot.classList.toggle("spare", this.#talk.hidden && state !== "queued");
    setText(this.#notice, problem ? t.problem : !online ? t.offline : live && !connected ? t.reconnecting : "");
    this.#log.draw({ ...model, names, loading: phase === "starting" && !messages.length });
  }

  #drawReplies(buttons) {
    const shown = JSON.stringify(buttons);
    if (this.#replies.dataset.shown === shown) return;
    this.#replies.dataset.shown = shown;
    this.#replies.replaceChildren(
      ...buttons.map(({ title, payload }) =>
        button(null, () => this.#reply({ payload, text: title }), title),
      ),
    );
  }

  /** What files need is fetched with the first one. */
  async attach(files) {
    const { Tray } = await import("./files/tray.js");
    this.#tray ??= new Tray({ conversation: this.#actions.conversation, composer: this.#composer });
    await this.#tray.add(files, this.#model);
  }

  /** Files dropped or pasted anywhere in the panel; words go where they always go. */
  #bring(event) {
    const { files, types } = event.dataTransfer ?? event.clipboardData;
    if (this.#model.phase !== "live" || !types.includes("Files")) return;
    event.preventDefault();
    if (files.length) this.attach([...files]);
  }

  #reply(message) {
    this.#actions.conversation.send(message);
    this.focus();
  }

  #rewrite(message) {
    this.draft = this.#actions.conversation.takeBack(message);
    this.#composer.focus();
  }

  #escape() {
    if (this.#sheet.isOpen) this.#sheet.close();
    else if (this.#menu.isOpen) this.#menu.toggle(false);
    else this.#actions.close();
  }
}
