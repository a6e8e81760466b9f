/** One visitor's conversation as the widget knows it: begun, resumed, kept in step with the server, left. */

import { Outbox } from "./outbox.js";
import { openStream } from "./stream.js";
import { Timeline } from "./timeline.js";

const BOT_THINKS_MS = 400;
const TYPING_AGAIN_MS = 3_000;
const TYPING_LASTS_MS = 6_000;
const OTHER_TAB_SENDS_MS = 30_000;
const TOLD = ["state", "agent", "wait", "language", "read_seq"];

/**
 * Events: `change` (draw again), `message` (detail: a new message from the business), `state`, `language`.
 *
 * `phase` is idle, starting, live, unreachable, gone (the server does not know it any more) or erased.
 */
export class Conversation extends EventTarget {
  phase = "idle";
  state = "bot";
  agent = null;
  wait = null;
  language = null;
  /** How far the person who has the conversation has read. */
  read_seq = null;
  typing = null;
  connected = true;
  timeline = new Timeline();
  /** The calls about it. */
  calls = null;

  #api;
  #store;
  #outbox = null;
  #stopStream = null;
  #cursor = 0;
  #timers = {};
  #beginning = null;
  #saidTyping = 0;

  constructor({ api, store }) {
    super();
    this.#api = api;
    this.#store = store;
    store.onOtherTab((record) => this.#followOtherTab(record));
  }

  get record() {
    return this.#store.read() ?? {};
  }

  get unread() {
    const seen = this.record.seen ?? 0;
    return this.timeline.messages.filter(({ author, seq }) => author !== "visitor" && seq > seen).length;
  }

  /** The visitor's last message, once the person who has the conversation has read it. */
  get read() {
    const last = this.timeline.messages.findLast(({ author }) => author === "visitor");
    return this.state === "assigned" && last?.seq <= this.read_seq ? last : null;
  }

  /** Resumes the stored conversation or starts a new one; several calls at once are one. */
  begin(language, identityToken) {
    if (this.phase === "live") return Promise.resolve();
    this.#beginning ??= this.#begin(language, identityToken).finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  send({ text, payload, attachments = [] }) {
    const created_at = new Date().toISOString();
    const message = { client_message_id: newId(), text, payload, attachments, created_at };
    this.#saidTyping = 0;
    this.timeline.add(message);
    this.#outbox.add(message);
  }

  retry() {
    this.#outbox?.flush();
  }

  /** Takes back a message that the server refused; returns its text. */
  takeBack(message) {
    this.timeline.remove(message);
    this.#changed();
    return message.text;
  }

  /** The visitor is writing. Told to people only, and now and then: the other side forgets it by itself. */
  visitorTypes() {
    if (!["queued", "assigned"].includes(this.state) || Date.now() - this.#saidTyping < TYPING_AGAIN_MS) return;
    this.#saidTyping = Date.now();
    this.calls?.typing(true).catch(() => {});
  }

  /** Everything shown so far has been seen. */
  seen() {
    const last = this.timeline.messages.findLast(({ author, seq }) => author !== "visitor" && seq)?.seq ?? 0;
    if (this.phase !== "live" || last <= (this.record.seen ?? 0)) return;
    this.keep({ seen: last });
    this.calls.read(last).catch(() => {});
    this.#changed();
  }

  /** Keeps something in the record that survives a reload. */
  keep(patch) {
    this.#store.update(patch);
  }

  async chooseLanguage(language) {
    this.language = language;
    if (this.phase === "live") this.#take(await this.calls.language(language));
  }

  async giveContact(email) {
    await this.calls.contact(email);
    this.keep({ contact: email });
    this.#changed();
  }

  /** A conversation is rated once; a second thumb, perhaps from another tab, finds that out. */
  async rate(rating, comment) {
    const { calls } = this;
    await calls.rate(comment ? { rating, comment } : { rating }).catch((failure) => {
      if (failure.code !== "already_rated") throw failure;
    });
    if (calls === this.calls) this.keep({ rated: rating });
    this.#changed();
  }

  async end() {
    this.#take({ state: "closed", ...(await this.calls.close()) });
  }

  async erase() {
    try {
      await this.calls.erase();
    } catch (failure) {
      if (!failure.gone) throw failure;
    }
    this.leave("erased");
  }

  /** Forgets the conversation on this machine. */
  leave(phase = "idle") {
    this.#stop();
    this.#store.clear();
    this.#enter(phase);
  }

  async #begin(language, identityToken) {
    const record = this.#store.read();
    this.#enter("starting");
    try {
      if (record) await this.#resume(record);
      else await this.#start(language, identityToken);
      if (this.phase === "starting") this.#enter("live");
    } catch (failure) {
      this.#stop();
      this.#enter("unreachable");
      if (failure.status === undefined) throw failure;
    }
  }

  async #start(language, identityToken) {
    const answer = await this.#api.start({
      locale: language,
      ...(location.protocol.startsWith("http") && { page_url: location.origin + location.pathname }),
      ...(identityToken && { identity_token: identityToken }),
    });
    const { id, token } = answer;
    this.#store.begin({ id, token, language, open: true, seen: 0, outbox: [] });
    this.#connect(answer, answer);
  }

  async #resume(record) {
    this.language = record.language;
    const calls = this.#api.of(record);
    const answer = await calls.history().catch((failure) => {
      if (!failure.passing && !failure.gone) throw failure;
      return failure.gone ? null : {};
    });
    if (answer) this.#connect(record, answer);
    else this.leave("gone");
  }

  #connect(record, answer) {
    this.calls = this.#api.of(record);
    this.#take(answer, { quietly: true });
    this.#cursor = this.timeline.lastSeq;
    this.#outbox = new Outbox({
      store: this.#store,
      send: (message) => this.calls.send(message),
      on: {
        sending: (message) => this.#sending(message),
        sent: (answer) => this.#settled(() => this.#take(answer)),
        failed: (message) => this.#settled(() => this.timeline.mark(message, "failed")),
        refused: (message, failure) => this.#settled(() => this.#refused(message, failure)),
      },
    });
    this.timeline.follow(this.#outbox.queue);
    this.#outbox.flush();
    this.#stopStream = openStream({
      connect: (signal) => this.calls.stream(this.#cursor, signal),
      onEvent: (event) => this.#hear(event),
      onGone: () => this.leave("gone"),
      onStatus: (connected) => {
        this.connected = connected;
        if (connected) this.#outbox?.flush();
        this.#changed();
      },
    });
  }

  #sending(message) {
    this.timeline.mark(message, "sending");
    if (this.state === "bot") this.#later("think", BOT_THINKS_MS, () => this.#types("bot"));
    this.#changed();
  }

  #settled(apply) {
    clearTimeout(this.#timers.think);
    if (this.typing === "bot") this.typing = null;
    apply();
    this.#changed();
  }

  #refused(message, failure) {
    if (failure.gone) this.leave("gone");
    else this.timeline.mark(message, "refused", failure.message);
  }

  #hear({ event, data, id }) {
    if (Number(id)) this.#cursor = Math.max(this.#cursor, Number(id));
    if (event === "message") this.#take({ message: data });
    else if (event === "state" || event === "read") this.#take(data);
    else if (event === "wait") this.#take({ wait: data });
    else if (event === "typing" && data.author !== "visitor") this.#types(data.typing ? data.author : null);
  }

  #types(author) {
    this.typing = author;
    this.#later("typing", TYPING_LASTS_MS, () => this.#types(null));
    this.#changed();
  }

  #take(answer, { quietly = false } = {}) {
    const { state, language } = this;
    const told = [answer.message, ...(answer.messages ?? []), ...(answer.replies ?? [])];
    const fresh = this.timeline.merge(told).filter(({ author }) => author !== "visitor");
    for (const name of TOLD) if (answer[name] !== undefined) this[name] = answer[name];
    if (fresh.some(({ author }) => author === this.typing)) this.typing = null;
    if (this.language !== language && this.language) this.#tell("language", this.language);
    if (this.state !== state) {
      this.typing = null;
      this.#tell("state", this.state);
    }
    if (!quietly) for (const message of fresh) this.#tell("message", message);
    this.#changed();
  }

  #followOtherTab(record) {
    const mine = this.calls && this.phase === "live";
    if (mine && record?.token === this.calls.token) {
      this.timeline.follow(this.#outbox.queue);
      this.#later("other", OTHER_TAB_SENDS_MS, () => this.retry());
      return this.#changed();
    }
    this.#stop();
    this.#enter("idle");
    if (record) this.begin();
  }

  #stop() {
    this.#stopStream?.();
    this.#outbox?.stop();
    Object.values(this.#timers).forEach(clearTimeout);
    this.calls = this.#outbox = this.#stopStream = null;
    this.timeline = new Timeline();
    Object.assign(this, { state: "bot", agent: null, wait: null, typing: null, connected: true, read_seq: null });
  }

  #later(name, pause, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(action, pause);
  }

  #enter(phase) {
    this.phase = phase;
    this.#changed();
  }

  #changed() {
    this.#tell("change");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** An id nobody else makes; crypto.randomUUID is missing on sites without https. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
