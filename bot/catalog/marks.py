"""Marks on the fields of the catalog's types: what a value must look like beyond its Python type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """A string that matches `pattern` in full; `meaning` says it in words."""

    pattern: str
    meaning: str


@dataclass(frozen=True)
class Keys:
    """A mapping with exactly these keys."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Refers:
    """Ids of items in another file of the catalog."""

    file: str


@dataclass(frozen=True)
class AtMost:
    """A list of no more than `count` values."""

    count: int


@dataclass(frozen=True, kw_only=True)
class Words:
    """Text in every language, ending with a question mark or holding a placeholder where asked for."""

    question: bool = False
    placeholder: str = ""


@dataclass(frozen=True, kw_only=True)
class CueLists:
    """Cues in every language."""

    at_least: int = 0


@dataclass(frozen=True, kw_only=True)
class StepLists:
    """A short list of sentences in every language."""

    at_least: int
    at_most: int
