/**
 * <kundedialog-chat>: the launcher, and what it needs before anybody asks for the chat.
 *
 * The chat itself is fetched when it is first opened, or when a conversation is still going on. The shadow
 * root keeps the site's styles out of ours and ours out of the site's.
 */

import { createApi } from "./api.js";
import { button, h, icon, setText } from "./dom.js";
import { languageOf } from "./settings.js";
import { createStore } from "./store.js";

export class KundedialogChat extends HTMLElement {
  #settings;
  #api;
  #store;
  #chat = null;
  #badge = h("span", { class: "badge", hidden: true });
  #word = h("span", { class: "word" });
  #launcher = button("launcher", () => this.open());
  #listeners = new EventTarget();
  #ready = null;
  #unread = 0;
  #opener = null;

  /** Where everything is shown. */
  root = h("div", { class: "root" });
  t = null;
  config = {};
  language;
  identityToken = null;

  constructor(settings) {
    super();
    this.#settings = settings;
    this.#api = createApi(settings.server);
    this.#store = createStore(settings.server);
    this.#launcher.hidden = settings.hidden;
    this.#launcher.append(icon("chat"), this.#word, this.#badge);
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    this.#ready ??= this.#prepare();
  }

  /** @param byVisitor false when the page only goes on where the last one left off; then focus stays */
  async open({ byVisitor = true } = {}) {
    await this.#ready;
    const chat = await this.#loadChat();
    this.#opener = document.activeElement;
    this.#launcher.hidden = true;
    chat.open({ byVisitor });
    this.emit("open");
  }

  close() {
    if (!this.#chat?.isOpen) return;
    this.#chat.close();
    this.#launcher.hidden = this.#settings.hidden;
    (this.#settings.hidden ? this.#opener : this.#launcher)?.focus();
    this.emit("close");
  }

  async setLocale(tag) {
    await this.#ready;
    await this.show(languageOf(tag));
    await this.#chat?.chooseLanguage(this.language);
    this.emit("language", this.language);
  }

  /** Says who the visitor is, with a token the site's server has signed; counts from the next conversation on. */
  identify(token) {
    this.identityToken = token;
  }

  /** Forgets the conversation on this machine, for instance when a customer logs out. */
  reset() {
    this.identityToken = null;
    this.close();
    if (this.#chat) this.#chat.reset();
    else this.#store.clear();
  }

  on(event, listener) {
    const hear = ({ detail }) => listener(detail);
    this.#listeners.addEventListener(event, hear);
    return () => this.#listeners.removeEventListener(event, hear);
  }

  emit(event, detail) {
    this.#listeners.dispatchEvent(new CustomEvent(event, { detail }));
  }

  /** Shows everything in `language`: our own words, and the business's. */
  async show(language) {
    const [t, config] = await Promise.all([
      import(`./texts/${language}.js`).then((module) => module.default),
      this.#api.config(language).catch(() => this.config),
    ]);
    Object.assign(this, { t, config, language });
    const accent = this.#settings.accent ?? config.accent;
    if (accent) this.style.setProperty("--accent", accent);
    this.lang = language;
    this.#label();
    this.#chat?.changed();
  }

  showUnread(count) {
    this.#unread = count;
    this.#label();
    this.emit("unread", count);
  }

  async #prepare() {
    const record = this.#store.read();
    this.dataset.side = this.#settings.side;
    this.#followTheme();
    const [sheet] = await Promise.all([
      loadStyles(),
      this.show(record?.language ?? languageOf(this.#settings.locale)),
    ]);
    this.shadowRoot.adoptedStyleSheets = [sheet];
    this.root.append(this.#launcher);
    this.shadowRoot.append(this.root);
    if (record?.open) this.open({ byVisitor: false });
    else if (record) this.#loadChat().then((chat) => chat.begin());
  }

  async #loadChat() {
    const { Chat } = await import("./chat.js");
    this.#chat ??= new Chat({ host: this, api: this.#api, store: this.#store });
    return this.#chat;
  }

  #label() {
    const words = this.#settings.label ?? this.t.launcher;
    setText(this.#badge, String(this.#unread));
    setText(this.#word, words);
    this.#badge.hidden = !this.#unread;
    this.#launcher.ariaLabel = this.#unread ? `${words}, ${this.t.unread(this.#unread)}` : words;
  }

  #followTheme() {
    const page = document.documentElement;
    const follow = () => {
      this.dataset.theme = this.#settings.theme ?? page.dataset.theme ?? "system";
    };
    new MutationObserver(follow).observe(page, { attributeFilter: ["data-theme"] });
    follow();
  }
}

/** A constructed sheet needs no style permission in the site's content security policy. */
async function loadStyles() {
  const response = await fetch(new URL("widget.css", import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}
