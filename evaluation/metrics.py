"""Measures of a classifier, as functions of what was right and what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.catalog.models import COMPLAINTS
from bot.intents.rejection import OUT_OF_SCOPE

BINS = 10


@dataclass(frozen=True)
class Judged:
    """A test message, what it means, and what was made of it."""

    text: str
    truth: str
    said: str
    confidence: float
    rejected: bool
    language: str | None = None


def accuracy(judged: Sequence[Judged]) -> float:
    """Share that was said right; of the messages in scope where others are among them."""
    inside = in_scope(judged)
    return share(each.said == each.truth for each in inside)


def macro_f1(judged: Sequence[Judged]) -> float:
    """Mean F1 of the labels that the test messages have."""
    right = Counter(each.truth for each in judged if each.said == each.truth)
    true, said = Counter(each.truth for each in judged), Counter(each.said for each in judged)
    return float(np.mean([2 * right[label] / (true[label] + said[label]) for label in true]))


def expected_calibration_error(confidences: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over ten bins of equal width, by their sizes.

    Args:
        confidences: Of what was said, one per message.
        right: Whether it was right, of the same length.
    """
    place = np.minimum((confidences * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(right[place == each].mean() - confidences[place == each].mean()) * (place == each).mean()
            for each in np.unique(place)
        )
    )


def calibration_error(judged: Sequence[Judged]) -> float:
    """The expected calibration error of these messages."""
    return expected_calibration_error(
        np.array([each.confidence for each in judged]),
        np.array([each.said == each.truth for each in judged]),
    )


def group_recall(judged: Iterable[Judged], group: Iterable[str]) -> float:
    """Of the messages of a group, the share of which some label of the group was said."""
    members = frozenset(group)
    return share(each.said in members for each in judged if each.truth in members)


def group_precision(judged: Iterable[Judged], group: Iterable[str]) -> float:
    """Of the messages of which a label of the group was said, the share that is of the group."""
    members = frozenset(group)
    return share(each.truth in members for each in judged if each.said in members)


def complaint_recall(judged: Sequence[Judged]) -> float:
    """Share of the complaints that were taken for one, of whatever kind."""
    return group_recall(judged, COMPLAINTS)


def complaint_precision(judged: Sequence[Judged]) -> float:
    """Share of the messages taken for a complaint that are one."""
    return group_precision(judged, COMPLAINTS)


def person_recall(judged: Sequence[Judged]) -> float:
    """Share of the wishes for a person that were heard."""
    return group_recall(judged, {"request_human"})


def rejected_outside(judged: Sequence[Judged]) -> float:
    """Share of the messages out of scope that were rejected: by their label or by the score."""
    return share(each.rejected for each in judged if each.truth == OUT_OF_SCOPE)


def rejected_inside(judged: Sequence[Judged]) -> float:
    """Share of the messages in scope that were rejected."""
    return share(each.rejected for each in in_scope(judged))


def in_scope(judged: Iterable[Judged]) -> list[Judged]:
    """The messages that are not out of scope."""
    return [each for each in judged if each.truth != OUT_OF_SCOPE]


def confusions(judged: Iterable[Judged], count: int) -> list[tuple[str, str, int]]:
    """The most frequent mistakes: what it was, what was said, how often."""
    wrong = Counter((each.truth, each.said) for each in judged if each.said != each.truth)
    return [(truth, said, times) for (truth, said), times in wrong.most_common(count)]


def share(values: Iterable[bool]) -> float:
    """The share that is true; not a number for none."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else float("nan")
