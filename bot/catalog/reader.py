"""Reads YAML nodes into the catalog's types, noting every mistake with its line instead of stopping.

It works on composed nodes rather than on loaded values, because nodes know their lines and keep the
scalars as they were written: `NO` stays a country and `09:00` a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import dataclass, field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import yaml

from bot.catalog.cues import is_cue
from bot.catalog.hints import as_cue, as_list, closest
from bot.catalog.marks import AtMost, CueLists, Keys, Match, Refers, StepLists, Words
from bot.catalog.models import LANGUAGES
from bot.catalog.nodes import SHAPES, convert, id_of, is_null, join, line_of
from bot.catalog.problems import Problem

MISSING: Any = None  # stands in for a value that could not be read; a problem is noted for each
_HINTS: dict[type, dict[str, Any]] = {}


@dataclass(frozen=True)
class Reference:
    """One mention of an item by its id: where it is, and in which file the item should be."""

    file: str
    item: str
    line: int
    field: str
    target: str
    id: str


@dataclass
class Reader:
    """Reads the nodes of one file; problems, references and lines collect on the way.

    `lines` are those of the items, `places` those of the fields in them.
    """

    file: str
    languages: Sequence[str]
    item: str = ""
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def line(self, item: str, at: str = "") -> int:
        """The line of a field of an item (both "" for the whole file), as well as it is known."""
        return self.places.get((item, at), self.lines.get(item, 1)) if at else self.lines.get(item, 1)

    def items(self, node: yaml.Node | None, kind: type) -> dict[str, Any]:
        """Reads a file that is a list of items with ids, keyed by id in the order of the file."""
        found: dict[str, Any] = {}
        for child in self._children(node, ""):
            name = id_of(child)
            if name in self.lines:
                self.problems.append(
                    Problem(self.file, name, line_of(child), f"id is used before, on line {self.lines[name]}")
                )
            found.setdefault(name, self.read(child, kind, ""))
        return found

    def read(self, node: yaml.Node, hint: Any, at: str) -> Any:
        """Reads one node as the type `hint`; `at` is the name of the field for messages."""
        self.places.setdefault((self.item, at), line_of(node))
        marks: tuple[Any, ...] = ()
        if get_origin(hint) is Annotated:
            hint, *rest = get_args(hint)
            marks = tuple(rest)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            if isinstance(node, yaml.ScalarNode) and is_null(node):
                return None
            hint = next(option for option in arguments if option is not NoneType)
            return self.read(node, Annotated[hint, *marks] if marks else hint, at)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._record(node, hint, at)
        if origin is tuple:
            return self._list(node, arguments, marks, at)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(node, arguments[1], marks, at)
        return self._scalar(node, hint, marks, at)

    def _record(self, node: yaml.Node, kind: type, at: str) -> Any:
        if kind not in _HINTS:
            _HINTS[kind] = get_type_hints(kind, include_extras=True)
        with self._inside(id_of(node), node):
            given = self._pairs(node, at)
            if given is None:
                return MISSING
            at = "" if "id" in given else at
            optional = [entry.name for entry in fields(kind) if entry.default is not NO_DEFAULT]
            self._check_keys(node, given, [entry.name for entry in fields(kind)], at, optional=optional)
            values = {
                name: self.read(given[name][1], hint, join(at, name)) if name in given else MISSING
                for name, hint in _HINTS[kind].items()
                if name in given or name not in optional
            }
        return kind(**values)

    def _list(self, node: yaml.Node, arguments: tuple[Any, ...], marks: Sequence[Any], at: str) -> Any:
        children = self._children(node, at, kind=arguments[0])
        values = [self.read(child, arguments[0], at) for child in children]
        if arguments[-1] is not Ellipsis and len(values) != len(arguments):
            if isinstance(node, yaml.SequenceNode):
                self._note(node, f"takes {len(arguments)} values", at)
            return MISSING
        for mark in marks:
            if isinstance(mark, AtMost) and len(values) > mark.count:
                self._note(node, f"takes at most {mark.count} values", at)
            if isinstance(mark, Refers):
                self._refer(zip(values, children, strict=True), mark, at)
        ids = [getattr(value, "id", value) for value in values]
        for index, one in enumerate(ids):
            if isinstance(one, str) and one in ids[:index]:
                self._note(children[index], f"names {one} twice", at)
        return tuple(values)

    def _mapping(self, node: yaml.Node, value: Any, marks: Sequence[Any], at: str) -> Any:
        mark = marks[0]
        given = self._pairs(node, at, keys=mark.names if isinstance(mark, Keys) else LANGUAGES)
        if given is None:
            return MISSING
        if isinstance(mark, Keys):
            self._check_keys(node, given, mark.names, at)
            return {
                name: self._entry(given[name][1], value, at, name) for name in mark.names if name in given
            }
        return self._per_language(node, given, mark, at)

    def _entry(self, node: yaml.Node, value: Any, at: str, name: str) -> Any:
        if at:
            return self.read(node, value, join(at, name))
        with self._inside(name, node):
            return self.read(node, value, "")

    @contextmanager
    def _inside(self, name: str, node: yaml.Node) -> Iterator[None]:
        """Messages until the end of the block are about this item, or this part of the item around it."""
        outer = self.item
        if name:
            self.item = f"{outer}/{name}" if outer else name
            self.lines.setdefault(self.item, line_of(node))
        yield
        self.item = outer

    def _per_language(
        self, node: yaml.Node, given: Mapping[str, tuple[yaml.Node, yaml.Node]], mark: Any, at: str
    ) -> Any:
        for name, (key, _) in given.items():
            if name not in LANGUAGES:
                self._note(key, f'unknown language "{name}"; the languages are {", ".join(LANGUAGES)}', at)
        found: dict[str, Any] = {}
        for language in self.languages:
            child = given[language][1] if language in given else None
            if child is None or (isinstance(child, yaml.ScalarNode) and not child.value.strip()):
                what = "text" if isinstance(mark, Words) else "list"
                self._note(child or node, f"{what} for {language} is missing ({at})")
            elif isinstance(mark, Words):
                found[language] = self._words(child, mark, language, at)
            else:
                found[language] = self._phrases(child, mark, language, at)
        return found

    def _words(self, node: yaml.Node, mark: Words, language: str, at: str) -> str:
        text = str(self._scalar(node, str, (), at) or "").strip()
        if mark.question and not text.endswith("?"):
            self._note(node, f"text for {language} does not end with a question ({at})")
        if mark.placeholder and mark.placeholder not in text:
            self._note(node, f"text for {language} lacks {mark.placeholder} ({at})")
        return text

    def _phrases(
        self, node: yaml.Node, mark: CueLists | StepLists, language: str, at: str
    ) -> tuple[str, ...]:
        children = self._children(node, at)
        phrases = [str(self._scalar(child, str, (), at) or "") for child in children]
        at_most = mark.at_most if isinstance(mark, StepLists) else None
        if len(phrases) < mark.at_least:
            self._note(node, f"list for {language} has fewer than {mark.at_least} ({at})")
        if at_most is not None and len(phrases) > at_most:
            self._note(node, f"list for {language} has more than {at_most} ({at})")
        if isinstance(mark, CueLists):
            for phrase, child in zip(phrases, children, strict=True):
                if phrase and not is_cue(phrase):
                    self._note(child, f'"{phrase}" is not a cue: small letters and digits, single spaces, '
                               f"one * at the beginning or end of a word ({at}){as_cue(phrase)}")  # fmt: skip
        return tuple(phrases)

    def _scalar(self, node: yaml.Node, hint: Any, marks: Sequence[Any], at: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            brackets = "; leave the brackets out" if isinstance(node, yaml.SequenceNode) else ""
            self._note(node, f"should be a single value, not {SHAPES[type(node)]}{brackets}", at)
            return MISSING
        if is_null(node):
            meanings = [f"; should be {mark.meaning}" for mark in marks if isinstance(mark, Match)]
            self._note(node, f"is empty{''.join(meanings)}", at)
            return MISSING
        value, wrong = convert(node.value, hint)
        for mark in marks:
            if isinstance(mark, Match) and not re.fullmatch(mark.pattern, node.value):
                wrong = f"should be {mark.meaning}"
            if isinstance(mark, Refers):
                self._refer([(value, node)], mark, at)
        if wrong:
            self._note(node, f'{wrong}, not "{node.value}"', at)
            return MISSING
        return value

    def _refer(self, mentions: Any, mark: Refers, at: str) -> None:
        for value, node in mentions:
            if value is not MISSING:
                self.references.append(Reference(self.file, self.item, line_of(node), at, mark.file, value))

    def _children(self, node: yaml.Node | None, at: str, *, kind: Any = str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if node is not None:
            self._note(node, f"should be a list, not {SHAPES[type(node)]}{as_list(node, kind)}", at)
        return []

    def _pairs(
        self, node: yaml.Node, at: str, *, keys: Sequence[str] = ()
    ) -> dict[str, tuple[yaml.Node, yaml.Node]] | None:
        if not isinstance(node, yaml.MappingNode):
            lines = f"; give each of {', '.join(keys)} a line of its own" if keys else ""
            self._note(node, f"should be keys and values, not {SHAPES[type(node)]}{lines}", at)
            return None
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if str(key.value) in found:
                new_item = '; an item begins with a dash ("- id: …")' if key.value == "id" else ""
                self._note(key, f'key "{key.value}" is there twice{new_item}', at)
            found[str(key.value)] = (key, value)
        return found

    def _check_keys(
        self,
        node: yaml.Node,
        given: Mapping[str, tuple[yaml.Node, yaml.Node]],
        names: Sequence[str],
        at: str,
        *,
        optional: Sequence[str] = (),
    ) -> None:
        missing = [name for name in names if name not in given]
        for name, (key, _) in given.items():
            if name not in names:
                meant = closest(name, missing)
                if meant:
                    missing.remove(meant)
                self._note(key, f'unknown key "{name}"' + (f'; did you mean "{meant}"?' if meant else ""), at)
        for name in missing:
            if name not in optional:
                self._note(node, f'key "{name}" is missing', at)

    def _note(self, node: yaml.Node, message: str, at: str = "") -> None:
        text = f"{at}: {message}" if at else message
        self.problems.append(Problem(self.file, self.item, line_of(node), text))
