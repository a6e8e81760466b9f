"""How well the language is known: of one message, and from the third message of a conversation on.

A conversation is made of held-out messages of one language in a random order; its page is in that
language or in another one, and for a single message also of no language at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from bot.catalog import LANGUAGES
from bot.language_model import Evidence, LanguageModel, evidence_of, weigh
from evaluation.messages import Labelled

TURNS = 8
FROM_TURN = 3
CONVERSATIONS = 150


def language_lines(train: Sequence[Labelled], test: Sequence[Labelled]) -> Iterator[str]:
    """Shares per language, as lines of the project's report."""
    known = [(each.text, each.language) for each in train if each.language]
    model = LanguageModel.train([text for text, _ in known], [language for _, language in known])
    evidence = {
        language: [
            evidence_of(each.text, model.scores(each.text)) for each in test if each.language == language
        ]
        for language in LANGUAGES
    }
    measured = {
        "language: one message, page unknown": [_alone(evidence[one], one) for one in LANGUAGES],
        "language: one message, page known": [_first(evidence[one], one) for one in LANGUAGES],
        "language: from the third on": [_later(evidence[one], one, page_right=True) for one in LANGUAGES],
        "  the same, page in another language": [
            _later(evidence[one], one, page_right=False) for one in LANGUAGES
        ],
    }
    for name, shares in measured.items():
        mean = sum(shares) / len(shares)
        yield f"  {name:34}" + "".join(f"{value:8.3f}" for value in [*shares, mean])


def _alone(scores: Sequence[Evidence], language: str) -> float:
    return sum(_best(each) == language for each in scores) / len(scores)


def _first(evidence: Sequence[Evidence], language: str) -> float:
    return sum(_best(weigh(None, each, page_language=language)) == language for each in evidence) / len(
        evidence
    )


def _later(evidence: Sequence[Evidence], language: str, *, page_right: bool) -> float:
    """Share of right turns from the third on, where the page is in the visitor's language or in another."""
    chance = random.Random(7)
    others = [one for one in LANGUAGES if one != language]
    right = turns = 0
    for _ in range(CONVERSATIONS):
        page = language if page_right else chance.choice(others)
        so_far: Evidence | None = None
        for turn, each in enumerate(chance.sample(list(evidence), min(TURNS, len(evidence))), start=1):
            so_far = weigh(so_far, each, page_language=page)
            if turn >= FROM_TURN:
                turns += 1
                right += _best(so_far) == language
    return right / turns


def _best(evidence: Evidence) -> str:
    return max(evidence, key=evidence.__getitem__)
