/** The console's scripts, in one place. */

import "./aside.js";
import "./asking.js";
import "./attention.js";
import "./bar.js";
import "./bulk.js";
import "./clock.js";
import "./files.js";
import "./filters.js";
import "./jump.js";
import "./keys.js";
import "./menus.js";
import "./notify.js";
import "./palette.js";
import "./levels.js";
import "./mentions.js";
import "./starts.js";
import { listen } from "./live.js";
import { resume } from "./outbox.js";
import "./search.js";
import "./selection.js";
import "./views.js";

document.dispatchEvent(new CustomEvent("desk:talk"));
resume();
listen();
