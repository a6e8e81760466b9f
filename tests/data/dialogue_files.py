"""The training data, responses and rules as they lie in the repository, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.catalog import words

ROOT = Path(__file__).parents[2]
DIALOGUE = ROOT / "data" / "dialogue"
HELDOUT = ROOT / "tests" / "heldout"


@dataclass(frozen=True)
class Example:
    """One message of a visitor, with its label."""

    language: str
    intent: str
    text: str
    file: str

    @property
    def normal(self) -> str:
        """The message without case, punctuation and the choice of letters; as it stands if nothing is left."""
        return " ".join(words(self.text)) or self.text


@cache
def training() -> list[Example]:
    """Every training example."""
    return [example for path in sorted(DIALOGUE.glob("*/nlu.*.yml")) for example in _examples(path)]


@cache
def heldout() -> list[Example]:
    """Every example kept back for testing."""
    return [example for path in sorted(HELDOUT.glob("*.yml")) for example in _examples(path)]


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    """The variants of every worded response."""
    return {
        name: variants
        for path in sorted(DIALOGUE.glob("*/responses.yml"))
        for name, variants in _load(path)["responses"].items()
    }


@cache
def rules() -> list[dict[str, Any]]:
    """Every rule."""
    return [rule for path in sorted(DIALOGUE.glob("*/rules.yml")) for rule in _load(path)["rules"]]


@cache
def domain() -> dict[str, Any]:
    """The domain without the responses, which lie beside their topics."""
    return _load(ROOT / "domain.yml")


def _examples(path: Path) -> Iterator[Example]:
    for block in _load(path)["nlu"]:
        for line in block["examples"].splitlines():
            yield Example(
                block["metadata"]["language"],
                block["intent"],
                line.removeprefix("- "),
                str(path.relative_to(ROOT)),
            )


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
