"""The words of this package, by language, from ``texts/`` beside this file."""

from functools import cache
from pathlib import Path

from api.theme.texts import Wording, load_texts

_FOLDER = Path(__file__).with_name("texts")


def words(language: str) -> Wording:
    """Return the words of ``da``, ``nb`` or ``en``."""
    return _wordings()[language]


@cache
def _wordings() -> dict[str, Wording]:
    return load_texts([_FOLDER])
