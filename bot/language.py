"""Which language a message is in, and which language the conversation is in.

How it is told is in `bot.language_model`; here it meets the page's language, what the conversation showed so
far, and the visitor's own choice, which settles it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import model_file
from bot.language_model import Evidence, LanguageModel, evidence_of, weigh


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets `language` (of the conversation), `message_language` and `language_evidence` on a message.

    Trained on the training messages themselves, whose language stands in their metadata.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, model: LanguageModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        with model_storage.read_from(resource) as directory:
            return cls(model_storage, resource, model_file.load(Path(directory) / "language.pickle.gz"))

    def train(self, training_data: TrainingData) -> Resource:
        labelled = [
            (example.get("text"), language)
            for example in training_data.intent_examples
            if (language := language_of_example(example))
        ]
        texts, languages = zip(*labelled, strict=True)
        self._model = LanguageModel.train(texts, languages)
        with self._storage.write_to(self._resource) as directory:
            model_file.save(self._model, Path(directory) / "language.pickle.gz")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        for message in messages:
            metadata = message.get("metadata") or {}
            current = metadata.get("language") or tracker.get_slot("language") or "en"
            text = message.get("text") or ""
            scores = self.scores(text)
            evidence = weigh(
                tracker.get_slot("language_evidence"), evidence_of(text, scores), page_language=current
            )
            message.set("message_language", max(scores, key=scores.__getitem__))
            message.set("language_evidence", evidence)
            fixed = bool(metadata.get("language_fixed"))
            message.set("language", current if fixed else max(evidence, key=evidence.__getitem__))
        return messages

    def scores(self, text: str) -> Evidence:
        """Natural-log probability of each language for one message."""
        assert self._model is not None, "the language identifier is not trained"
        return self._model.scores(text)


def language_of_example(example: Message) -> str | None:
    """The language an author stated for a training example (`metadata: {language: da}`)."""
    metadata = example.get("metadata") or {}
    language: str | None = (metadata.get("intent") or metadata).get("language")
    return language
