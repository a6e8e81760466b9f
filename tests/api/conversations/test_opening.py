"""When people are at work, in the business's own time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from api.conversations.opening import Opening, due, opening
from bot.catalog.models import ClosedDay, Hours

HOURS = Hours(
    timezone="Europe/Copenhagen",
    weekly={
        **{day: (time(9), time(17)) for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": (time(10), time(14)),
        "sun": None,
    },
    holidays=("DK", "NO"),
    closed=(ClosedDay(date=date(2026, 11, 25), name={"da": "x", "nb": "x", "en": "x"}),),
    text={"da": "x", "nb": "x", "en": "x"},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestOpening:
    @pytest.mark.parametrize(
        ("moment", "opens_at"),
        [
            ("2026-11-23T08:00", None),
            ("2026-11-23T07:59", "2026-11-23T08:00"),
            ("2026-11-23T16:00", "2026-11-24T08:00"),
            ("2026-11-28T13:30", "2026-11-30T08:00"),
            ("2026-11-24T18:00", "2026-11-26T08:00"),
            ("2026-05-16T13:00", "2026-05-18T07:00"),
            ("2026-12-25T10:00", "2026-12-28T08:00"),
            ("2026-03-28T20:00", "2026-03-30T07:00"),
        ],
        ids=[
            "open",
            "before",
            "after",
            "weekend",
            "a day the business closes",
            "Norway's day on a Sunday",
            "Christmas",
            "summer time begins",
        ],
    )
    def test_now_or_next(self, moment: str, opens_at: str | None) -> None:
        expected = Opening(open=opens_at is None, opens_at=at(opens_at) if opens_at else None)
        assert opening(HOURS, at(moment)) == expected

    def test_one_countrys_holiday_is_enough(self) -> None:
        assert not opening(HOURS, at("2027-05-17T10:00")).open
        assert opening(replace(HOURS, holidays=()), at("2027-05-17T10:00")).open

    def test_never_open_is_said(self) -> None:
        never = replace(HOURS, weekly=dict.fromkeys(HOURS.weekly))
        assert opening(never, at("2026-11-23T10:00")) == Opening(open=False, opens_at=None)


class TestDue:
    def test_the_clock_starts_at_opening_time(self) -> None:
        assert due(HOURS, at("2026-11-23T10:00"), seconds=30) == datetime(2026, 11, 23, 10, 0, 30, tzinfo=UTC)
        assert due(HOURS, at("2026-11-22T10:00"), seconds=30) == datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC)
