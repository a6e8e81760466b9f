"""One turn as an action sees it, and the base of all actions.

An action reads the turn and answers with words, events and a changed memory. It has no database and
no network; what the api must know leaves as custom events, in the order in which they happened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.briefing import take_briefing
from actions.memory import Memory
from actions.mood import offer_person_to_upset, take_mood
from actions.stage import stage_after
from bot.catalog import Catalog, CatalogSource, any_cue, phrases_for, words

_CATALOGS: dict[str, CatalogSource] = {}


def current_catalog() -> Catalog:
    """The business catalog as it is now (`CATALOG`, by default `data/catalog`)."""
    path = os.environ.get("CATALOG") or "data/catalog"
    return _CATALOGS.setdefault(path, CatalogSource(Path(path))).current()


@dataclass
class Turn:
    """What was said, what is known, and what will be answered."""

    text: str
    intent: str
    language: str
    entities: list[dict[str, Any]]
    metadata: Mapping[str, Any]
    catalog: Catalog
    memory: Memory
    open_question: str
    dispatcher: CollectingDispatcher
    leaves_open: str = field(init=False)

    def __post_init__(self) -> None:
        self.leaves_open = self.open_question

    # Reading

    @property
    def queued(self) -> bool:
        """True while a person is awaited: the bot helps on, and sells nothing."""
        return self.metadata.get("state") == "queued"

    def values(self, entity: str) -> list[str]:
        """The values of one kind of entity, in the order of the message."""
        return [str(found["value"]) for found in self.entities if found.get("entity") == entity]

    @property
    def escalates(self) -> bool:
        """Whether this turn has called a person already."""
        happened = (message.get("custom") or {} for message in self.dispatcher.messages)
        return any(event.get("type") == "escalate" for event in happened)

    def mentions(self, cues: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether one of the catalog's cues is in the message."""
        return any_cue(phrases_for(cues, self.language), words(self.text))

    def local(self, text: Mapping[str, str]) -> str:
        """A text of the catalog in the language of the conversation."""
        return text[self.language]

    @property
    def comma_name(self) -> str:
        """ ", Anna" where the visitor's name is known, else nothing: for "Thank you{name}"."""
        name = self.memory.name or self.metadata.get("name")
        return f", {name.split()[0]}" if name else ""

    # Answering

    def say(self, response: str, **values: Any) -> None:
        """Says one of the worded responses (`utter_*`), each time in another of its variants."""
        said = self.memory.said
        said[response] = said.get(response, -1) + 1
        self.dispatcher.utter_message(response=response, name=self.comma_name, nth=said[response], **values)

    def tell(self, text: str, *, joins: bool = False) -> None:
        """Says a text of the catalog; with `joins` it opens the next message."""
        self.dispatcher.utter_message(text=text, joins=joins)

    def event(self, kind: str, /, **facts: Any) -> None:
        """Reports something that happened, for the timeline."""
        self.dispatcher.utter_message(json_message={"type": kind, **facts})

    def ask(self, question: str) -> None:
        """Leaves a question open: the next message is read in its light."""
        self.leaves_open = question

    def offer_person(self, response: str, *, reason: str, **values: Any) -> None:
        """Offers a person in words; `reason` is why one is needed, should the answer be yes."""
        self.memory.offered_person_for = reason
        self.say(response, **values)
        self.ask("person")

    def close_question(self) -> None:
        """Leaves nothing open."""
        self.leaves_open = "none"


class GoalAction(Action):
    """An action that pursues one goal; subclasses give `goal` and `act`."""

    goal: str = ""

    def name(self) -> str:
        return f"action_{self.goal}"

    def act(self, turn: Turn) -> None:
        """Answers the turn. Pure but for the turn's dispatcher and memory."""
        raise TypeError(f"{type(self).__name__} does not say how to act")

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        turn = turn_from(dispatcher, tracker)
        understood_before = turn.memory.misunderstood
        notice(turn)
        self.act(turn)
        offer_person_to_upset(turn)
        if turn.memory.misunderstood == understood_before:
            turn.memory.misunderstood = 0
        return [SlotSet("memory", turn.memory.dump()), SlotSet("open_question", turn.leaves_open)]


def turn_from(dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
    """Builds the turn from Rasa's tracker; a complaint from before a hand-back is over."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    memory = Memory.load(tracker.get_slot("memory"))
    if memory.case and memory.case.epoch != metadata.get("epoch", 0):
        memory.case = None
    language = tracker.get_slot("language") or metadata.get("language") or "en"
    catalog = current_catalog()
    take_briefing(memory, metadata, catalog, language)
    return Turn(
        text=words_typed(message.get("text") or ""),
        intent=(message.get("intent") or {}).get("name") or "",
        language=language,
        entities=list(message.get("entities") or []),
        metadata=metadata,
        catalog=catalog,
        memory=memory,
        open_question=tracker.get_slot("open_question") or "none",
        dispatcher=dispatcher,
    )


def words_typed(text: str) -> str:
    """What the visitor typed, without the channel's guard of a slash; nothing where a button was pressed."""
    return "" if text.startswith("/") else text.removeprefix("\u2060")


def notice(turn: Turn) -> None:
    """Takes up what any message may tell in passing: mood, language, names, numbers, persona, stage."""
    memory = turn.memory
    take_mood(turn)
    if turn.language != turn.metadata.get("language") and turn.intent != "change_language":
        turn.event("language_changed", subject=turn.language)
    for name in turn.values("person_name"):
        memory.name = name
        turn.event("name_given", subject="name", value=name)
    for kind in ("email", "phone"):
        for value in turn.values(kind):
            memory.contact_known = True
            turn.event("contact_given", subject=kind, value=value)
    for number in turn.values("order_number"):
        memory.order_number = number
    for product in turn.values("product"):
        if product in turn.catalog.products:
            memory.products = [*[other for other in memory.products if other != product], product][-4:]
    for persona in turn.values("persona")[:1]:
        if persona != memory.persona and persona in turn.catalog.personas:
            memory.persona = persona
            turn.event("persona_suggested", subject=persona)
    if memory.case and not turn.queued:
        # The turn that raised the complaint was lost on its way to the api: it is queued now.
        turn.event("escalate", subject=memory.case.escalation_reason, line=1)
    stage = stage_after(memory.stage, turn.intent)
    if stage != memory.stage:
        memory.stage = stage
        turn.event("stage_changed", subject=stage)
