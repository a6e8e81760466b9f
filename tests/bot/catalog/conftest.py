"""A small catalog that is right in every respect, and a way to make one mistake in it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog import CatalogError, load_catalog

Edit = Callable[[str, str, str], None]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the small catalog."""
    return Path(shutil.copytree(Path(__file__).parent / "small", tmp_path / "catalog"))


@pytest.fixture
def edit(directory: Path) -> Edit:
    """Replaces a piece of text that occurs in a file of the copy."""

    def replace(name: str, old: str, new: str) -> None:
        path = directory / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def problems(directory: Path) -> Callable[[], list[str]]:
    """Loads the copy and gives the lines of what is wrong with it."""

    def load() -> list[str]:
        with pytest.raises(CatalogError) as caught:
            load_catalog(directory)
        return str(caught.value).splitlines()

    return load
