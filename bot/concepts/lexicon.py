"""The lexicon of concepts, read from `<directory>/*.yml`, or everything that is wrong with it.

A file holds concepts by name, each with its entries per language, separated by commas or line ends:

    parcel:
      da: |
        pakke*, *pakken, forsendelse*
      nb: |
        pakke*, sending*
      en: |
        parcel*, package*, my box

A business's own catalog may hold a folder `concepts` of the same form. Entries of a concept that is
already known are added to it and count at once, without training; a new concept begins to count with
the next training.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.catalog import LANGUAGES, CatalogError, Problem
from bot.catalog.files import RASA_KEYS
from bot.concepts.entries import Entry, EntryError, parse_entry

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SEPARATOR = re.compile(r"\s*,\s*")


@dataclass(frozen=True)
class Concept:
    """One concept with its entries per language."""

    name: str
    entries: Mapping[str, tuple[Entry, ...]]


Lexicon = dict[str, Concept]


class ConceptError(CatalogError):
    """A lexicon that cannot be used, with every problem found in it."""


def load_lexicon(directory: Path, *, required: Sequence[str] = LANGUAGES) -> Lexicon:
    """Reads all files of a directory.

    Args:
        directory: Where the files are; one that is missing holds no concepts.
        required: The languages in which every concept must have an entry.

    Raises:
        ConceptError: With every problem found.
    """
    lexicon: Lexicon = {}
    problems: list[Problem] = []
    for path in sorted(directory.glob("[!.]*.yml")):
        for name, node in _concepts(path, problems):
            if name in lexicon:
                problems.append(_problem(path, node, name, "stands twice among the concepts"))
                continue
            lexicon[name] = _concept(path, name, node, required, problems)
    if problems:
        raise ConceptError(problems)
    return lexicon


def merge(base: Lexicon, more: Lexicon) -> Lexicon:
    """The concepts of both; one that both know has the entries of both."""
    merged = dict(base)
    for name, concept in more.items():
        known = merged.get(name, Concept(name, {}))
        merged[name] = Concept(
            name,
            {
                language: tuple(
                    dict.fromkeys([*known.entries.get(language, ()), *concept.entries.get(language, ())])
                )
                for language in [*known.entries, *concept.entries]
            },
        )
    return merged


def _concepts(path: Path, problems: list[Problem]) -> Iterable[tuple[str, yaml.Node]]:
    """Names and nodes of a file's concepts; what is wrong with the file goes to the problems."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except UnicodeDecodeError as error:
        problems.append(Problem(path.name, "", 1, f"is not UTF-8 text (byte {error.start})"))
        return
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(path.name, "", line, f"is not readable as YAML: {error.problem}"))
        return
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(path.name, "", 1, "should hold concepts by name"))
        return
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not _NAME.fullmatch(key.value):
            problems.append(
                _problem(
                    path, key, "", "a concept's name has small letters, digits and _ only, a letter first"
                )
            )
        elif key.value in RASA_KEYS:
            problems.append(
                _problem(path, key, "", f'Rasa would take a file with "{key.value}:" for its own')
            )
        else:
            yield key.value, value


def _concept(
    path: Path, name: str, node: yaml.Node, required: Sequence[str], problems: list[Problem]
) -> Concept:
    entries: dict[str, tuple[Entry, ...]] = {}
    if not isinstance(node, yaml.MappingNode):
        problems.append(_problem(path, node, name, "should have entries by language"))
        return Concept(name, {})
    for key, value in node.value:
        if key.value not in LANGUAGES:
            problems.append(_problem(path, key, name, f"{key.value} is not one of {', '.join(LANGUAGES)}"))
        elif not isinstance(value, yaml.ScalarNode):
            problems.append(_problem(path, value, name, 'entries are text after "|", separated by commas'))
        else:
            entries[key.value] = _entries(path, f"{name}.{key.value}", value, problems)
    if missing := [language for language in required if not entries.get(language)]:
        problems.append(_problem(path, node, name, f"has no entries in {', '.join(missing)}"))
    return Concept(name, entries)


def _entries(path: Path, item: str, node: yaml.ScalarNode, problems: list[Problem]) -> tuple[Entry, ...]:
    first = node.start_mark.line + (2 if node.style == "|" else 1)
    found: dict[Entry, None] = {}
    for number, line in enumerate(node.value.splitlines(), start=first):
        for written in filter(None, _SEPARATOR.split(line.strip())):
            try:
                found[parse_entry(written)] = None
            except EntryError as error:
                problems.append(Problem(path.name, item, number, str(error)))
    return tuple(found)


def _problem(path: Path, node: yaml.Node, item: str, message: str) -> Problem:
    return Problem(path.name, item, int(node.start_mark.line) + 1, message)
