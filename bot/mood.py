"""How a message sounds: calm, annoyed, angry or happy.

A dialogue escalates earlier when somebody is angry, so a wrong "angry" costs more than a missed one:
it is said only when it is clearly likelier than everything else together. What it learns from is written in
`data/mood/<language>.yml`; the dialogue gets the mood as an entity, since Rasa hands entities to the rules.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import yaml
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import hstack
from sklearn.linear_model import LogisticRegression

from bot.catalog import fold
from bot.intents.features import Block, learn_block, letters, matrix, words
from bot.intents.model import Weights

MOODS = ("calm", "annoyed", "angry", "happy")
ANGRY = "angry"
ANGRY_FROM = 0.6
# A sign beside words that add up to a length of one.
SIGNS_WEIGHT = 0.5

_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = {
    "exclamations": re.compile(r"!{2,}|!\s*$"),
    "many_exclamations": re.compile(r"!{3,}"),
    "asks_loudly": re.compile(r"\?{2,}|!\?|\?!"),
    "trails_off": re.compile(r"\.{3}|…"),
    "drawn_out": re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE),
    "masked_swearing": re.compile(r"\w?[#*@%$]{2,}\w?"),
    "smiles": re.compile(r"[😀-😍😘🙂🤗🥰🤩👍❤🎉🙏😋💛💚]|[:=]-?[)D]|<3"),
    "frowns": re.compile(r"[😒🙄😑👎🤦😞😔]|[:=]-?[(/]"),
    "rages": re.compile(r"[😠-😤🤬💩🖕]"),
}


@dataclass(frozen=True)
class MoodModel:
    """A trained classifier of moods: a linear model over blocks of features.

    Attributes:
        moods: The labels, in the order of the columns.
        blocks: Features by kind, and their weights, one set per kind.
        bias: One number per mood.
    """

    moods: tuple[str, ...]
    blocks: dict[str, Block]
    weights: dict[str, Weights]
    bias: NDArray[np.float64]

    def read(self, text: str) -> tuple[str, float]:
        """The mood of a message and its probability.

        Args:
            text: A message as it was typed; its capitals and signs count.
        """
        margins = self.bias.copy()
        found = features_of(text)
        for kind, block in self.blocks.items():
            margins += self.weights[kind].times(*block.row(found[kind]))
        shares = np.exp(margins - margins.max())
        shares /= shares.sum()
        first, second = np.argsort(-shares)[:2]
        unsure_of_anger = self.moods[first] == ANGRY and shares[first] < ANGRY_FROM
        best = second if unsure_of_anger else first
        return self.moods[best], float(shares[best])


def train_mood(texts: Sequence[str], moods: Sequence[str], *, regularisation: float = 8.0) -> MoodModel:
    """Fits the classifier.

    Args:
        texts: Messages of all languages.
        moods: Their labels, one each.
        regularisation: C of the logistic regression.
    """
    found = [features_of(text) for text in texts]
    weight = {"words": 1.0, "letters": 1.0, "signs": SIGNS_WEIGHT}
    blocks = {
        kind: learn_block([each[kind] for each in found], weight=weight[kind], fixed=kind == "signs")
        for kind in weight
    }
    rows = hstack([matrix(block, [each[kind] for each in found]) for kind, block in blocks.items()])
    model = LogisticRegression(C=regularisation, class_weight="balanced", solver="newton-cg", tol=1e-3).fit(
        rows, moods
    )
    ends = np.cumsum([len(block.columns) for block in blocks.values()])[:-1]
    parts = np.split(model.coef_.T, ends)
    weights = {kind: Weights.from_full(part) for kind, part in zip(blocks, parts, strict=True)}
    return MoodModel(tuple(map(str, model.classes_)), blocks, weights, model.intercept_)


def features_of(text: str) -> dict[str, list[str]]:
    """The features of a message by block."""
    folded = fold(text)
    return {"words": words(folded), "letters": letters(folded), "signs": signs(text)}


def signs(text: str) -> list[str]:
    """What a message shows beside its words: shouting, signs of exclamation, faces."""
    found = [name for name, pattern in _SIGNS.items() if pattern.search(text)]
    written = [word for word in _WORD.findall(text) if len(word) > 2]
    shouted = sum(word.isupper() for word in written)
    if shouted >= 2:
        found.append("shouts" if shouted > len(written) / 2 else "raises_the_voice")
    return found


def read_examples(directory: Path) -> list[tuple[str, str]]:
    """Messages and their moods, of all languages in a directory.

    Raises:
        ValueError: A file names a mood that there is not, or no file is there.
    """
    examples: list[tuple[str, str]] = []
    for path in sorted(directory.glob("*.yml")):
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        if unknown := given.keys() - set(MOODS):
            raise ValueError(
                f"{path}: unknown mood {', '.join(sorted(unknown))}; there are {', '.join(MOODS)}"
            )
        examples += [(str(text), mood) for mood, texts in given.items() for text in texts]
    if not examples:
        raise ValueError(f"{directory}: no messages to learn moods from")
    return examples


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
            return cls(config, model_storage, resource, joblib.load(Path(directory) / "mood.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        texts, moods = zip(*read_examples(Path(self._config["data"])), strict=True)
        self._model = train_mood(list(texts), list(moods))
        with self._storage.write_to(self._resource) as directory:
            joblib.dump(self._model, Path(directory) / "mood.joblib", compress=3)
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
