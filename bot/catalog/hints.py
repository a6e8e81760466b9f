"""What to write instead: the second half of a message about a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from difflib import get_close_matches
from typing import Any

import yaml

from bot.catalog.cues import is_cue

_SPOKEN = re.compile(r"\*?[^\W_]+\*?")
_STAR_INSIDE = re.compile(r"\w\*\w|\*\w+\*")


def closest(written: str, known: Iterable[str]) -> str | None:
    """The one known name that a misspelt one is nearly."""
    return next(iter(get_close_matches(written, list(known), n=1)), None)


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A question for a message, "" when nothing known is close."""
    meant = closest(written, known)
    return f'; did you mean "{meant}"?' if meant else ""


def as_cue(phrase: str) -> str:
    """How a phrase is written as a cue, "" when that takes more than small letters and spaces."""
    cue = " ".join(_SPOKEN.findall(phrase.lower()))
    return f'; write "{cue}"' if is_cue(cue) and not _STAR_INSIDE.search(phrase) else ""


def as_list(node: yaml.Node, kind: Any) -> str:
    """How a single value is written as a list."""
    if not isinstance(node, yaml.ScalarNode):
        return ""
    example = '["09:00", "17:00"]' if kind is time else f"[{node.value}]"
    return f"; write {example}"
