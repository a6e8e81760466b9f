/**
 * The one script a site needs:
 *
 *   <script src="https://chat.example/widget/kundedialog.js" type="module" defer data-locale="da"></script>
 *
 * Optional: data-server, data-locale (else <html lang>), data-position="left", data-accent="#rrggbb",
 * data-theme="light|dark" (else the site's <html data-theme>, else the system), data-label (the launcher's
 * words), data-launcher="hidden" (the site has a button of its own).
 *
 * `window.Kundedialog`: open(), close(), setLocale(tag), identify(token), reset(), and on(event, listener) for
 * open, close, message, state, unread and language; on() returns a function that stops it. The document hears
 * "kundedialog:ready" when it is there.
 */

import { KundedialogChat } from "./element.js";
import { readSettings } from "./settings.js";

if (!customElements.get("kundedialog-chat")) {
  customElements.define("kundedialog-chat", KundedialogChat);
  const chat = new KundedialogChat(readSettings(import.meta.url));
  document.body.append(chat);
  window.Kundedialog = Object.freeze({
    open: () => chat.open(),
    close: () => chat.close(),
    setLocale: (tag) => chat.setLocale(tag),
    identify: (token) => chat.identify(token),
    reset: () => chat.reset(),
    on: (event, listener) => chat.on(event, listener),
  });
  document.dispatchEvent(new CustomEvent("kundedialog:ready"));
}
