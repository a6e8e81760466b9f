/** The calls of the visitor's API, each answered with data or a `Failure` that says whether to try again. */

const PATIENCE_MS = 20_000;

/** `status` 0 means that no answer came at all; `code` is the server's word for what was wrong. */
export class Failure extends Error {
  constructor(status, message, { code, retryAfter } = {}) {
    super(message);
    Object.assign(this, { status, code, retryAfter });
  }

  /** The conversation is not there, or not ours any more. */
  get gone() {
    return this.status === 401 || this.status === 404;
  }

  /** The same call may well succeed later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function createApi(server) {
  const root = `${server}/api/chat`;

  async function request(method, path, { token, body, headers = {}, keepalive, signal } = {}) {
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(root + path, {
        method,
        headers,
        keepalive,
        body: body && JSON.stringify(body),
        signal: signal ?? AbortSignal.timeout(PATIENCE_MS),
        credentials: "omit",
        cache: "no-store",
      });
    } catch (error) {
      throw new Failure(0, error.message);
    }
    if (response.ok) return response;
    const { error } = await response.json().catch(() => ({}));
    const retryAfter = Number(response.headers.get("Retry-After")) || null;
    throw new Failure(response.status, error?.message ?? response.statusText, { code: error?.code, retryAfter });
  }

  async function json(...call) {
    const response = await request(...call);
    return response.status === 204 ? {} : response.json().catch(() => ({}));
  }

  return {
    config: (locale) => json("GET", `/config?locale=${locale}`),
    start: (body) => json("POST", "/conversations", { body }),
    /** The calls about one conversation. */
    of({ id, token }) {
      const path = `/conversations/${encodeURIComponent(id)}`;
      const post = (name, body, options) => json("POST", `${path}/${name}`, { token, body, ...options });
      return {
        token,
        address: root + path,
        history: () => json("GET", `${path}/messages?after=0`, { token }),
        send: (message) => post("messages", message),
        typing: (typing) => post("typing", { typing }),
        read: (seq) => post("read", { seq }),
        language: (language) => post("language", { language }),
        contact: (email) => post("contact", { email }),
        rate: (rating) => post("rating", rating, { keepalive: true }),
        close: () => post("close", {}),
        /** For what is loaded only when it is wanted: files, transcripts. */
        ask: (method, name, body) => request(method, `${path}/${name}`, { token, body }),
        erase: () => json("DELETE", path, { token }),
        stream: (after, signal) =>
          request("GET", `${path}/stream?after=${after}`, {
            token,
            signal,
            headers: { Accept: "text/event-stream", "Last-Event-ID": String(after) },
          }),
      };
    },
  };
}
