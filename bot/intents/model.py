"""The trained classifier: margins of a linear model, made into confidences and a way to say "not mine"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.concepts import ConceptMatcher, Knowledge
from bot.concepts.entries import tokens
from bot.intents import features
from bot.intents.calibration import log_probabilities
from bot.intents.features import Block
from bot.intents.greeting import GREET, after_greeting, says_more
from bot.intents.groups import group_first
from bot.intents.rejection import OUT_OF_SCOPE, Rejection, signs_of
from bot.intents.senses import senses
from bot.wordforms import normalise


class Encoder(Protocol):
    """Makes vectors of messages; see `bot.intents.encoder`."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text."""


@dataclass(frozen=True)
class Understood:
    """What the classifier makes of a message.

    Attributes:
        ranking: Intents with their probabilities, most probable first; complaints before all others
            where a complaint is likely, after them where it is not.
        rejected: Whether the message is most likely out of scope: the best intent says so, or nothing
            that is known pulls hard enough.
        known_words: Share of the words that stand in the training messages; 1 without words.
    """

    ranking: list[tuple[str, float]]
    rejected: bool
    known_words: float


class Reader:
    """Reads messages for features; the same for training and for use."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._concepts = ConceptMatcher(knowledge.concepts)
        self._senses = ConceptMatcher(knowledge.senses)

    def read(self, text: str) -> dict[str, list[str]]:
        """The features of a message by block."""
        normal, words = normalise(text), tokens(text)
        return {
            "words": features.words(normal),
            "senses": senses(words, self._senses.find_in(words)),
            "letters": features.letters(normal),
            "concepts": [match.concept for match in self._concepts.find_in(words)],
        }


@dataclass(frozen=True)
class Weights:
    """A linear model's weights, a byte each: `bytes[f] * scale[f]` is the row of feature f."""

    bytes: NDArray[np.int8]
    scale: NDArray[np.float32]

    @classmethod
    def from_full(cls, full: NDArray[np.float64]) -> Weights:
        """Rounds weights of shape (features, intents)."""
        scale = np.abs(full).max(axis=1) / 127
        rounded = np.round(full / np.where(scale > 0, scale, 1)[:, None])
        return cls(rounded.astype(np.int8), scale.astype(np.float32))

    def times(self, columns: NDArray[np.int_], values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The product with one sparse row."""
        product: NDArray[np.float32] = (values * self.scale[columns]) @ self.bytes[columns].astype(np.float32)
        return product


@dataclass(frozen=True)
class IntentModel:
    """A trained classifier.

    Attributes:
        intents: The labels, in the order of the columns.
        blocks: Features by kind, and their weights, one set per kind.
        dense: Weights of an encoder's dimensions, shape (dimensions, intents), if one was used.
    """

    intents: tuple[str, ...]
    knowledge: Knowledge
    blocks: dict[str, Block]
    weights: dict[str, Weights]
    bias: NDArray[np.float64]
    dense: NDArray[np.float32] | None
    temperature: float
    rejection: Rejection

    def understand(self, text: str, reader: Reader, encoder: Encoder | None = None) -> Understood:
        """Ranks the intents of one message; a greeting is passed over where more is said after it."""
        whole = self._understand(text, reader, encoder)
        if whole.ranking[0][0] == GREET and (rest := after_greeting(text)):
            more = self._understand(rest, reader, encoder)
            return more if says_more(more.ranking) else whole
        return whole

    def _understand(self, text: str, reader: Reader, encoder: Encoder | None) -> Understood:
        found = reader.read(text)
        margins = self.bias.copy()
        for kind, block in self.blocks.items():
            margins += self.weights[kind].times(*block.row(found[kind]))
        if self.dense is not None:
            assert encoder is not None, "the model was trained with an encoder"
            margins += encoder.encode([text])[0] @ self.dense
        known = share_known(found["words"], self.blocks["words"].columns.__contains__)
        signs = signs_of(margins[None], self.temperature, np.array([known]), self.foreign)
        likelihood = np.exp(log_probabilities(margins[None], self.temperature)[0])
        order = np.argsort(-likelihood)
        ranking = group_first([(self.intents[index], float(likelihood[index])) for index in order])
        beyond = bool(self.rejection.score(signs)[0] > self.rejection.threshold)
        return Understood(ranking, beyond or ranking[0][0] == OUT_OF_SCOPE, known)

    @property
    def foreign(self) -> int | None:
        """Column of the label for what is out of scope."""
        return self.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.intents else None


def share_known(words: Iterable[str], known: Callable[[str], bool]) -> float:
    """Share of a message's words that are known; signs, digits and pairs of words do not count."""
    proper = [word for word in words if word.isalpha()]
    return sum(map(known, proper)) / len(proper) if proper else 1.0
