"""Whether a message is about something that the bot knows at all.

A label `out_of_scope` learns the other worlds that its examples name. What is foreign in a way nobody
wrote down shows otherwise: the ranking is flat, the words are unknown, nothing pulls. A logistic
regression over these signs, learnt on held-out messages, says how foreign a message is; the threshold is
where no more than a small share of the messages in scope would be turned away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.intents.calibration import Margins, log_probabilities, log_sum

OUT_OF_SCOPE = "out_of_scope"
# Share of messages in scope that may be turned away, measured on held-out messages.
BUDGET = 0.05


@dataclass(frozen=True)
class Rejection:
    """How foreign a message is: weights of the signs, and from where it is turned away."""

    weights: NDArray[np.float64]
    bias: float
    threshold: float

    def score(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of being foreign, one per row of signs."""
        scores: NDArray[np.float64] = signs @ self.weights + self.bias
        return scores


def signs_of(
    margins: Margins, temperature: float, known: NDArray[np.float64], foreign: int | None
) -> NDArray[np.float64]:
    """What a ranking tells of a message's being foreign.

    Args:
        margins: One row per message, one column per intent.
        temperature: Of the confidences.
        known: Share of known words, per message.
        foreign: Column of the label for what is out of scope, if there is one.

    Returns:
        Shape (messages, 6): log-odds of `foreign`, the highest log-probability of another intent, its
        lead, entropy, energy, and the share of known words.
    """
    log = log_probabilities(margins, temperature)
    inside = np.delete(log, foreign, axis=1) if foreign is not None else log
    best = -np.sort(-inside, axis=1)[:, :2]
    odds = np.zeros(len(log))
    if foreign is not None:
        odds = log[:, foreign] - log_sum(inside)
    return np.column_stack(
        [
            np.clip(odds, -12, 12),
            best[:, 0],
            np.minimum(best[:, 0] - best[:, 1], 8),
            -(np.exp(log) * log).sum(axis=1),
            log_sum(margins),
            known,
        ]
    )


def fit_rejection(
    signs: NDArray[np.float64], foreign: NDArray[np.bool_], *, budget: float = BUDGET
) -> Rejection:
    """Learns the weights and the threshold from held-out messages.

    Without messages out of scope, the less likely the best intent, the more foreign is the message.

    Args:
        signs: See `signs_of`.
        foreign: Whether a message is out of scope.
        budget: Share of the others that may be turned away.
    """
    if foreign.any():
        spread = signs.std(axis=0) + 1e-9
        model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500).fit(signs / spread, foreign)
        weights, bias = model.coef_[0] / spread, float(model.intercept_[0])
    else:
        weights, bias = np.array([0.0, -1.0, 0.0, 0.0, 0.0, 0.0]), 0.0
    inside = (signs @ weights + bias)[~foreign]
    return Rejection(weights, bias, float(np.quantile(inside, 1.0 - budget)))
