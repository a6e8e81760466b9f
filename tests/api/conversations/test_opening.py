"""When people are at work, in the business's own time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from api.conversations.opening import Opening, load_holidays, opening
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


class TestNights:
    NIGHT = replace(
        HOURS, holidays=("DK",), closed=(), weekly=dict.fromkeys(HOURS.weekly, (time(22), time(6)))
    )

    @pytest.mark.parametrize(
        ("moment", "opens_at"),
        [
            ("2026-11-23T21:30", None),
            ("2026-11-24T04:59", None),
            ("2026-11-24T05:00", "2026-11-24T21:00"),
            ("2026-12-25T04:00", None),
            ("2026-12-25T12:00", "2026-12-27T21:00"),
        ],
        ids=["evening", "morning", "over", "into a holiday", "none begins on a holiday"],
    )
    def test_belong_to_the_day_on_which_they_begin(self, moment: str, opens_at: str | None) -> None:
        expected = Opening(open=opens_at is None, opens_at=at(opens_at) if opens_at else None)
        assert opening(self.NIGHT, at(moment)) == expected

    def test_a_day_may_end_at_midnight(self) -> None:
        late = replace(HOURS, weekly={**HOURS.weekly, "mon": (time(9), time(0))})
        assert opening(late, at("2026-11-23T22:59")).open
        assert opening(late, at("2026-11-23T23:00")).opens_at == at("2026-11-24T08:00")


class TestHolidays:
    def test_are_worked_out_before_anybody_asks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        load_holidays(HOURS, at("2026-11-23T10:00"))

        def too_late(*_: Any, **__: Any) -> None:
            pytest.fail("a visitor waits for it")

        monkeypatch.setattr("api.conversations.opening.holidays.country_holidays", too_late)
        assert opening(HOURS, at("2027-12-25T10:00")).opens_at == at("2027-12-27T08:00")

    def test_of_a_country_nobody_has_heard_of_close_nothing(self) -> None:
        assert opening(replace(HOURS, holidays=("XQ",)), at("2026-12-25T10:00")).open
