/** The console's scripts, in one place. */

import "./attention.js";
import "./clock.js";
import "./jump.js";
import "./keys.js";
import { listen } from "./live.js";
import { resume } from "./outbox.js";

document.dispatchEvent(new CustomEvent("desk:talk"));
resume();
listen();
