"""Trains the bot's own classifier on some messages and judges it on others."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot import model_file
from bot.concepts import Knowledge
from bot.intents.folds import fold_of, near_duplicates
from bot.intents.model import Encoder, Reader
from bot.intents.training import train_model
from bot.wordforms import normalise
from evaluation.messages import Labelled
from evaluation.metrics import Judged

# Labels that others use for the same thing.
FOREIGN = {"oos": "out_of_scope", "out-of-scope": "out_of_scope", "ood": "out_of_scope"}
FOLDS = 5


@dataclass(frozen=True)
class Outcome:
    """What was judged, and what it took: seconds to train, ms per message, bytes of the model on disk."""

    judged: list[Judged]
    training: int
    seconds: float
    milliseconds: float
    size: int


def measure(
    train: Sequence[Labelled],
    test: Sequence[Labelled],
    *,
    knowledge: Knowledge,
    encoder: Encoder | None = None,
) -> Outcome:
    """Trains on some messages and judges the others, one after the other as in a conversation."""
    begun = time.perf_counter()
    model = train_model(
        [each.text for each in train], [_label(each) for each in train], knowledge=knowledge, encoder=encoder
    )
    trained = time.perf_counter()
    reader = Reader(model.knowledge)
    understood = [model.understand(each.text, reader, encoder) for each in test]
    done = time.perf_counter()
    judged = [
        Judged(each.text, _label(each), *found.ranking[0], found.rejected, each.language)
        for each, found in zip(test, understood, strict=True)
    ]
    file = io.BytesIO()
    model_file.save(model, file)
    return Outcome(
        judged, len(train), trained - begun, 1000 * (done - trained) / len(test), file.getbuffer().nbytes
    )


def cross_validate(
    messages: Sequence[Labelled], *, knowledge: Knowledge, encoder: Encoder | None = None
) -> Outcome:
    """Judges every message by a classifier that saw neither it nor its near-duplicates."""
    _, truth = np.unique([_label(each) for each in messages], return_inverse=True)
    folds = fold_of(truth, near_duplicates([normalise(each.text) for each in messages]), FOLDS)
    outcomes = [
        measure(
            [each for each, its in zip(messages, folds, strict=True) if its != fold],
            [each for each, its in zip(messages, folds, strict=True) if its == fold],
            knowledge=knowledge,
            encoder=encoder,
        )
        for fold in range(FOLDS)
    ]
    return Outcome(
        [each for outcome in outcomes for each in outcome.judged],
        max(outcome.training for outcome in outcomes),
        float(np.mean([outcome.seconds for outcome in outcomes])),
        float(np.mean([outcome.milliseconds for outcome in outcomes])),
        max(outcome.size for outcome in outcomes),
    )


def _label(message: Labelled) -> str:
    return FOREIGN.get(message.label, message.label)
