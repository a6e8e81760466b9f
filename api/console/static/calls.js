/** Calls to the server. A lost login is told once, by an event on the document. */

// What has not answered by then will hardly do so; files have their own way, in files.js.
const AT_MOST = 20_000;
const csrf = document.querySelector('meta[name="csrf-token"]').content;

/** A call that did not succeed; `status` is 0 when the server was not reached or did not answer in time. */
export class CallError extends Error {
  constructor(status, error = {}) {
    super(error.message ?? "");
    this.status = status;
    this.code = error.code ?? "";
    this.fields = error.fields ?? {};
  }
}

/** Post `body` to a conversation's `action`; return the answer, null for an empty one. */
export async function act(conversation, action, body = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
  const options = { method: "POST", headers, body: JSON.stringify(body) };
  return reach(`/api/console/conversations/${conversation}/${action}`, options, answer);
}

/** Call any other address under /api/console: "GET", "POST" or "DELETE"; return the answer, null for an empty one. */
export async function call(method, path, body, { keepalive = false } = {}) {
  const headers = { "X-CSRF-Token": csrf, ...(body ? { "Content-Type": "application/json" } : {}) };
  return reach(`/api/console${path}`, { method, headers, keepalive, body: body && JSON.stringify(body) }, answer);
}

/** Return a server-rendered fragment as a document fragment. */
export async function fragment(path) {
  const template = document.createElement("template");
  template.innerHTML = await reach(path, { redirect: "manual" }, (response) => response.text());
  return template.content;
}

function answer(response) {
  return response.status === 204 ? null : response.json();
}

/** What breaks off while it is read was not reached either. */
async function reach(path, options, read) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(AT_MOST) });
    if (response.ok) return await read(response);
  } catch {
    throw new CallError(0);
  }
  if (response.type === "opaqueredirect" || response.status === 401) {
    document.dispatchEvent(new CustomEvent("desk:logged-out"));
    throw new CallError(401);
  }
  const { error } = (await response.json().catch(() => null)) ?? {};
  throw new CallError(response.status, error);
}
