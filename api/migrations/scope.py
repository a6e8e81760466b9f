"""What the models say of the database, and what only migrations know: the index for searching words (0009)."""

from typing import Any


def in_the_models(_item: Any, name: str | None, _kind: str, reflected: bool, counterpart: Any) -> bool:
    """Say, as Alembic's ``include_object``, whether something is compared with the models."""
    searching = (name or "").startswith("search_") or (name or "").endswith("searched")
    return not (reflected and counterpart is None and searching)
