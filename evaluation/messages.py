"""Labelled messages from files: Rasa NLU YAML, a folder of it, or CSV with `text` and `label`.

What is wrong with a file is told with its name and line; nothing is skipped in silence.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

TEXT_COLUMNS = ("text", "message", "utterance", "sentence")
LABEL_COLUMNS = ("label", "intent", "category", "class")
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Labelled(NamedTuple):
    """A message, what it means, and its language where the file states it."""

    text: str
    label: str
    language: str | None = None


class InputError(Exception):
    """A file that cannot be measured with; the message names it, and the line."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")


def read_messages(path: Path) -> list[Labelled]:
    """Reads a file, or every NLU file under a folder.

    Raises:
        InputError: The file is missing, not understood, or holds no message.
    """
    if path.is_dir():
        found = [each for file in sorted(path.rglob("*.y*ml")) for each in _read_yaml(file, other=True)]
        if not found:
            raise InputError(path, None, "no file under this folder holds training messages (`nlu:`)")
        return found
    if not path.is_file():
        raise InputError(path, None, "there is no such file")
    found = list(_read_csv(path) if path.suffix.lower() in (".csv", ".tsv") else _read_yaml(path))
    if not found:
        raise InputError(path, None, "the file holds no messages")
    return found


def check_labels(path: Path, messages: list[Labelled]) -> None:
    """Refuses what nothing can be learnt from.

    Raises:
        InputError: All messages have one label, or a label has one message only.
    """
    counts = Counter(each.label for each in messages)
    if len(counts) < 2:
        raise InputError(
            path, None, f'only one label ("{next(iter(counts))}"): there is nothing to tell apart'
        )
    if single := [label for label, count in counts.items() if count == 1]:
        raise InputError(path, None, f'the label "{single[0]}" has one message only: two are the least')


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path, None, f"is not UTF-8 text (byte {error.start})") from error


def _read_csv(path: Path) -> Iterator[Labelled]:
    lines = _text(path).splitlines(keepends=True)
    if not lines:
        raise InputError(path, 1, "the file is empty")
    rows = csv.DictReader(lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    columns = [column.strip().lower() for column in rows.fieldnames or []]
    rows.fieldnames = columns
    text = _column(path, columns, TEXT_COLUMNS)
    label = _column(path, columns, LABEL_COLUMNS)
    for row in rows:
        for column in (text, label):
            if not (row[column] or "").strip():
                raise InputError(path, rows.line_num, f'nothing in the column "{column}"')
        yield Labelled(row[text].strip(), row[label].strip(), (row.get("language") or "").strip() or None)


def _column(path: Path, columns: list[str], names: tuple[str, ...]) -> str:
    for name in names:
        if name in columns:
            return name
    raise InputError(
        path, 1, f'no column "{names[0]}" (nor {", ".join(names[1:])}) among: {", ".join(columns) or "none"}'
    )


def _read_yaml(path: Path, *, other: bool = False) -> Iterator[Labelled]:
    """Messages of an NLU file; `other` says that a file without any may be something else."""
    try:
        root = yaml.compose(_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(path, line, f"is not readable as YAML: {error.problem}") from error
    blocks = _field(root, "nlu")
    if blocks is None:
        if other:
            return
        raise InputError(path, 1, "holds no `nlu:`, as a Rasa NLU file does")
    if not isinstance(blocks, yaml.SequenceNode):
        raise InputError(path, _line(blocks), "`nlu:` should be a list of intents")
    for block in blocks.value:
        yield from _read_block(path, block)


def _read_block(path: Path, block: yaml.Node) -> Iterator[Labelled]:
    intent, examples = _field(block, "intent"), _field(block, "examples")
    if intent is None:
        return  # a synonym, a lookup table or a regular expression
    if not isinstance(examples, yaml.ScalarNode):
        raise InputError(path, _line(block), f'the intent "{intent.value}" has no `examples: |`')
    spoken = _field(_field(block, "metadata"), "language")
    language = str(spoken.value) if spoken is not None else None
    for number, line in enumerate(examples.value.splitlines(), start=_line(examples) + 1):
        if not line.strip():
            continue
        if not line.startswith("- "):
            raise InputError(path, number, f'"{line[:40]}" does not begin with "- "')
        yield Labelled(_ANNOTATION.sub(r"\1", line[2:].strip()), str(intent.value), language)


def _field(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
