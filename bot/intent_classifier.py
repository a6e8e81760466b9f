"""What the visitor means: words and character n-grams, a linear model, honest confidences.

Measured on the kind of text this product sees, a linear support vector machine over TF-IDF beats
Rasa's neural classifier in accuracy, training time, speed and memory at once. Its margins are not
probabilities; a temperature fitted on margins from cross-validation makes them so, and a
dialogue that must know when to ask back lives from that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bot.wordforms import normalise

RANKED = 10
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class IntentModel:
    """A trained classifier: features, one margin per intent, and the temperature for confidences."""

    features: FeatureUnion
    margins: LinearSVC
    temperature: float

    def known_words(self, text: str) -> float:
        """Share of a message's words that stand in the training messages; 1 for a message without words."""
        vocabulary = dict(self.features.transformer_list)["words"].vocabulary_
        words = [word for word in _WORD.findall(normalise(text)) if not word.isdigit()]
        return sum(word in vocabulary for word in words) / len(words) if words else 1.0

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Intents with their probabilities, most probable first."""
        log = log_probabilities(
            _margins(self.margins, self.features.transform([normalise(text)])), self.temperature
        )[0]
        order = np.argsort(-log)
        return [(str(self.margins.classes_[index]), float(np.exp(log[index]))) for index in order]


def train_model(
    texts: list[str], intents: list[str], *, regularisation: float = 0.6, folds: int = 3
) -> IntentModel:
    """Fits the classifier, and its temperature on margins of messages held out in turn.

    Args:
        texts: Training messages.
        intents: Their labels, one each.
        regularisation: C of the support vector machine.
        folds: Parts of the cross-validation behind the temperature.

    Returns:
        The trained model.
    """
    labels = np.asarray(intents)
    features = _features()
    matrix = features.fit_transform([normalise(text) for text in texts])
    held_out = np.zeros((len(texts), len(set(intents))))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=7).split(matrix, labels):
        fold = LinearSVC(C=regularisation).fit(matrix[train], labels[train])
        held_out[test] = _margins(fold, matrix[test])
    model = LinearSVC(C=regularisation).fit(matrix, labels)
    return IntentModel(features, model, fit_temperature(held_out, np.searchsorted(model.classes_, labels)))


def fit_temperature(margins: NDArray[np.float64], truth: NDArray[np.int_]) -> float:
    """The temperature under which held-out labels are most probable (Guo et al. 2017).

    Args:
        margins: One row per message, one column per intent.
        truth: Column of the right intent, per row.
    """

    def loss(log_temperature: float) -> float:
        log = log_probabilities(margins, float(np.exp(log_temperature)))
        return float(-log[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 3.0), method="bounded").x))


def log_probabilities(margins: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Softmax of margins over a temperature, in logarithms, row by row."""
    scaled = margins / temperature
    result: NDArray[np.float64] = scaled - logsumexp(scaled, axis=1, keepdims=True)
    return result


def _margins(model: LinearSVC, matrix: Any) -> NDArray[np.float64]:
    values: NDArray[np.float64] = model.decision_function(matrix)
    return np.column_stack([-values, values]) if values.ndim == 1 else values


def _features() -> FeatureUnion:
    return FeatureUnion(
        [
            (
                "words",
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[^\w\s]"),
            ),
            (
                "characters",
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
            ),
        ]
    )


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking`; confidences add up to one over all intents."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"regularisation": 0.6, "folds": 3}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
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
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, joblib.load(Path(directory) / "intents.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        examples = training_data.intent_examples
        self._model = train_model(
            [example.get("text") for example in examples],
            [example.get("intent") for example in examples],
            regularisation=self._config["regularisation"],
            folds=self._config["folds"],
        )
        with self._storage.write_to(self._resource) as directory:
            joblib.dump(self._model, Path(directory) / "intents.joblib", compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._model is not None, "the intent classifier is not trained"
        for message in messages:
            ranking = [
                {"name": name, "confidence": confidence}
                for name, confidence in self._model.rank(message.get("text") or "")[:RANKED]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("known_words", self._model.known_words(message.get("text") or ""))
        return messages
