"""Tells the languages apart, and adds the evidence up over a conversation.

Danish and Norwegian bokmål cannot be told apart in many short messages ("hej", "ok, tak"). So a
message only adds evidence: the conversation starts in the language of the page, every message
shifts the balance, and older evidence fades.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack

from bot.intents import features
from bot.intents.calibration import fit_temperature, log_probabilities
from bot.intents.features import Block, learn_block, matrix
from bot.intents.training import fit_machine

LANGUAGES = ("da", "nb", "en")
# The page's language counts almost as much as one clear message. Three tenths of the evidence fade per
# message, one message says at most `LEAST` against a language, and no language is ever out of reach.
PAGE_WEIGHT = 4.0
FADE = 0.7
LEAST = -5.0
FLOOR = -6.0
FULL_WEIGHT_WORDS = 3
REGULARISATION = 0.3

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


@dataclass(frozen=True)
class LanguageModel:
    """Tells the languages apart by words, pairs of words and letters in a row."""

    languages: tuple[str, ...]
    blocks: tuple[Block, Block]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    temperature: float

    @classmethod
    def train(cls, texts: Sequence[str], languages: Sequence[str]) -> LanguageModel:
        """Learns from messages and their languages; half of them calibrate it."""
        names, truth = np.unique(languages, return_inverse=True)
        found = [_features(text) for text in texts]
        blocks = (
            learn_block([words for words, _ in found], weight=1.0, rarest=2),
            learn_block([letters for _, letters in found], weight=1.0, rarest=2),
        )
        rows = hstack(
            [matrix(block, each) for block, each in zip(blocks, zip(*found, strict=True), strict=True)]
        )
        rows = rows.tocsr().astype(np.float64)
        apart = np.arange(len(truth)) % 2 == 0
        partly, partly_bias = fit_machine(rows, truth, ~apart, regularisation=REGULARISATION)
        temperature = fit_temperature(rows[apart] @ partly + partly_bias, truth[apart])
        weights, bias = fit_machine(rows, truth, np.ones(len(truth), bool), regularisation=REGULARISATION)
        return cls(tuple(map(str, names)), blocks, weights.astype(np.float32), bias, temperature)

    def scores(self, text: str) -> Evidence:
        """Natural-log probability of each language for one message."""
        if not any(character.isalpha() for character in text):
            return dict.fromkeys(self.languages, float(-np.log(len(self.languages))))
        margins, offset = self.bias.copy(), 0
        for block, found in zip(self.blocks, _features(text), strict=True):
            columns, values = block.row(found)
            margins += values @ self.weights[columns + offset]
            offset += len(block.columns)
        logs = log_probabilities(margins[None], self.temperature)[0]
        return {name: float(log) for name, log in zip(self.languages, logs, strict=True)}


def _features(text: str) -> tuple[list[str], list[str]]:
    """Words and letters as they are written: æ against ä and å against aa tell languages apart."""
    lowered = text.lower()
    return features.words(lowered), features.letters(lowered)


def evidence_of(text: str, scores: Evidence) -> Evidence:
    """What a message says of the language: a word or two ("svinga", "ja") may be anybody's."""
    weight = min(1.0, len(text.split()) / FULL_WEIGHT_WORDS)
    return {language: weight * score for language, score in scores.items()}
