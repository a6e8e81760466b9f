"""The words of this package, by language."""

from functools import cache
from pathlib import Path

from api.theme.texts import Wording, load_texts


def words(language: str) -> Wording:
    """The words of one of our languages."""
    return _wordings()[language]


@cache
def _wordings() -> dict[str, Wording]:
    return load_texts([Path(__file__).parent / "texts"])
