"""Trains the intent model: features, a linear support vector machine, confidences, the way to reject."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from bot.concepts import Knowledge
from bot.intents.calibration import fit_temperature
from bot.intents.features import learn_block, matrix
from bot.intents.folds import fold_of, near_duplicates
from bot.intents.model import Encoder, IntentModel, Reader, Weights, share_known
from bot.intents.rejection import OUT_OF_SCOPE, fit_rejection, signs_of
from bot.wordforms import normalise

TOLERANCE = 0.1


@dataclass(frozen=True)
class Settings:
    """How to train; the defaults were chosen on the project's messages, BANKING77 and CLINC150.

    Attributes:
        regularisation: C of the support vector machine.
        folds: One of so many parts is held apart to learn the confidences and the rejection on.
        senses, concepts, dense: Weight of the senses, of the concepts and of an encoder, words being 1.
    """

    regularisation: float = 0.3
    folds: int = 2
    senses: float = 1.0
    concepts: float = 0.3
    dense: float = 1.0


def train_model(
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    knowledge: Knowledge | None = None,
    encoder: Encoder | None = None,
    settings: Settings | None = None,
) -> IntentModel:
    """Fits the classifier; another one, on fewer messages, shows on the rest how far to believe it.

    Args:
        texts: Training messages.
        intents: Their labels, one each.
        knowledge: Concepts and senses to read the messages for.
        encoder: Sentence vectors as more features.
    """
    chosen, knowledge = settings or Settings(), knowledge or Knowledge()
    names, truth = np.unique(np.asarray(intents), return_inverse=True)
    reader = Reader(knowledge)
    found = [reader.read(text) for text in texts]
    blocks = {
        "words": learn_block([each["words"] for each in found], weight=1.0),
        "senses": learn_block([each["senses"] for each in found], weight=chosen.senses, rarest=2, fixed=True),
        "letters": learn_block([each["letters"] for each in found], weight=1.0, rarest=2),
        "concepts": learn_block(
            [each["concepts"] for each in found], weight=chosen.concepts, rarest=2, fixed=True
        ),
    }
    parts = [matrix(block, [each[kind] for each in found]) for kind, block in blocks.items()]
    if encoder is not None:
        parts.append(csr_matrix(encoder.encode(texts) * chosen.dense))
    rows = hstack(parts, format="csr", dtype=np.float64)

    apart = _held_apart(texts, truth, chosen.folds)
    with ThreadPoolExecutor() as pool:
        fit = partial(fit_machine, rows, truth, regularisation=chosen.regularisation)
        (weights, bias), (partly, partly_bias) = pool.map(fit, [np.ones(len(texts), bool), ~apart])
    margins = rows[apart] @ partly + partly_bias
    temperature = fit_temperature(margins, truth[apart])

    outside = np.flatnonzero(names == OUT_OF_SCOPE)
    foreign = int(outside[0]) if len(outside) else None
    known = _known_elsewhere([each["words"] for each in found], apart)
    signs = signs_of(margins, temperature, known, foreign)
    ends = np.cumsum([len(block.columns) for block in blocks.values()])
    by_kind = np.split(weights, ends)
    return IntentModel(
        intents=tuple(map(str, names)),
        knowledge=knowledge,
        blocks=blocks,
        weights={kind: Weights.from_full(part) for kind, part in zip(blocks, by_kind, strict=False)},
        bias=bias,
        dense=(by_kind[-1] * chosen.dense).astype(np.float32) if encoder is not None else None,
        temperature=temperature,
        rejection=fit_rejection(signs, truth[apart] == foreign),
    )


def _held_apart(texts: Sequence[str], truth: NDArray[np.int_], folds: int) -> NDArray[np.bool_]:
    """Which messages to learn the confidences on: one fold, without labels that stand nowhere else."""
    apart = fold_of(truth, near_duplicates([normalise(text) for text in texts]), folds) == 0
    elsewhere = np.bincount(truth[~apart], minlength=int(truth.max()) + 1)
    return apart & (elsewhere[truth] > 0)


def fit_machine(
    rows: csr_matrix, truth: NDArray[np.int_], chosen: NDArray[np.bool_], *, regularisation: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of shape (features, intents) and bias of a machine that saw the chosen rows."""
    machine = LinearSVC(C=regularisation, class_weight="balanced", tol=TOLERANCE, random_state=7)
    machine.fit(rows[chosen], truth[chosen])
    if len(machine.classes_) == 2:
        return np.vstack([-machine.coef_, machine.coef_]).T, np.array([-1.0, 1.0]) * machine.intercept_[0]
    return machine.coef_.T, machine.intercept_


def _known_elsewhere(words: Sequence[Sequence[str]], apart: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Share of the words of each message held apart that stand in the others."""
    others = {word for message, held in zip(words, apart, strict=True) if not held for word in message}
    return np.array(
        [
            share_known(message, others.__contains__)
            for message, held in zip(words, apart, strict=True)
            if held
        ]
    )
