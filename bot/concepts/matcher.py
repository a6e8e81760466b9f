"""Finds concepts in a message: a table of words and stems, as a component of a spaCy pipeline.

spaCy's own `Matcher` tries every pattern at every token, which takes milliseconds with thousands of
entries. Here each word is looked up once, its first, last and inner letters with it, and what was looked up
is remembered; phrases begin at the word that their first part fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.concepts.entries import Entry, Form, Part, tokens
from bot.concepts.lexicon import Lexicon

# Words of Danish and Norwegian are heard together; folded words of English mean something else there.
HEARD = {"da": ("da", "nb"), "nb": ("da", "nb"), "en": ("en",), None: ("da", "nb", "en")}
_REMEMBERED = 50_000


class Match(NamedTuple):
    """A concept on the words from `start` up to and without `end`."""

    concept: str
    start: int
    end: int


class ConceptMatcher:
    """Matches the entries of a lexicon. Built once; finding keeps no state but what it remembers of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tables = {
            heard: _Table(
                (concept.name, entry)
                for concept in lexicon.values()
                for language in heard
                for entry in concept.entries.get(language, ())
            )
            for heard in set(HEARD.values())
        }

    def find(self, text: str, language: str | None = None) -> list[Match]:
        """The concepts in a message, by place; each entry that fits once.

        Args:
            text: The message.
            language: Whose words to look for; all where it is open.
        """
        return self.find_in(tokens(text), language)

    def find_in(self, words: Sequence[str], language: str | None = None) -> list[Match]:
        """The concepts in folded words."""
        return self._tables[HEARD.get(language, HEARD[None])].find(words)


class _Phrase(NamedTuple):
    """What follows the first word of an entry; `needed` is a word without which it cannot fit, if any."""

    concept: str
    rest: Entry
    needed: str


class _Table:
    """The entries of some languages, by the first word or stem."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._phrases: dict[Form, dict[str, list[_Phrase]]] = {form: defaultdict(list) for form in Form}
        for concept, entry in entries:
            first, *rest = entry
            needed = max((part.text for part in rest if part.form is Form.EXACT), key=len, default="")
            self._phrases[first.form][first.text].append(_Phrase(concept, tuple(rest), needed))
        self._lengths = {form: sorted({len(stem) for stem in table}) for form, table in self._phrases.items()}
        self._begun_by = lru_cache(_REMEMBERED)(self._look_up)

    def find(self, words: Sequence[str]) -> list[Match]:
        found: dict[Match, None] = {}
        said = {"", *words}
        for start, word in enumerate(words):
            for concept, rest, needed in self._begun_by(word):
                if needed in said and (end := _follow(rest, words, start + 1)):
                    found[Match(concept, start, end)] = None
        return list(found)

    def _look_up(self, word: str) -> tuple[_Phrase, ...]:
        """The entries whose first part fits a word."""
        return tuple(
            phrase for form, stem in self._stems(word) for phrase in self._phrases[form].get(stem, ())
        )

    def _stems(self, word: str) -> Iterator[tuple[Form, str]]:
        yield Form.EXACT, word
        for length in self._lengths[Form.BEGINS]:
            if length <= len(word):
                yield Form.BEGINS, word[:length]
        for length in self._lengths[Form.ENDS]:
            if length <= len(word):
                yield Form.ENDS, word[-length:]
        for length in self._lengths[Form.WITHIN]:
            for start in range(len(word) - length + 1):
                yield Form.WITHIN, word[start : start + length]


def _follow(rest: Entry, words: Sequence[str], position: int) -> int:
    """Index after the last word of an entry whose remaining parts begin at `position`; 0 if they do not fit."""
    if not rest:
        return position
    part = rest[0]
    for index in range(position, min(position + part.gap + 1, len(words))):
        if _fits(part, words[index]) and (end := _follow(rest[1:], words, index + 1)):
            return end
    return 0


def _fits(part: Part, word: str) -> bool:
    if part.form is Form.EXACT:
        return word == part.text
    if part.form is Form.BEGINS:
        return word.startswith(part.text)
    if part.form is Form.ENDS:
        return word.endswith(part.text)
    return part.text in word
