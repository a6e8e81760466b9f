"""A few labelled messages, and an encoder so small that it needs no download."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

EXAMPLES = {
    "greet": ["hej", "hejsa", "goddag", "hello there", "hi", "godmorgen", "hallo", "hei hei"],
    "ask_price": [
        "hvad koster den", "hvad er prisen", "what does it cost", "how much is it", "hva koster kverna",
        "prisen på maskinen", "what is the price", "hvor meget koster det",
    ],
    "complain_delivery": [
        "min pakke er ikke kommet", "the parcel never came", "pakken min er borte", "hvor bliver min pakke af",
        "my parcel is late", "pakken er forsinket", "still no parcel", "jeg venter stadig på pakken",
    ],
}  # fmt: skip
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
INTENTS = [intent for intent, texts in EXAMPLES.items() for _ in texts]


class WordEncoder:
    """Counts words by their first letters; the same shape as a sentence encoder."""

    SIZE = 16

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text."""
        rows = np.zeros((len(texts), self.SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[ord(word[0]) % self.SIZE] += 1
        unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
        return unit
