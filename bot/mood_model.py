"""The model that tells how a message sounds: calm, annoyed, angry or happy.

A dialogue escalates earlier when somebody is angry, so a wrong "angry" costs more than a missed one:
it is said only when it is clearly likelier than everything else together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.linear_model import LogisticRegression

from bot.catalog import fold
from bot.intents.features import Block, learn_block, letters, matrix, words
from bot.intents.model import Weights

MOODS = ("calm", "annoyed", "angry", "happy")
CALM, ANGRY = "calm", "angry"
ANGRY_FROM = 0.6
# What is no likelier than this was guessed from next to nothing, and next to nothing is calm.
HEARD_FROM = 0.35
# A sign beside words that add up to a length of one.
SIGNS_WEIGHT = 0.5

_WORD = re.compile(r"[^\W\d_]+")
# Addresses and numbers sound like nothing.
_TONELESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b[A-Za-z]{1,3}-?\d{3,}\b|#?\+?\d[\d ./-]{2,}")
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
        if shares[first] < HEARD_FROM:
            best = self.moods.index(CALM)
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
    text = _TONELESS.sub(" ", text)
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
