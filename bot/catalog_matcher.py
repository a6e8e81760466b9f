"""Finds the catalog's products, needs and personas in what people write, with spaCy.

The catalog's cues become token patterns: prefixes and suffixes catch inflections and the compounds
of Danish and Norwegian, words of some length may hold a slip of the keys, and both sides are
folded to one spelling. A changed catalog makes a new matcher; nothing is trained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.catalog import LANGUAGES, Catalog, fold, phrases_for

GAP = 3
# From this length on, one wrong, missing or extra letter is a slip; shorter words become others.
FUZZY_FROM = 8
_WORD = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """One catalog item in a message, with the characters it stands on."""

    entity: str
    value: str
    start: int
    end: int


class CatalogMatcher:
    """Matches one catalog's cues. Build once per catalog; `find` is quick and keeps no state."""

    def __init__(self, catalog: Catalog) -> None:
        self._vocab = Vocab()
        self._matchers = {language: self._matcher(catalog, language) for language in LANGUAGES}

    def find(self, text: str, language: str) -> list[Found]:
        """Items found, each once, in the order in which the message names them.

        Args:
            text: What the visitor wrote.
            language: Whose cues to look for; Danish and Norwegian are heard together.
        """
        spans = [match.span() for match in _WORD.finditer(text)]
        if not spans:
            return []
        doc = Doc(self._vocab, words=[text[start:end] for start, end in spans])
        for token in doc:
            token.norm_ = fold(token.text)
        found: dict[tuple[str, str], Found] = {}
        for key, first, after in sorted(
            self._matchers[language](doc), key=lambda match: (match[1], -match[2])
        ):
            entity, item = self._vocab.strings[key].split(":", 1)
            found.setdefault((entity, item), Found(entity, item, spans[first][0], spans[after - 1][1]))
        return _longest(found.values())

    def _matcher(self, catalog: Catalog, language: str) -> Matcher:
        matcher = Matcher(self._vocab)
        for entity, item, cues in _cues_of(catalog, language):
            matcher.add(f"{entity}:{item}", [pattern(cue) for cue in cues])
        return matcher


def _longest(found: Iterable[Found]) -> list[Found]:
    """Drops a product whose words are part of another product's longer name."""
    items = list(found)
    products = [item for item in items if item.entity == "product"]
    return [
        item
        for item in items
        if item.entity != "product"
        or not any(
            other.start <= item.start
            and item.end <= other.end
            and other.end - other.start > item.end - item.start
            for other in products
        )
    ]


def pattern(cue: str) -> list[dict[str, Any]]:
    """A cue as a spaCy token pattern: its parts in order, at most three other words between."""
    tokens: list[dict[str, Any]] = []
    for part in cue.split():
        if tokens:
            tokens.extend({"OP": "?"} for _ in range(GAP))
        tokens.append({"NORM": _part(part)})
    return tokens


def _part(part: str) -> str | dict[str, str]:
    word = fold(part.strip("*"))
    if part.endswith("*"):
        return {"REGEX": f"^{re.escape(word)}"}
    if part.startswith("*"):
        return {"REGEX": f"{re.escape(word)}$"}
    return {"FUZZY1": word} if len(word) >= FUZZY_FROM else word


def _cues_of(catalog: Catalog, language: str) -> Iterator[tuple[str, str, list[str]]]:
    for product in catalog.products.values():
        names = [" ".join(_WORD.findall(name.lower())) for name in product.name.values()]
        yield "product", product.id, _unique([*names, *phrases_for(product.cues, language)])
    for need in catalog.needs.values():
        yield "need", need.id, _unique(phrases_for(need.cues, language))
    for persona in catalog.personas.values():
        yield "persona", persona.id, _unique(phrases_for(persona.cues, language))


def _unique(cues: list[str]) -> list[str]:
    return list(dict.fromkeys(cue for cue in cues if cue))
