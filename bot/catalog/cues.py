"""Cues: short phrases by which something in the catalog is recognised in what people write.

A cue is one or more tokens of small letters and digits. A token ending in `*` matches as a prefix, one
starting with `*` as a suffix; several tokens must come in that order with at most three other words
between. Everything that is not a letter or a digit separates words, so "e-mail" is the cue "e mail".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.catalog.spelling import fold

GAP = 3
_HEARD_TOGETHER = {"da": ("da", "nb"), "nb": ("nb", "da"), "en": ("en",)}

_WORD = re.compile(r"[^\W_]+")
_CUE = re.compile(r"(\*?[^\W_]+|[^\W_]+\*)( (\*?[^\W_]+|[^\W_]+\*))*")


def words(text: str) -> list[str]:
    """The word tokens of a text in one spelling, as cues are matched on them."""
    return [fold(word) for word in _WORD.findall(text)]


def phrases_for(cues: Mapping[str, Sequence[str]], language: str | None = None) -> list[str]:
    """The cues to look for in a message: its language's own, or all where the language is open.

    Danish and Norwegian read each other's; English stands alone, because folded words of one mean
    something else in the other ("lost" is a parcel in English and "løst" is loose in Norwegian).
    """
    heard = _HEARD_TOGETHER.get(language or "", tuple(cues))
    return list(dict.fromkeys(cue for spoken in heard for cue in cues.get(spoken, ())))


def is_cue(cue: str) -> bool:
    """Whether a phrase is written as a cue must be."""
    return _CUE.fullmatch(cue) is not None and cue == cue.lower()


def find_cue(cue: str, tokens: Sequence[str]) -> tuple[int, int] | None:
    """The first place of a cue among word tokens.

    Returns:
        Index of its first word and index after its last word, or None.
    """
    first, *rest = fold(cue).split(" ")
    for start, token in enumerate(tokens):
        if _fits(first, token):
            end = _follow(rest, tokens, start + 1)
            if end is not None:
                return start, end
    return None


def any_cue(cues: Iterable[str], tokens: Sequence[str]) -> bool:
    """Whether at least one of the cues is among the word tokens."""
    return any(find_cue(cue, tokens) is not None for cue in cues)


def _follow(rest: Sequence[str], tokens: Sequence[str], position: int) -> int | None:
    if not rest:
        return position
    for index in range(position, min(position + GAP + 1, len(tokens))):
        if _fits(rest[0], tokens[index]):
            end = _follow(rest[1:], tokens, index + 1)
            if end is not None:
                return end
    return None


def _fits(part: str, token: str) -> bool:
    if part.endswith("*"):
        return token.startswith(part[:-1])
    if part.startswith("*"):
        return token.endswith(part[1:])
    return part == token
