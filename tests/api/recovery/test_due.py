"""When a complaint is answered, solved and followed up: on days on which people are at work."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.conversations.opening import working_span
from api.recovery.due import follow_up_due, solve_due, thank_due
from bot.catalog.models import ClosedDay, Hours, Recovery

OFFICE = (time(9), time(17))
HOURS = Hours(
    timezone="Europe/Copenhagen",
    weekly={
        "mon": OFFICE, "tue": OFFICE, "wed": OFFICE, "thu": OFFICE, "fri": (time(9), time(16)), "sat": None, "sun": None
    },
    holidays=("DK", "NO"),
    closed=(ClosedDay(date=date(2026, 12, 24), name={}), ClosedDay(date=date(2026, 12, 31), name={})),
    text={},
)  # fmt: skip
TWO_DAYS = Recovery(solve_working_days=2, follow_up_days=5)


def at(day: str, clock: str) -> datetime:
    """A moment of the clock in Copenhagen in winter."""
    return datetime.fromisoformat(f"{day}T{clock}:00+01:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "thank", "solve"),
    [
        ("2026-11-23", "10:00", "2026-11-23", "2026-11-25"),
        ("2026-11-23", "08:00", "2026-11-23", "2026-11-25"),
        ("2026-11-23", "16:59", "2026-11-23", "2026-11-25"),
        ("2026-11-23", "17:00", "2026-11-24", "2026-11-26"),
        ("2026-11-27", "12:00", "2026-11-27", "2026-12-01"),
        ("2026-11-27", "16:30", "2026-11-30", "2026-12-02"),
        ("2026-11-29", "12:00", "2026-11-30", "2026-12-02"),
        ("2026-12-23", "12:00", "2026-12-23", "2026-12-29"),
        ("2026-12-30", "18:00", "2027-01-04", "2027-01-06"),
        ("2027-03-24", "12:00", "2027-03-24", "2027-03-31"),
    ],
)
def test_thanked_the_same_working_day_and_solved_two_later(
    day: str, clock: str, thank: str, solve: str
) -> None:
    moment = at(day, clock)
    assert thank_due(HOURS, moment).isoformat() == thank
    assert solve_due(HOURS, moment, terms=TWO_DAYS).isoformat() == solve


def test_followed_up_days_later_but_not_on_a_sunday_or_at_christmas() -> None:
    assert follow_up_due(HOURS, at("2026-11-23", "12:00"), terms=TWO_DAYS) == date(2026, 11, 30)
    assert follow_up_due(HOURS, at("2026-11-25", "12:00"), terms=TWO_DAYS) == date(2026, 11, 30)
    assert follow_up_due(HOURS, at("2026-12-21", "12:00"), terms=TWO_DAYS) == date(2026, 12, 28)


def test_just_before_midnight_in_the_business_is_its_own_day() -> None:
    night = Hours(**{**vars(HOURS), "weekly": dict.fromkeys(HOURS.weekly, (time(0), time(23, 59)))})
    assert thank_due(night, datetime(2026, 11, 23, 22, 30, tzinfo=UTC)) == date(2026, 11, 23)
    assert thank_due(night, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == date(2026, 11, 24)


@settings(deadline=None)
@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC)),
    days=st.integers(0, 12),
)
def test_always_on_working_days_never_before_the_complaint_and_never_too_many(
    moment: datetime, days: int
) -> None:
    terms = Recovery(solve_working_days=days, follow_up_days=days)
    thank, solve = thank_due(HOURS, moment), solve_due(HOURS, moment, terms=terms)
    follow = follow_up_due(HOURS, moment, terms=terms)
    for day in (thank, solve, follow):
        assert working_span(HOURS, day) is not None
        assert day >= moment.date()
    between = (thank + timedelta(days=1 + n) for n in range((solve - thank).days))
    assert sum(working_span(HOURS, day) is not None for day in between) == days
