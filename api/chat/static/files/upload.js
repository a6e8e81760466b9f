/** Sends one file. XMLHttpRequest, because fetch does not tell how far it has come. */

const PATIENCE_MS = 180_000;

/** @returns `{done: Promise<file>, stop()}`; a refusal is an Error with the server's words, or with none */
export function upload({ address, token, file, onProgress }) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    const refuse = () => reject(new Error(request.response?.error?.message ?? ""));
    request.open("POST", address);
    request.responseType = "json";
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("File-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => (request.status === 201 ? resolve(request.response) : refuse());
    request.onerror = request.ontimeout = request.onabort = refuse;
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}
