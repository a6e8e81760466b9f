/**
 * Sends the visitor's messages one after the other, each until it is through.
 *
 * A message keeps its `client_message_id` through every attempt and every reload, so the server stores it
 * once. The oldest goes first and the others wait for it, so order is kept; what the server refuses for good
 * is given back at once and does not hold up the rest.
 */

const PAUSES_S = [2, 5, 10, 20, 30];

export class Outbox {
  #queue;
  #send;
  #on;
  #sending = false;
  #stopped = false;
  #attempts = 0;
  #timer = null;
  #wake = () => this.flush();

  /**
   * @param queue messages left over from before the reload
   * @param send `(message) => Promise<answer>`
   * @param on `{changed(queue), sending(message), sent(message, answer), failed(message), refused(message, failure)}`
   */
  constructor({ queue, send, on }) {
    this.#queue = [...queue];
    this.#send = send;
    this.#on = on;
    addEventListener("online", this.#wake);
  }

  add(message) {
    this.#queue.push(message);
    this.#on.changed(this.#queue);
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
    while (!this.#stopped && this.#queue.length && (await this.#deliver(this.#queue[0])));
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
      this.#on.sent(message, answer);
      return true;
    } catch (failure) {
      if (this.#stopped) return false;
      if (failure.passing) {
        const pause = failure.retryAfter ?? PAUSES_S[Math.min(this.#attempts++, PAUSES_S.length - 1)];
        this.#timer = setTimeout(this.#wake, pause * 1000);
        for (const waiting of this.#queue) this.#on.failed(waiting);
        return false;
      }
      this.#drop(message);
      this.#on.refused(message, failure);
      return !failure.gone;
    }
  }

  #drop(message) {
    this.#queue = this.#queue.filter((other) => other !== message);
    this.#on.changed(this.#queue);
  }
}
