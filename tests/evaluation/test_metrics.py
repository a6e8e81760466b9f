"""Measures, on judgements whose figures are known."""

import math

import numpy as np
import pytest

from evaluation import metrics
from evaluation.metrics import Judged


def judged(truth: str, said: str, *, confidence: float = 1.0, rejected: bool = False) -> Judged:
    return Judged("…", truth, said, confidence, rejected)


FOUR = [
    judged("greet", "greet"),
    judged("greet", "thank"),
    judged("thank", "thank"),
    judged("out_of_scope", "thank", rejected=True),
]


def test_accuracy_is_of_the_messages_in_scope() -> None:
    assert metrics.accuracy(FOUR) == pytest.approx(2 / 3)


def test_macro_f1_is_the_mean_over_the_labels_that_there_are() -> None:
    assert metrics.macro_f1(FOUR) == pytest.approx((2 / 3 + 2 / 4 + 0) / 3)


class TestCalibration:
    def test_confidences_that_come_true_have_no_error(self) -> None:
        right = np.arange(100) < 75
        assert metrics.expected_calibration_error(np.full(100, 0.75), right) == pytest.approx(0)

    def test_the_error_is_the_distance_by_the_size_of_the_bins(self) -> None:
        confidences = np.array([0.95] * 50 + [0.15] * 50)
        right = np.array([True] * 50 + [False] * 50)
        assert metrics.expected_calibration_error(confidences, right) == pytest.approx(0.10)


class TestComplaints:
    SAID = [
        judged("complain_delivery", "complain_product"),
        judged("threaten_to_leave", "goodbye"),
        judged("praise", "complain_other"),
    ]

    def test_one_kind_for_another_is_heard_all_the_same(self) -> None:
        assert metrics.complaint_recall(self.SAID) == pytest.approx(1 / 2)
        assert metrics.complaint_precision(self.SAID) == pytest.approx(1 / 2)


class TestRejection:
    def test_is_counted_in_scope_and_out_of_it(self) -> None:
        assert metrics.rejected_outside(FOUR) == 1.0
        assert metrics.rejected_inside(FOUR) == 0.0


def test_nothing_to_measure_is_no_number() -> None:
    assert math.isnan(metrics.person_recall(FOUR))


def test_confusions_come_by_their_number() -> None:
    assert metrics.confusions([*FOUR, FOUR[1]], 1) == [("greet", "thank", 2)]
