/** The opened chat: brings the conversation and its view together, and draws when something has changed. */

import { Conversation } from "./conversation.js";
import { View } from "./view.js";

const PROBLEM_MS = 6_000;

export class Chat {
  isOpen = false;
  #host;
  #conversation;
  #view;
  #drawn = null;
  #problem = null;
  #unread = 0;

  constructor({ host, api, store }) {
    this.#host = host;
    const conversation = (this.#conversation = new Conversation({ api, store }));
    this.#view = new View({
      conversation,
      restart: () => this.#restart(),
      begin: () => this.begin(),
      close: () => host.close(),
      language: (code) => host.setLocale(code),
      download: async () => (await import("./files/copies.js")).offerCopies({ host, conversation, ask: (sheet) => this.#view.ask(sheet) }),
      end: () => this.#try(() => conversation.end()),
      privacy: () => this.#showPrivacy(),
      erase: () => this.#askToErase(),
    });
    this.#listen();
    host.root.append(this.#view.element);
  }

  async open({ byVisitor }) {
    this.isOpen = true;
    this.#conversation.keep({ open: true });
    this.#draw();
    this.#view.draft ||= this.#conversation.record.draft ?? "";
    this.#view.shown = true;
    if (byVisitor) this.#view.focus();
    await this.begin();
    if (this.#conversation.record.files?.length) await this.#view.attach([]);
  }

  close() {
    this.isOpen = false;
    this.#view.shown = false;
    this.#conversation.keep({ open: false, draft: this.#view.draft });
  }

  begin() {
    return this.#conversation.begin(this.#host.language, this.#host.identityToken);
  }

  reset() {
    this.#conversation.leave();
    this.#view.draft = "";
  }

  /** The visitor or the site chose it; the conversation goes on in it. */
  chooseLanguage(language) {
    this.#conversation.keep({ language });
    return this.#try(() => this.#conversation.chooseLanguage(language));
  }

  /** Draws once at the end of this turn, however much changed in it. */
  changed() {
    this.#drawn ??= Promise.resolve().then(() => this.#draw());
  }

  #listen() {
    const conversation = this.#conversation;
    const hear = (type, listener) => conversation.addEventListener(type, ({ detail }) => listener(detail));
    hear("change", () => this.changed());
    hear("message", (message) => this.#host.emit("message", message));
    hear("state", (state) => this.#host.emit("state", state));
    hear("language", (language) => {
      conversation.keep({ language });
      if (language !== this.#host.language) this.#host.show(language);
    });
    for (const type of ["online", "offline", "visibilitychange"]) addEventListener(type, () => this.changed());
    addEventListener("pagehide", () => {
      conversation.keep({ draft: this.#view.draft });
      this.#view.finish();
    });
  }

  #draw() {
    this.#drawn = null;
    const { t, config, language } = this.#host;
    const { agent, typing, read, record, timeline } = this.#conversation;
    if (this.isOpen && !document.hidden) this.#conversation.seen();
    const bot = typing === "bot" ? config.bot_name : null;
    this.#view.draw({
      ...this.#conversation,
      ...{ t, config, language, read },
      messages: timeline.messages,
      contact: record.contact,
      rated: record.rated,
      typing: typing && t.types(bot ?? agent ?? t.person),
      problem: this.#problem !== null,
      online: navigator.onLine,
    });
    const { unread } = this.#conversation;
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#host.showUnread(unread);
  }

  async #restart() {
    if (!(await this.#view.finish())) return;
    this.#conversation.leave();
    await this.begin();
    this.#view.focus();
  }

  #showPrivacy() {
    const { t, config } = this.#host;
    this.#view.ask({ title: t.privacy, text: config.privacy ?? t.privacyLine, choices: [{ words: t.ok }] });
  }

  #askToErase() {
    const { t } = this.#host;
    this.#view.ask({
      title: t.eraseTitle,
      text: t.eraseText,
      choices: [
        { words: t.eraseYes, strong: true, onclick: () => this.#try(() => this.#conversation.erase()) },
        { words: t.eraseNo },
      ],
    });
  }

  /** Does something that may fail on the way, and says so for a while when it did. */
  async #try(action) {
    try {
      await action();
    } catch (failure) {
      if (failure.status === undefined) throw failure;
      clearTimeout(this.#problem);
      this.#problem = setTimeout(() => {
        this.#problem = null;
        this.changed();
      }, PROBLEM_MS);
      this.changed();
    }
  }
}
