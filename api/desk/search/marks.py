"""A few words around a hit, and where in them the hit is: ranges, so that whoever shows them escapes the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.desk.search.folding import fold
from api.desk.search.wanted import WORD, Term, Wanted

AROUND = 70
LONGEST = 180
_CUT = "… "


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """Part of a text; `ranges` are pairs of where a hit begins and ends, in characters (code points)."""

    text: str
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    folded: str


def snippet(text: str, wanted: Wanted) -> Snippet:
    """Return what stands around the first hit, all of it on one line, with every hit in it."""
    line = " ".join(text.split())
    words = [_Word(*found.span(), fold(found.group())) for found in WORD.finditer(line)]
    hits = _merged(hit for term in wanted.terms for hit in _hits(words, term))
    start, end = _window(line, words, hits[0][0] if hits else 0)
    before, after = (_CUT if start else ""), (_CUT.rstrip() if end < len(line) else "")
    shift = len(before) - start
    return Snippet(
        text=f"{before}{line[start:end]}{after}",
        ranges=tuple((a + shift, min(b, end) + shift) for a, b in hits if start <= a < end),
    )


def _hits(words: Sequence[_Word], term: Term) -> Iterator[tuple[int, int]]:
    *whole, last = term.words
    length = len(term.words)
    for first in range(len(words) - length + 1):
        there = [word.folded for word in words[first : first + length]]
        ends_so = there[-1].startswith(last) if term.begun else there[-1] == last
        if ends_so and there[:-1] == whole:
            yield words[first].start, words[first + length - 1].end


def _merged(hits: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(line: str, words: Sequence[_Word], at: int) -> tuple[int, int]:
    """From the beginning of a word a little before `at` to the end of one, so that no word is torn."""
    if len(line) <= LONGEST:
        return 0, len(line)
    start = 0 if at <= AROUND else next((w.start for w in words if w.start >= at - AROUND), at)
    if len(line) - start <= LONGEST:
        return start, len(line)
    end = max((w.end for w in words if start < w.end <= start + LONGEST), default=start + LONGEST)
    return start, end
