/** Who the visitor is talking to, and how it stands, in two lines; honest about opening hours. */

import { whenOf } from "./clock.js";
import { h, setText } from "./dom.js";

export class Status {
  #business = h("span");
  #who = h("span", { class: "who" });
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #state = h("span", { role: "status" });
  element = h(
    "div",
    { class: "names" },
    h("h2", { id: "title" }, this.#business, this.#who),
    h("p", { class: "state" }, this.#dot, this.#state),
  );

  draw({ t, config, phase, state, agent, wait }) {
    const who = { assigned: agent ?? t.person, closed: "" }[state] ?? t.bot;
    const words = phase === "starting" ? t.stateStarting : stateInWords({ t, state, agent, hours: wait ?? config, zone: config.timezone });
    const live = phase === "live";
    setText(this.#business, config.name ?? t.launcher);
    setText(this.#who, live && who ? ` · ${who}` : "");
    setText(this.#state, live || phase === "starting" ? words : t.stateNone);
    this.#dot.dataset.state = live ? state : "none";
  }
}

function stateInWords({ t, state, agent, hours: { open, opens_at, minutes }, zone }) {
  if (state === "closed") return t.stateClosed;
  if (state === "assigned") return t.statePerson(agent ?? t.aPerson);
  const when = open === false && opens_at ? whenOf(opens_at, t, zone) : null;
  if (state === "bot") return when ? t.stateBotAway(when) : t.stateBot;
  if (open === false) return when ? t.stateAway(when) : t.stateAwayUnknown;
  return minutes ? t.stateQueuedAbout(minutes) : t.stateQueued;
}
