"""Moments in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.staff.door import PAGES
from api.theme.moments import minutes_between, minutes_in_words, moment_in_words

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (datetime(2026, 11, 21, 13, 30, tzinfo=UTC), "da", "14.30"),
        (datetime(2026, 11, 21, 13, 30, tzinfo=UTC), "en", "14:30"),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "nb", "00.30"),
        (datetime(2026, 11, 20, 22, 30, tzinfo=UTC), "da", "20. nov. 23.30"),
        (datetime(2025, 5, 1, 10, 5, tzinfo=UTC), "nb", "1. mai 2025 12.05"),
    ],
)
def test_today_is_a_time_and_another_day_is_named(moment: datetime, language: str, words: str) -> None:
    assert moment_in_words(moment, now=NOW, zone=ZONE, t=PAGES.wordings[language]) == words


def test_minutes_are_whole_and_rounded_down() -> None:
    assert minutes_between(NOW, NOW.replace(minute=4, second=59)) == 4


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min."), (59, "59 min."), (60, "1 t."), (2880, "2 d.")])
def test_lengths_are_short(minutes: int, words: str) -> None:
    assert minutes_in_words(minutes, PAGES.wordings["da"]) == words
