"""What somebody typed to find something, taken apart; nothing that can be typed is an error.

Words are all to be there, in any order; what stands in quotation marks, or hangs together as ``MC-10001`` and
``mette@mill.example`` do, is to be there as it stands. The last word may be the beginning of one, unless a
quotation mark has closed it. Operators mean nothing: they are punctuation.
"""

import re
from dataclasses import dataclass

from api.desk.search.folding import fold

MOST_WORDS = 32
_QUOTES = '"“”„«»'
_PIECE = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|([^\s{_QUOTES}]+)")
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Term:
    """Folded words that follow one another; with `begun` the last one may go on."""

    words: tuple[str, ...]
    begun: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; `cut` when so much was typed that the rest is left out."""

    terms: tuple[Term, ...]
    cut: bool = False

    @property
    def identifier(self) -> str | None:
        """The one word that was typed, when it can be the beginning of a conversation's id."""
        words = [word for term in self.terms for word in term.words]
        return words[0] if len(words) == 1 and re.fullmatch(r"[0-9a-f]{6,32}", words[0]) else None


def wanted(typed: str) -> Wanted:
    """Take apart what was typed; no terms where it holds no word."""
    terms: list[Term] = []
    left = MOST_WORDS
    for piece in _PIECE.finditer(typed):
        quoted, loose = piece.groups()
        words = words_of(quoted if loose is None else loose)
        if words[:left]:
            terms.append(Term(words=words[:left], begun=loose is not None))
        left -= len(words)
        if left < 0:
            break
    # Only the last word may go on, and what is said twice is looked for once.
    whole = dict.fromkeys(Term(words=term.words) for term in terms[:-1])
    return Wanted(terms=(*whole, *terms[-1:]), cut=left < 0)


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order."""
    return tuple(word for found in WORD.finditer(text) if (word := fold(found.group())))
