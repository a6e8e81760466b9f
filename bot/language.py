"""Which language a message is in, and which language the conversation is in.

Danish and Norwegian bokmål cannot be told apart in many short messages ("hej", "ok, tak"). So a
message only adds evidence: the conversation starts in the language of the page, every message
shifts the balance, older evidence fades, and a visitor's own choice settles it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

LANGUAGES = ("da", "nb", "en")
# The page's language counts almost as much as one clear message. Three tenths of the evidence fade per
# message, one message says at most `LEAST` against a language, and no language is ever out of reach.
PAGE_WEIGHT = 4.0
FADE = 0.7
LEAST = -5.0
FLOOR = -6.0
FULL_WEIGHT_WORDS = 3

Evidence = dict[str, float]


def weigh(before: Evidence | None, message: Evidence, *, page_language: str) -> Evidence:
    """Adds one message's log-probabilities to the evidence so far.

    Args:
        before: Evidence up to the last message, None at the first.
        message: Natural-log probability of each language for this message.
        page_language: The language the conversation was opened in.

    Returns:
        The new evidence per language; the highest one is the conversation's language.
    """
    if before is None:
        before = {language: PAGE_WEIGHT if language == page_language else 0.0 for language in LANGUAGES}
    highest = max(message.values())
    return {
        language: round(
            FADE * max(before.get(language, 0.0), FLOOR) + max(message.get(language, LEAST) - highest, LEAST),
            4,
        )
        for language in LANGUAGES
    }


def new_model() -> Pipeline:
    """An untrained identifier: character n-grams within words, and whole words."""
    return make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2, lowercase=True),
        LogisticRegression(C=30.0, max_iter=300),
    )


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets `language` (of the conversation), `message_language` and `language_evidence` on a message.

    Trained on the training messages themselves, whose language stands in their metadata.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, model: Pipeline | None = None) -> None:
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
            return cls(model_storage, resource, joblib.load(Path(directory) / "language.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        labelled = [
            (example.get("text"), language)
            for example in training_data.intent_examples
            if (language := language_of_example(example))
        ]
        texts, languages = zip(*labelled, strict=True)
        self._model = new_model().fit(texts, languages)
        with self._storage.write_to(self._resource) as directory:
            joblib.dump(self._model, Path(directory) / "language.joblib", compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        for message in messages:
            metadata = message.get("metadata") or {}
            current = metadata.get("language") or tracker.get_slot("language") or "en"
            scores = self.scores(message.get("text") or "")
            # A word or two ("svinga", "ja") may be anybody's: they weigh less than a sentence.
            weight = min(1.0, len((message.get("text") or "").split()) / FULL_WEIGHT_WORDS)
            evidence = weigh(
                tracker.get_slot("language_evidence"),
                {language: weight * score for language, score in scores.items()},
                page_language=current,
            )
            message.set("message_language", max(scores, key=scores.__getitem__))
            message.set("language_evidence", evidence)
            fixed = bool(metadata.get("language_fixed"))
            message.set("language", current if fixed else max(evidence, key=evidence.__getitem__))
        return messages

    def scores(self, text: str) -> Evidence:
        """Natural-log probability of each language for one message."""
        assert self._model is not None, "the language identifier is not trained"
        if not any(character.isalpha() for character in text):
            return dict.fromkeys(LANGUAGES, float(-np.log(len(LANGUAGES))))
        logs = self._model.predict_log_proba([text])[0]
        return {str(name): float(log) for name, log in zip(self._model.classes_, logs, strict=True)}


def language_of_example(example: Message) -> str | None:
    """The language an author stated for a training example (`metadata: {language: da}`)."""
    metadata = example.get("metadata") or {}
    language: str | None = (metadata.get("intent") or metadata).get("language")
    return language
