"""The house rule for rates, in one place: numerator, denominator, value, uncertainty and how far to trust it.

A share of a few conversations is an anecdote. So every rate carries its Wilson score interval (E. B. Wilson
1927; recommended for small numbers by R. G. Newcombe, Statistics in Medicine 17, 1998), is left out below
five conversations, and is marked thin below thirty.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Status = Literal["suppressed", "thin", "ok"]
AgainstTarget = Literal["met", "missed", "undecided"]
Direction = Literal["up", "down", "unclear"]

SUPPRESSED_BELOW = 5
THIN_BELOW = 30
SATISFACTION_TARGET = 0.80
_Z_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share of conversations.

    ``num`` of ``den`` is counted, ``value`` is their quotient, ``lo`` and ``hi`` its 95 % interval, ``n`` the
    conversations behind it. Suppressed: value, lo and hi are None.
    """

    num: int
    den: int
    value: float | None
    lo: float | None
    hi: float | None
    n: int
    status: Status


def rate(num: int, den: int) -> Rate:
    """Return the rate of `num` out of `den` conversations.

    Raises:
        ValueError: `num` is not between 0 and `den`.
    """
    if not 0 <= num <= den:
        raise ValueError(f"{num} of {den} is no share")
    if den < SUPPRESSED_BELOW:
        return Rate(num=num, den=den, value=None, lo=None, hi=None, n=den, status="suppressed")
    lo, hi = wilson(num, den)
    status: Status = "thin" if den < THIN_BELOW else "ok"
    return Rate(num=num, den=den, value=num / den, lo=lo, hi=hi, n=den, status=status)


def wilson(num: int, den: int, *, z: float = _Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of `num` out of `den` (at least 1)."""
    p, z2 = num / den, z * z
    middle = (p + z2 / (2 * den)) / (1 + z2 / den)
    half = z / (1 + z2 / den) * sqrt(p * (1 - p) / den + z2 / (4 * den * den))
    return max(0.0, middle - half), min(1.0, middle + half)


def against_target(found: Rate, *, target: float = SATISFACTION_TARGET) -> AgainstTarget:
    """Tell whether `target` is met or missed for sure; anything else is undecided."""
    if found.lo is None or found.hi is None:
        return "undecided"
    if found.lo >= target:
        return "met"
    return "missed" if found.hi < target else "undecided"


def direction(now: Rate, before: Rate) -> Direction:
    """Tell whether a rate went up or down for sure, by Newcombe's hybrid score interval of the difference."""
    if now.value is None or now.lo is None or now.hi is None:
        return "unclear"
    if before.value is None or before.lo is None or before.hi is None:
        return "unclear"
    difference = now.value - before.value
    below = sqrt((now.value - now.lo) ** 2 + (before.hi - before.value) ** 2)
    above = sqrt((now.hi - now.value) ** 2 + (before.value - before.lo) ** 2)
    if difference - below > 0:
        return "up"
    return "down" if difference + above < 0 else "unclear"
