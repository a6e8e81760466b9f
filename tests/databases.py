"""The two databases that tests run on."""

import os
from typing import Any

import pytest

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
NEEDS_POSTGRESQL = pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL is not set")
PLACES: list[Any] = ["sqlite", pytest.param("postgresql", marks=NEEDS_POSTGRESQL)]


def on_both(metafunc: pytest.Metafunc, *files: str, besides: tuple[str, ...] = ()) -> None:
    """Run the tests that have a database on both.

    Args:
        metafunc: The test that is being collected.
        files: Only those in these files; all where none is given.
        besides: But not those in these.
    """
    name = metafunc.definition.path.name
    if "place" in metafunc.fixturenames and (not files or name in files) and name not in besides:
        metafunc.parametrize("place", PLACES, indirect=True)
