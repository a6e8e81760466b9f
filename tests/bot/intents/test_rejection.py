"""Turning away what the bot knows nothing of, and hardly anything else."""

import numpy as np
import pytest

from bot.intents.rejection import fit_rejection, signs_of

RANDOM = np.random.default_rng(3)
INSIDE = np.column_stack(
    [RANDOM.normal(1, 0.4, 400), RANDOM.normal(-1, 0.4, 400), RANDOM.normal(-2, 0.4, 400)]
)
OUTSIDE = np.column_stack(
    [RANDOM.normal(-1, 0.4, 100), RANDOM.normal(-1, 0.4, 100), RANDOM.normal(0, 0.4, 100)]
)
MARGINS = np.vstack([INSIDE, OUTSIDE])
FOREIGN = np.arange(500) >= 400


class TestFitRejection:
    def test_turns_most_of_the_foreign_away_within_the_budget(self) -> None:
        signs = signs_of(MARGINS, 0.5, np.ones(500), foreign=2)
        rejection = fit_rejection(signs, FOREIGN, budget=0.05)
        away = rejection.score(signs) > rejection.threshold
        assert away[FOREIGN].mean() > 0.8
        assert away[~FOREIGN].mean() == pytest.approx(0.05, abs=0.01)

    def test_without_foreign_messages_the_least_certain_are_turned_away(self) -> None:
        signs = signs_of(INSIDE, 0.5, np.ones(400), foreign=None)
        rejection = fit_rejection(signs, np.zeros(400, bool), budget=0.1)
        away = rejection.score(signs) > rejection.threshold
        assert away.mean() == pytest.approx(0.1, abs=0.01)
        lead = INSIDE[:, 0] - INSIDE[:, 1]
        assert lead[away].mean() < lead[~away].mean()


def test_signs_are_finite_even_when_nothing_is_in_doubt() -> None:
    signs = signs_of(np.array([[500.0, -500.0, -500.0]]), 0.1, np.ones(1), foreign=2)
    assert np.isfinite(signs).all()
