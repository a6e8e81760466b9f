"""From margins to confidences that come true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Margins = NDArray[np.float64]


def fit_temperature(margins: Margins, truth: NDArray[np.int_]) -> float:
    """The temperature under which held-out labels are most probable (Guo et al. 2017).

    Args:
        margins: One row per message, one column per intent.
        truth: Column of the right intent, per row.
    """

    def loss(log_temperature: float) -> float:
        log = log_probabilities(margins, float(np.exp(log_temperature)))
        return float(-log[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 3.0), method="bounded").x))


def log_probabilities(margins: Margins, temperature: float) -> Margins:
    """Softmax of margins over a temperature, in logarithms, row by row."""
    scaled = margins / temperature
    return scaled - log_sum(scaled)[:, None]


def log_sum(values: Margins) -> Margins:
    """Logarithm of the sum of the exponentials, row by row (scipy's takes ten times as long for one row)."""
    highest: Margins = values.max(axis=1)
    total: Margins = highest + np.log(np.exp(values - highest[:, None]).sum(axis=1))
    return total
