"""Conversations with the actions alone: what a visitor says goes in, what the bot answers comes out.

No Rasa and no training: intents and entities are given by hand, memory travels from turn to turn as
the plain data it is in the slot, and the shipped catalog is what the bot knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.memory import Detail, Memory
from actions.turn import GoalAction, Turn, notice
from bot.catalog import load_catalog

CATALOG = load_catalog(Path(__file__).parents[2] / "data" / "catalog")
WAIT = {"minutes": 4, "open": True, "opens_at": None}


@dataclass(frozen=True)
class Answer:
    """What one turn produced."""

    messages: list[dict[str, Any]]
    leaves_open: str

    @property
    def said(self) -> list[str]:
        """The worded responses, in order."""
        return [message["response"] for message in self.messages if message.get("response")]

    @property
    def told(self) -> list[str]:
        """The texts of the catalog, in order."""
        return [message["text"] for message in self.messages if message.get("text")]

    @property
    def events(self) -> list[tuple[str, Any]]:
        """The events as type and subject, in order."""
        return [(event["type"], event.get("subject")) for event in self._events()]

    def values(self, response: str) -> dict[str, Any]:
        """What a worded response was given to say."""
        return next(message for message in self.messages if message.get("response") == response)

    def event(self, kind: str) -> dict[str, Any]:
        """The one event of a type."""
        (found,) = [event for event in self._events() if event["type"] == kind]
        return found

    def _events(self) -> list[dict[str, Any]]:
        return [message["custom"] for message in self.messages if message.get("custom")]


@dataclass
class Conversation:
    """One conversation; `memory` and `open_question` are what the tracker would keep."""

    language: str = "en"
    memory: Memory = field(default_factory=Memory)
    open_question: str = "none"
    state: str = "bot"
    epoch: int = 0
    offers_left: int = 1
    wait: Mapping[str, Any] = field(default_factory=lambda: dict(WAIT))
    name: str | None = None

    def turn(self, text: str = "", *, intent: str = "", **entities: str | list[str]) -> Turn:
        """The turn that a message makes; entities stand where the words after their @ do, else at the start."""
        found: list[dict[str, Any]] = []
        for entity, values in entities.items():
            for value in [values] if isinstance(values, str) else values:
                value, _, words = value.partition("@")
                found.append({"entity": entity, "value": value, "start": text.index(words or text)})
        return Turn(
            text=text,
            intent=intent,
            language=self.language,
            entities=found,
            metadata={
                "language": self.language,
                "name": self.name,
                "state": self.state,
                "epoch": self.epoch,
                "offers_left": self.offers_left,
                "wait": self.wait,
            },
            catalog=CATALOG,
            memory=Memory.load(self.memory.dump()),
            open_question=self.open_question,
            dispatcher=CollectingDispatcher(),
        )

    def hears(
        self, action: type[GoalAction], text: str = "", *, intent: str = "", **entities: str | list[str]
    ) -> Answer:
        """Lets an action answer a message.

        Args:
            action: The action that the rules choose.
            text: What the visitor writes.
            intent: What the classifier makes of it.
            entities: Values found, by kind; "office-coffee@for the office" says at which words.
        """
        turn = self.turn(text, intent=intent, **entities)
        notice(turn)
        action().act(turn)
        self.memory, self.open_question = turn.memory, turn.leaves_open
        return Answer(turn.dispatcher.messages, turn.leaves_open)


def discovering(side: str) -> Conversation:
    """A conversation in which a purpose was told, and this side of the need is asked for."""
    memory = Memory(details=[Detail("purpose", "a machine for us two")], asked=["purpose", side])
    return Conversation(memory=memory, open_question="discovery")
