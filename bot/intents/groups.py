"""Decides in two steps: whether a message complains at all, then about what, or what else it is.

Many kinds of complaint share what little likelihood there is, and a single other intent may rank above
each of them though together they outweigh it.
"""

from __future__ import annotations

COMPLAINTS = frozenset(
    {
        "complain_delivery", "complain_product", "complain_wrong_item", "complain_service",
        "complain_billing", "complain_other", "threaten_to_leave",
    }
)  # fmt: skip
# All complaints together: a missed one is worse than one too many.
COMPLAINS_FROM = 0.45

Ranking = list[tuple[str, float]]


def share_of_complaints(ranking: Ranking) -> float:
    """How likely it is that a message complains at all."""
    return sum(share for name, share in ranking if name in COMPLAINTS)


def group_first(ranking: Ranking) -> Ranking:
    """The ranking with the side that was decided for in front, each side in its order."""
    complains = share_of_complaints(ranking) >= COMPLAINS_FROM
    return sorted(ranking, key=lambda entry: (entry[0] in COMPLAINTS) is not complains)
