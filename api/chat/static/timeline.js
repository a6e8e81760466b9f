/** The messages of a conversation, each once and in order, whichever way and how often they arrive. */
export class Timeline {
  #bySeq = new Map();
  #waiting = new Map();

  /** What the server has, by its numbers, then what is still on its way. */
  get messages() {
    const known = [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq);
    return [...known, ...this.#waiting.values()];
  }

  get lastSeq() {
    return Math.max(0, ...this.#bySeq.keys());
  }

  /** Adds messages from the server; returns those that were not known yet. */
  merge(messages) {
    return messages.filter((message) => {
      if (!message || this.#bySeq.has(message.seq)) return false;
      const sent = this.#waiting.get(message.client_message_id);
      this.#waiting.delete(message.client_message_id);
      const text = !message.text || message.text.startsWith("/") ? (sent?.text ?? "") : message.text;
      this.#bySeq.set(message.seq, { ...message, text, status: "sent" });
      return true;
    });
  }

  /** Adds a message of the visitor's that the server does not have yet. */
  add(message) {
    this.#waiting.set(message.client_message_id, { author: "visitor", status: "sending", ...message });
  }

  /** What waits is what the outbox holds, whichever tab it was written in, and what was refused here. */
  follow(outbox) {
    const before = this.#waiting;
    const arrived = new Set(Array.from(this.#bySeq.values(), ({ client_message_id }) => client_message_id));
    this.#waiting = new Map([...before].filter(([, { status }]) => status === "refused"));
    for (const message of outbox) {
      const id = message.client_message_id;
      if (!arrived.has(id)) this.add(before.get(id) ?? message);
    }
  }

  /** Says how a message on its way is doing: "sending", "failed" or "refused". */
  mark({ client_message_id }, status, reason = null) {
    const message = this.#waiting.get(client_message_id);
    if (message) Object.assign(message, { status, reason });
  }

  remove({ client_message_id }) {
    this.#waiting.delete(client_message_id);
  }
}
