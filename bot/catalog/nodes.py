"""Small questions to YAML nodes: where they are, what they are called, what their scalars mean."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any, Literal, get_args, get_origin

import yaml

SHAPES = {
    yaml.ScalarNode: "a single value",
    yaml.SequenceNode: "a list",
    yaml.MappingNode: "keys and values",
}
_NULLS = ("", "~", "null", "Null", "NULL")


def convert(written: str, hint: Any) -> tuple[Any, str]:
    """The value of what was written as a simple type, and what is wrong with it ("" when nothing is)."""
    if get_origin(hint) is Literal:
        options = get_args(hint)
        return written, "" if written in options else f"should be one of {', '.join(options)}"
    if hint is bool:
        return written == "true", "" if written in ("true", "false") else "should be true or false"
    if hint is int:
        fits = re.fullmatch(r"\d+", written) is not None
        return int(
            written
        ) if fits else None, "" if fits else "should be a whole number such as 1299, without dots and units"
    if hint is time and written == "24:00":
        return time(), ""  # the end of a day is the beginning of the next
    if hint is date or hint is time:
        try:
            return hint.fromisoformat(written), ""
        except ValueError:
            example = "2026-12-24" if hint is date else "09:00"
            return None, f'should be a {hint.__name__} such as "{example}"'
    return written, ""


def id_of(node: yaml.Node) -> str:
    """The id that a mapping gives itself, else ""."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return ""


def is_null(node: yaml.ScalarNode) -> bool:
    """Whether nothing was written, or null."""
    return not node.style and node.value in _NULLS  # plain: None in Python, "" in C


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, from 1."""
    return int(node.start_mark.line) + 1


def join(at: str, name: str) -> str:
    """The name of a field inside another."""
    return f"{at}.{name}" if at else name
