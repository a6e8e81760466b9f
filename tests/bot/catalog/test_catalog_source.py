"""The catalog as it is now: changes are taken up, broken ones are not."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog import CatalogError, CatalogSource

Edit = Callable[[str, str, str], None]


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(directory: Path, clock: Clock) -> CatalogSource:
    return CatalogSource(directory, clock=clock)


class TestCurrent:
    def test_is_the_same_object_while_nothing_changes(self, source: CatalogSource, clock: Clock) -> None:
        first = source.current()
        clock.now = 10

        assert source.current() is first

    def test_takes_up_a_change(self, source: CatalogSource, clock: Clock, edit: Edit) -> None:
        source.current()
        edit("stories.yml", "A family", "A whole family")
        clock.now = 1

        assert source.current().stories["baby"].text["en"] == "A whole family"

    def test_looks_at_most_once_a_second(self, source: CatalogSource, clock: Clock, edit: Edit) -> None:
        first = source.current()
        edit("stories.yml", "A family", "A whole family")
        clock.now = 0.9

        assert source.current() is first

    def test_a_broken_change_is_logged_once_and_the_last_good_one_stays(
        self, source: CatalogSource, clock: Clock, edit: Edit, caplog: pytest.LogCaptureFixture
    ) -> None:
        first = source.current()
        edit("stories.yml", ", en: A family", "")

        with caplog.at_level(logging.ERROR):
            for second in (1, 2, 3):
                clock.now = second
                assert source.current() is first

        assert len(caplog.records) == 1
        assert "stories.yml:4 baby: text for en is missing (text)" in caplog.text

    def test_a_mended_change_is_taken_up(self, source: CatalogSource, clock: Clock, edit: Edit) -> None:
        source.current()
        edit("stories.yml", ", en: A family", "")
        clock.now = 1
        source.current()
        edit("stories.yml", "nb: En familie", "nb: En familie, en: Mended")
        clock.now = 2

        assert source.current().stories["baby"].text["en"] == "Mended"

    def test_without_any_good_catalog_says_what_is_wrong(self, source: CatalogSource, edit: Edit) -> None:
        edit("stories.yml", ", en: A family", "")

        with pytest.raises(CatalogError, match="text for en is missing"):
            source.current()
