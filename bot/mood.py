"""How a message sounds, as the entity `mood`: Rasa hands entities to the rules.

What it learns from is written in `data/mood/<language>.yml`; the model is `bot.mood_model`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import model_file
from bot.mood_model import MoodModel, read_examples, train_mood


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class MoodClassifier(GraphComponent):
    """Adds the entity `mood` to every message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"data": "data/mood"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Other examples make another model, although they are not among Rasa's training data."""
        directory = Path(config.get("data") or cls.get_default_config()["data"])
        digest = hashlib.sha256()
        for path in sorted(directory.glob("*.yml")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: MoodModel | None = None,
    ) -> None:
        self._config = config
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
    ) -> MoodClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MoodClassifier:
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, model_file.load(Path(directory) / "mood.pickle.gz"))

    def train(self, training_data: TrainingData) -> Resource:
        texts, moods = zip(*read_examples(Path(self._config["data"])), strict=True)
        self._model = train_mood(list(texts), list(moods))
        with self._storage.write_to(self._resource) as directory:
            model_file.save(self._model, Path(directory) / "mood.pickle.gz")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._model is not None, "the mood classifier is not trained"
        for message in messages:
            mood, confidence = self._model.read(message.get("text") or "")
            heard = {
                "entity": "mood",
                "value": mood,
                "confidence_entity": confidence,
                "start": 0,
                "end": 0,
                "extractor": "MoodClassifier",
            }
            message.set("entities", [*(message.get("entities") or []), heard], add_to_output=True)
        return messages
