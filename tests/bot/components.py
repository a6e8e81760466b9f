"""What Rasa hands to a component, made by hand: storage for a model, messages, examples, a tracker."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

CONTEXT = ExecutionContext(GraphSchema({}))
DOMAIN = Domain.load(str(Path(__file__).parents[2] / "domain.yml"))


class Storage:
    """A place on disk for one component's model, and what its `create` and `load` are called with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.model_storage = LocalModelStorage(folder)
        self.resource = Resource("component")

    def arguments(self, config: dict[str, Any] | None = None) -> tuple[Any, ...]:
        """Configuration, storage, resource and context, in Rasa's order."""
        return (config or {}, self.model_storage, self.resource, CONTEXT)


def examples(labelled: Iterable[tuple[str, str, str]]) -> TrainingData:
    """Training data from intent, language and text."""
    return TrainingData(
        [
            Message(data={"text": text, "intent": intent, "metadata": {"intent": {"language": language}}})
            for intent, language, text in labelled
        ]
    )


def message(text: str, **data: Any) -> Message:
    """A visitor's message on its way through the pipeline."""
    return Message(data={"text": text, **data})


def tracker(**slots: Any) -> DialogueStateTracker:
    """A conversation in which these slots are set."""
    made = DialogueStateTracker("conversation", DOMAIN.slots)
    for name, value in slots.items():
        made.update(SlotSet(name, value))
    return made
