/**
 * Sends the visitor's messages one after the other, each until it is through.
 *
 * A message keeps its `client_message_id` through every attempt and every reload, so the server stores it
 * once. The oldest goes first and the others wait for it, so order is kept; what the server refuses for good
 * is given back at once and does not hold up the rest.
 *
 * What waits is in the record, which all tabs of the site share, and each tab sends all of it: the one where a
 * message was written may be closed by then. If two send the same one, the server answers both alike.
 */

const PAUSES_S = [2, 5, 10, 20, 30];

export class Outbox {
  /** Written in this tab and not through yet: not lost, even if another tab overwrites the record. */
  #own = [];
  #store;
  #send;
  #on;
  #sending = false;
  #stopped = false;
  #attempts = 0;
  #timer = null;
  #wake = () => this.flush();

  /**
   * @param store where the record is
   * @param send `(message) => Promise<answer>`
   * @param on `{sending(message), sent(answer), failed(message), refused(message, failure)}`
   */
  constructor({ store, send, on }) {
    this.#store = store;
    this.#send = send;
    this.#on = on;
    addEventListener("online", this.#wake);
  }

  /** What waits, whichever tab it was written in; the oldest first. */
  get queue() {
    const kept = this.#store.read()?.outbox ?? [];
    return [...kept, ...kept.reduce(without, this.#own)];
  }

  add(message) {
    this.#own.push(message);
    this.#store.update({ outbox: this.queue });
    this.flush();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#wake);
  }

  /** Starts sending now, instead of after the pause. */
  async flush() {
    clearTimeout(this.#timer);
    if (this.#sending) return;
    this.#sending = true;
    while (!this.#stopped && this.queue.length && (await this.#deliver(this.queue[0])));
    this.#sending = false;
  }

  async #deliver(message) {
    this.#on.sending(message);
    try {
      const { client_message_id, payload, text, attachments = [] } = message;
      const said = payload ? { payload } : { text, attachments: attachments.map(({ id }) => id) };
      const answer = await this.#send({ client_message_id, ...said });
      if (this.#stopped) return false;
      this.#attempts = 0;
      this.#drop(message);
      this.#on.sent(answer);
      return true;
    } catch (failure) {
      if (this.#stopped) return false;
      if (failure.passing) {
        const pause = failure.retryAfter ?? PAUSES_S[Math.min(this.#attempts++, PAUSES_S.length - 1)];
        this.#timer = setTimeout(this.#wake, pause * 1000);
        for (const waiting of this.queue) this.#on.failed(waiting);
        return false;
      }
      this.#drop(message);
      this.#on.refused(message, failure);
      return !failure.gone;
    }
  }

  #drop(message) {
    this.#own = without(this.#own, message);
    this.#store.update({ outbox: without(this.queue, message) });
  }
}

function without(messages, { client_message_id }) {
  return messages.filter((other) => other.client_message_id !== client_message_id);
}
