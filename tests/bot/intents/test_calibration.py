"""Confidences that come true."""

import numpy as np
import pytest

from bot.intents.calibration import fit_temperature, log_probabilities


class TestFitTemperature:
    def test_margins_that_are_often_wrong_make_it_humble(self) -> None:
        margins = np.tile([2.0, -2.0], (100, 1))
        right, half = np.zeros(100, dtype=int), np.arange(100) % 2
        humble, sure = fit_temperature(margins, half), fit_temperature(margins, right)
        assert humble > sure > 0
        confident = np.exp(log_probabilities(margins[:1], humble))[0, 0]
        assert confident == pytest.approx(0.5, abs=0.1)

    def test_makes_confidences_that_come_true(self) -> None:
        margins = np.tile([1.0, -1.0], (100, 1))
        truth = (np.arange(100) >= 80).astype(int)
        confident = np.exp(log_probabilities(margins[:1], fit_temperature(margins, truth)))[0, 0]
        assert confident == pytest.approx(0.8, abs=0.01)


class TestLogProbabilities:
    def test_add_up_to_one_however_wide_the_margins(self) -> None:
        margins = np.array([[900.0, -900.0, 0.0], [0.0, 0.0, 0.0]])
        assert np.exp(log_probabilities(margins, 0.5)).sum(axis=1) == pytest.approx([1.0, 1.0])
