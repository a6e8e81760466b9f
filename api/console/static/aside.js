/** What is done from the packet: its sheets, and the conversation read again after something was done in one. */

import "./advice.js";
import "./case.js";
import "./letter.js";
import { failed } from "./actions.js";
import { refreshQueue, refreshTalk } from "./desk.js";

document.addEventListener("desk:sheet-failed", ({ detail: error }) => failed(error));
document.addEventListener("desk:changed", () => Promise.allSettled([refreshTalk(), refreshQueue()]));
