"""A message as a chain of senses: "nobody rang the doorbell" and "ingen har ringet på" are nearly the same one.

A word whose sense is known stands for it, any other for its root; each two in a row are a feature. What
the training shows in one language is so known in the others, and of a word that the training never had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.concepts import Match
from bot.intents.wordroots import root


def senses(words: Sequence[str], found: Iterable[Match]) -> list[str]:
    """The senses found, and each two units of the chain in a row.

    Args:
        words: The folded words of a message.
        found: The senses in them; where several begin at one word, the longest takes its place in the chain.
    """
    found = list(found)
    longest = {match.start: match for match in sorted(found, key=lambda match: match.end)}
    chain, position = [], 0
    while position < len(words):
        match = longest.get(position)
        chain.append(match.concept if match else root(words[position]))
        position = match.end if match else position + 1
    return [match.concept for match in found] + [f"{first} {second}" for first, second in pairwise(chain)]
