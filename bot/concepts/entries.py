"""Entries of a concept: the words, stems and phrases that stand for it.

`word` is exact, `stem*` begins a word, `*stem` ends one (compounds), `*stem*` is within one; `several
words` stand next to each other, and `…` (or `...`) between two leaves room for up to four other words.
All of it is compared in one spelling, so accents, capitals, "oe" for "ø" and the like do not matter.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from bot.catalog import fold

GAP = 4
SHORTEST_STEM = 3
_GAP_SIGNS = re.compile(r"…|\.\.\.")
_PIECE = re.compile(r"\*?[^\W_]+\*?|[\u2600-\U0001faff€£$%]")
_TOKEN = re.compile(r"[^\W_]+|[\u2600-\U0001faff€£$%]")
_BETWEEN = re.compile(r"[\s'’´`./&-]*")


class Form(Enum):
    """How a part of an entry is compared with a word."""

    EXACT = "word"
    BEGINS = "stem*"
    ENDS = "*stem"
    WITHIN = "*stem*"


class Part(NamedTuple):
    """One word of an entry; `gap` is how many other words may stand before it."""

    form: Form
    text: str
    gap: int = 0


Entry = tuple[Part, ...]


class EntryError(ValueError):
    """An entry that cannot be understood; the message says why."""


def tokens(text: str) -> list[str]:
    """The words of a message as entries are compared with them."""
    return [fold(found) for found in _TOKEN.findall(text)]


def parse_entry(written: str) -> Entry:
    """Reads one entry.

    Raises:
        EntryError: When it is written in a way that is not meant, or would match nearly everything.
    """
    parts: list[Part] = []
    for index, stretch in enumerate(_GAP_SIGNS.split(written)):
        pieces = _PIECE.findall(stretch)
        if not pieces:
            raise EntryError(f'"{written}" needs a word on both sides of …' if index or parts else "is empty")
        if left := _BETWEEN.sub("", _PIECE.sub("", stretch)):
            raise EntryError(f'"{written}" holds {left!r}, which is no part of a word')
        parts += [_part(piece, GAP if index and not place else 0) for place, piece in enumerate(pieces)]
    if len(parts) == 1 and parts[0].form is not Form.EXACT and len(parts[0].text) < SHORTEST_STEM:
        raise EntryError(f'"{written}" would match too much: a stem has at least {SHORTEST_STEM} letters')
    return tuple(parts)


def _part(piece: str, gap: int) -> Part:
    stem = fold(piece.strip("*"))
    begins, ends = piece.endswith("*"), piece.startswith("*")
    if begins and ends:
        return Part(Form.WITHIN, stem, gap)
    if begins:
        return Part(Form.BEGINS, stem, gap)
    return Part(Form.ENDS if ends else Form.EXACT, stem, gap)
