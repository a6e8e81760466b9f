"""Brings what the api knows into the turn, before the rules are asked.

Two things are decided per message and needed by rules and responses alike: the language of the
conversation, and whether the question the bot left open still stands (not after a person had the
conversation meanwhile). Rasa fills slots from entities at the start of every turn, inside its own
process, so this component hands both over as entities; the channel leaves them out of its answer.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

CONTEXT_ENTITIES = frozenset({"language", "language_evidence", "open_question", "epoch"})
NOTHING_OPEN = "none"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class ConversationContext(GraphComponent):
    """Adds `language`, `language_evidence`, `epoch` and, when it has lapsed, `open_question`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConversationContext:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        for message in messages:
            metadata = message.get("metadata") or {}
            entities = list(message.get("entities") or [])
            language = message.get("language") or metadata.get("language")
            if language:
                entities.append(_context("language", language))
            if evidence := message.get("language_evidence"):
                entities.append(_context("language_evidence", evidence))
            epoch = metadata.get("epoch", 0)
            if _lapsed(tracker, epoch):
                entities.append(_context("open_question", NOTHING_OPEN))
            entities.append(_context("epoch", epoch))
            message.set("entities", entities, add_to_output=True)
        return messages


def _lapsed(tracker: DialogueStateTracker, epoch: int) -> bool:
    """True when a person had the conversation since the bot last spoke."""
    before = tracker.get_slot("epoch")
    return before is not None and before != epoch


def _context(entity: str, value: Any) -> dict[str, Any]:
    return {"entity": entity, "value": value, "start": 0, "end": 0, "extractor": "ConversationContext"}
