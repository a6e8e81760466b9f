/** Calls to the server. A lost login is told once, by an event on the document. */

const csrf = document.querySelector('meta[name="csrf-token"]').content;

/** A call that did not succeed; `status` is 0 when the server was not reached. */
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
  const response = await reach(`/api/console/conversations/${conversation}/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  });
  return response.status === 204 ? null : response.json();
}

/** Call any other address under /api/console: "GET", "POST" or "DELETE"; return the answer, null for an empty one. */
export async function call(method, path, body, { keepalive = false } = {}) {
  const headers = { "X-CSRF-Token": csrf, ...(body ? { "Content-Type": "application/json" } : {}) };
  const response = await reach(`/api/console${path}`, { method, headers, keepalive, body: body && JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
}

/** Return a server-rendered fragment as a document fragment. */
export async function fragment(path) {
  const response = await reach(path, { redirect: "manual" });
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new CallError(0);
  }
  if (response.ok) return response;
  if (response.type === "opaqueredirect" || response.status === 401) {
    document.dispatchEvent(new CustomEvent("desk:logged-out"));
    throw new CallError(401);
  }
  const answer = await response.json().catch(() => ({}));
  throw new CallError(response.status, answer.error);
}
