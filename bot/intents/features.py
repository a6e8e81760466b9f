"""What the classifier sees of a message: n-grams of words and of letters, senses and concepts.

Each kind is a block of its own, weighed by rarity, and brought to one length before the blocks are
joined. Rare n-grams are kept: held out, messages whose only tie to the training is an idiom seen once are
won by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_TOKEN = re.compile(r"\w+|[^\w\s]")
LETTERS = range(3, 5)


def words(text: str) -> list[str]:
    """Words and signs, and each two in a row."""
    units = _TOKEN.findall(text)
    return units + [f"{first} {second}" for first, second in pairwise(units)]


def letters(text: str) -> list[str]:
    """Three and four letters in a row, within words; a blank stands for a word's edge."""
    return [gram for chunk in text.split() for gram in _letters_of(chunk)]


@lru_cache(maxsize=50_000)
def _letters_of(chunk: str) -> tuple[str, ...]:
    padded = f" {chunk} "
    return tuple(
        padded[start : start + length] for length in LETTERS for start in range(len(padded) - length + 1)
    )


@dataclass(frozen=True)
class Block:
    """One kind of features, learnt from messages.

    Attributes:
        columns: Column of each feature, from 0.
        rarity: Inverse document frequency by column.
        weight: The length of a message's row, or the typical length where `fixed` says so.
        fixed: Whether all rows are divided by the same number, so that more found means more said.
    """

    columns: dict[str, int]
    rarity: NDArray[np.float32]
    weight: float
    fixed: bool = False

    def row(self, found: Iterable[str]) -> tuple[NDArray[np.int_], NDArray[np.float32]]:
        """Columns and values of one message."""
        counts = Counter(found)
        known = [
            (column, count)
            for each, count in counts.items()
            if (column := self.columns.get(each)) is not None
        ]
        if not known:
            return np.zeros(0, int), np.zeros(0, np.float32)
        columns = np.array([column for column, _ in known])
        values = (1.0 + np.log([count for _, count in known])) * self.rarity[columns]
        scale = self.weight if self.fixed else self.weight / np.sqrt(values @ values)
        return columns, (values * scale).astype(np.float32)


def learn_block(
    messages: Sequence[Iterable[str]], *, weight: float, rarest: int = 1, fixed: bool = False
) -> Block:
    """The features of a block that stand in at least `rarest` messages."""
    seen = Counter(feature for message in messages for feature in set(message))
    columns = {feature: column for column, feature in enumerate(f for f, n in seen.items() if n >= rarest)}
    counts = np.array([seen[feature] for feature in columns], np.float32)
    rarity = (np.log((1 + len(messages)) / (1 + counts)) + 1).astype(np.float32)
    if fixed and len(counts):
        weight /= float(np.sqrt((counts * rarity**2).sum() / len(messages)))
    return Block(columns, rarity, weight, fixed)


def matrix(block: Block, messages: Sequence[Iterable[str]]) -> csr_matrix:
    """The rows of many messages, shape (messages, columns of the block)."""
    rows = [block.row(message) for message in messages]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    return csr_matrix(
        (
            np.concatenate([values for _, values in rows]),
            np.concatenate([columns for columns, _ in rows]),
            ends,
        ),
        shape=(len(rows), len(block.columns)),
    )
