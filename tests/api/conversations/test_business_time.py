"""Business time against a calendar: every result here was worked out by hand.

Clock times are written with their offset from UTC, so that a clock change shows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.conversations.business_time import add, between
from api.conversations.opening import LOOK_AHEAD_DAYS
from bot.catalog.models import WEEKDAYS, ClosedDay, Hours

NAME = {"da": "x", "nb": "x", "en": "x"}
MINUTE, HOUR = 60, 3600


def hours(
    weekly: Mapping[str, str], *countries: str, zone: str = "Europe/Copenhagen", closed: tuple[str, ...] = ()
) -> Hours:
    """Hours from "09:00-17:00" by weekday; those not named are closed."""
    return Hours(
        timezone=zone,
        weekly={day: _span(weekly.get(day)) for day in WEEKDAYS},
        holidays=countries,
        closed=tuple(ClosedDay(date=date.fromisoformat(day), name=NAME) for day in closed),
        text=NAME,
    )


def _span(text: str | None) -> tuple[time, time] | None:
    if text is None:
        return None
    begin, end = (time.fromisoformat(part.replace("24:00", "00:00")) for part in text.split("-"))
    return begin, end


def every(days: str, span: str) -> dict[str, str]:
    return dict.fromkeys(days.split(), span)


WORKDAYS = every("mon tue wed thu fri", "09:00-17:00")
ALL_DAYS = " ".join(WEEKDAYS)
OFFICE = hours({**WORKDAYS, "sat": "10:00-14:00"}, "DK", "NO", closed=("2026-11-25",))
DANISH = replace(OFFICE, holidays=("DK",))
NORWEGIAN = replace(OFFICE, holidays=("NO",), timezone="Europe/Oslo")
NIGHT = hours(every(ALL_DAYS, "22:00-06:00"))
NIGHT_OFF_ON_HOLIDAYS = replace(NIGHT, holidays=("DK",))
FRIDAY_NIGHT = hours({"fri": "22:00-06:00"})
LATE = hours(every("mon tue wed thu fri", "09:00-24:00"))
ALWAYS = hours(every(ALL_DAYS, "00:00-24:00"))
NEW_YORK = hours(WORKDAYS, zone="America/New_York")
SYDNEY = hours(WORKDAYS, zone="Australia/Sydney")
KOLKATA = hours(WORKDAYS, zone="Asia/Kolkata")
LONG_NIGHT = hours({"mon": "22:00-10:00", "tue": "09:00-17:00"})
IN_THE_SKIPPED_HOUR = hours({"sun": "02:30-05:00"})
AN_HOUR_A_WEEK = hours({"mon": "09:00-10:00"})

# What it is about: hours, from when, seconds of business time, until when.
GOLDEN = {
    # A working week; 23 November 2026 is a Monday.
    "within the day": (OFFICE, "2026-11-23T10:00+01:00", 30, "2026-11-23T10:00:30+01:00"),
    "before opening": (OFFICE, "2026-11-23T07:00+01:00", HOUR, "2026-11-23T10:00+01:00"),
    "at opening": (OFFICE, "2026-11-23T09:00+01:00", HOUR, "2026-11-23T10:00+01:00"),
    "exactly until closing": (OFFICE, "2026-11-23T16:00+01:00", HOUR, "2026-11-23T17:00+01:00"),
    "a second past closing": (OFFICE, "2026-11-23T16:00+01:00", HOUR + 1, "2026-11-24T09:00:01+01:00"),
    "at closing": (OFFICE, "2026-11-23T17:00+01:00", HOUR, "2026-11-24T10:00+01:00"),
    "in the evening": (OFFICE, "2026-11-23T20:00+01:00", HOUR, "2026-11-24T10:00+01:00"),
    "a working day from opening": (OFFICE, "2026-11-23T09:00+01:00", 8 * HOUR, "2026-11-23T17:00+01:00"),
    "a working day from noon": (OFFICE, "2026-11-23T12:00+01:00", 8 * HOUR, "2026-11-24T12:00+01:00"),
    "over a closed day": (OFFICE, "2026-11-24T16:30+01:00", HOUR, "2026-11-26T09:30+01:00"),
    "on a closed day": (OFFICE, "2026-11-25T11:00+01:00", HOUR, "2026-11-26T10:00+01:00"),
    "into Saturday": (OFFICE, "2026-11-27T16:00+01:00", 2 * HOUR, "2026-11-28T11:00+01:00"),
    "over Sunday": (OFFICE, "2026-11-28T13:00+01:00", 2 * HOUR, "2026-11-30T10:00+01:00"),
    "on Sunday": (OFFICE, "2026-11-22T10:00+01:00", 30, "2026-11-23T09:00:30+01:00"),
    "a working week": (OFFICE, "2026-11-16T09:00+01:00", 44 * HOUR, "2026-11-21T14:00+01:00"),
    "a working week and a second": (
        OFFICE, "2026-11-16T09:00+01:00", 44 * HOUR + 1, "2026-11-23T09:00:01+01:00",
    ),
    # Public holidays.
    "Christmas": (OFFICE, "2026-12-24T16:00+01:00", 2 * HOUR, "2026-12-28T10:00+01:00"),
    "Christmas with the business's own Christmas Eve": (
        replace(OFFICE, closed=(ClosedDay(date=date(2026, 12, 24), name=NAME),)),
        "2026-12-23T16:30+01:00", HOUR, "2026-12-28T09:30+01:00",
    ),
    "into the new year": (OFFICE, "2026-12-31T16:00+01:00", 2 * HOUR, "2027-01-02T11:00+01:00"),
    "Norway's first of May counts": (OFFICE, "2026-04-30T16:00+02:00", 2 * HOUR, "2026-05-02T11:00+02:00"),
    "Denmark works on the first of May": (
        DANISH, "2026-04-30T16:00+02:00", 2 * HOUR, "2026-05-01T10:00+02:00",
    ),
    "Norway's national day": (NORWEGIAN, "2028-05-16T16:00+02:00", 2 * HOUR, "2028-05-18T10:00+02:00"),
    "Ascension Day": (OFFICE, "2026-05-13T16:30+02:00", HOUR, "2026-05-15T09:30+02:00"),
    "Whitsun": (OFFICE, "2026-05-23T13:30+02:00", HOUR, "2026-05-26T09:30+02:00"),
    # Easter 2026: holidays on Thursday 2, Friday 3 and Monday 6 April, open on Saturday 4.
    "into Easter": (OFFICE, "2026-04-01T16:00+02:00", 2 * HOUR, "2026-04-04T11:00+02:00"),
    "over Easter": (OFFICE, "2026-04-01T16:00+02:00", 6 * HOUR, "2026-04-07T10:00+02:00"),
    "on Good Friday": (OFFICE, "2026-04-03T12:00+02:00", HOUR, "2026-04-04T11:00+02:00"),
    "a week of Easter": (OFFICE, "2026-03-30T09:00+02:00", 28 * HOUR, "2026-04-04T14:00+02:00"),
    # Easter 2027 falls on the day on which the clocks go forward.
    "Easter with summer time": (OFFICE, "2027-03-24T16:30+01:00", 5 * HOUR, "2027-03-30T09:30+02:00"),
    # Clock changes while nobody is at work: 29 March and 25 October 2026.
    "forward over a weekend": (OFFICE, "2026-03-28T13:00+01:00", 2 * HOUR, "2026-03-30T10:00+02:00"),
    "back over a weekend": (OFFICE, "2026-10-24T13:00+02:00", 2 * HOUR, "2026-10-26T10:00+01:00"),
    # Nights.
    "before the night": (NIGHT, "2026-11-23T20:00+01:00", HOUR, "2026-11-23T23:00+01:00"),
    "past midnight": (NIGHT, "2026-11-23T23:00+01:00", 2 * HOUR, "2026-11-24T01:00+01:00"),
    "after midnight": (NIGHT, "2026-11-24T02:00+01:00", HOUR, "2026-11-24T03:00+01:00"),
    "until morning": (NIGHT, "2026-11-24T05:00+01:00", HOUR, "2026-11-24T06:00+01:00"),
    "into the next night": (NIGHT, "2026-11-24T05:30+01:00", HOUR, "2026-11-24T22:30+01:00"),
    "by day": (NIGHT, "2026-11-24T12:00+01:00", 30, "2026-11-24T22:00:30+01:00"),
    "New Year's night": (NIGHT, "2026-12-31T23:59:30+01:00", MINUTE, "2027-01-01T00:00:30+01:00"),
    "a night that loses an hour": (NIGHT, "2026-03-28T22:00+01:00", 7 * HOUR, "2026-03-29T06:00+02:00"),
    "across the lost hour": (NIGHT, "2026-03-29T01:30+01:00", HOUR, "2026-03-29T03:30+02:00"),
    "a night that gains an hour": (NIGHT, "2026-10-24T22:00+02:00", 9 * HOUR, "2026-10-25T06:00+01:00"),
    "across the hour that comes twice": (NIGHT, "2026-10-25T02:30+02:00", HOUR, "2026-10-25T02:30+01:00"),
    "a night ends on a holiday and none begins": (
        NIGHT_OFF_ON_HOLIDAYS, "2026-12-25T05:00+01:00", 2 * HOUR, "2026-12-27T23:00+01:00",
    ),
    "one night a week": (FRIDAY_NIGHT, "2026-11-28T05:00+01:00", 2 * HOUR, "2026-12-04T23:00+01:00"),
    "hours that overlap are worked once": (
        LONG_NIGHT, "2026-11-23T22:00+01:00", 13 * HOUR, "2026-11-24T11:00+01:00",
    ),
    "hours that begin in the lost hour": (
        IN_THE_SKIPPED_HOUR, "2026-03-29T00:00+01:00", 30 * MINUTE, "2026-03-29T04:00+02:00",
    ),
    # The end of the day.
    "until midnight": (LATE, "2026-11-23T23:30+01:00", 30 * MINUTE, "2026-11-24T00:00+01:00"),
    "a minute past midnight": (LATE, "2026-11-23T23:30+01:00", 31 * MINUTE, "2026-11-24T09:01+01:00"),
    "midnight before a weekend": (LATE, "2026-11-27T23:59:59+01:00", 2, "2026-11-30T09:00:01+01:00"),
    "round the clock": (ALWAYS, "2026-11-23T23:59:30+01:00", MINUTE, "2026-11-24T00:00:30+01:00"),
    "a day of 23 hours": (ALWAYS, "2026-03-29T00:00+01:00", 23 * HOUR, "2026-03-30T00:00+02:00"),
    "a day of 25 hours": (ALWAYS, "2026-10-25T00:00+02:00", 25 * HOUR, "2026-10-26T00:00+01:00"),
    "a whole week": (ALWAYS, "2026-11-02T00:00+01:00", 168 * HOUR, "2026-11-09T00:00+01:00"),
    # Time zones.
    "told in another zone": (OFFICE, "2026-11-23T03:00-05:00", HOUR, "2026-11-23T10:00+01:00"),
    "New York": (NEW_YORK, "2026-11-23T21:30+00:00", HOUR, "2026-11-24T14:30+00:00"),
    "summer time in New York": (NEW_YORK, "2026-03-06T16:30-05:00", HOUR, "2026-03-09T09:30-04:00"),
    "Sunday in London is Monday in Sydney": (
        SYDNEY, "2026-11-22T21:00+00:00", HOUR, "2026-11-23T10:00+11:00",
    ),
    "a zone of half an hour": (KOLKATA, "2026-11-23T08:45+05:30", 30 * MINUTE, "2026-11-23T09:30+05:30"),
    # Little time.
    "an hour a week": (AN_HOUR_A_WEEK, "2026-11-23T09:00+01:00", 10 * HOUR, "2027-01-25T10:00+01:00"),
}  # fmt: skip

# What it is about: hours, from when, until when, hours of business time.
STRETCHES = {
    "a weekend": (OFFICE, "2026-11-27T12:00+01:00", "2026-11-30T12:00+01:00", 12),
    "from closing to opening": (OFFICE, "2026-11-28T14:00+01:00", "2026-11-30T09:00+01:00", 0),
    "an evening": (OFFICE, "2026-11-23T18:00+01:00", "2026-11-23T23:00+01:00", 0),
    "backwards": (OFFICE, "2026-11-23T12:00+01:00", "2026-11-23T11:00+01:00", 0),
    "Easter": (OFFICE, "2026-03-30T00:00+02:00", "2026-04-07T00:00+02:00", 28),
    "a week with a closed day": (OFFICE, "2026-11-23T00:00+01:00", "2026-11-30T00:00+01:00", 36),
    "Christmas week": (OFFICE, "2026-12-21T00:00+01:00", "2026-12-28T00:00+01:00", 32),
    "the lost hour": (NIGHT, "2026-03-28T12:00+01:00", "2026-03-29T12:00+02:00", 7),
    "the hour that comes twice": (NIGHT, "2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00", 9),
    "half a night at each end": (NIGHT, "2026-11-23T02:00+01:00", "2026-11-24T02:00+01:00", 8),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestAdd:
    @pytest.mark.parametrize(("open_", "start", "seconds", "end"), GOLDEN.values(), ids=GOLDEN.keys())
    def test_leads_to_the_moment(self, open_: Hours, start: str, seconds: int, end: str) -> None:
        assert add(open_, at(start), seconds) == at(end)

    def test_no_time_is_the_moment_itself_even_when_closed(self) -> None:
        assert add(OFFICE, at("2026-11-22T10:00+01:00"), 0) == at("2026-11-22T10:00+01:00")

    def test_a_moment_of_the_business_own_zone_is_counted_on_the_world_clock(self) -> None:
        before = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
        assert add(NIGHT, before, 2 * HOUR) == at("2026-10-25T02:30+01:00")

    def test_where_nobody_is_ever_at_work_the_look_ahead_ends_it(self) -> None:
        start = at("2026-11-23T09:00+00:00")
        assert add(hours({}), start, 30) == start + timedelta(days=LOOK_AHEAD_DAYS)


class TestBetween:
    @pytest.mark.parametrize(("open_", "start", "seconds", "end"), GOLDEN.values(), ids=GOLDEN.keys())
    def test_is_the_time_that_led_there(self, open_: Hours, start: str, seconds: int, end: str) -> None:
        assert between(open_, at(start), at(end)) == seconds

    @pytest.mark.parametrize(("open_", "start", "end", "passed"), STRETCHES.values(), ids=STRETCHES.keys())
    def test_of_a_stretch(self, open_: Hours, start: str, end: str, passed: int) -> None:
        assert between(open_, at(start), at(end)) == passed * HOUR


CLOCKS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SPANS = st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda span: span[0] != span[1] or span[0] == time())
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
SECONDS = st.integers(1, 40 * HOUR)


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    """Any week with some hours on Monday, in zones whose clocks change in different ways, or not at all."""
    zones = ("Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
    return Hours(
        timezone=draw(st.sampled_from(zones)),
        weekly={**{day: draw(SPANS) for day in WEEKDAYS}, "mon": (time(9), time(17))},
        holidays=draw(st.sampled_from([(), ("DK",), ("DK", "NO")])),
        closed=(),
        text=NAME,
    )


class TestBothWays:
    @given(any_hours(), MOMENTS, SECONDS)
    def test_what_was_added_lies_between(self, open_: Hours, start: datetime, seconds: int) -> None:
        assert between(open_, start, add(open_, start, seconds)) == seconds

    @given(any_hours(), MOMENTS, SECONDS, SECONDS)
    def test_more_time_is_later(self, open_: Hours, start: datetime, less: int, more: int) -> None:
        less, more = sorted((less, more))
        assert start < add(open_, start, less) <= add(open_, start, more)

    @given(any_hours(), MOMENTS, MOMENTS, SECONDS)
    def test_a_later_start_never_ends_earlier(
        self, open_: Hours, first: datetime, second: datetime, seconds: int
    ) -> None:
        first, second = sorted((first, second))
        assert add(open_, first, seconds) <= add(open_, second, seconds)

    @given(any_hours(), MOMENTS, st.lists(st.integers(0, 30 * 24 * HOUR), min_size=2, max_size=2))
    def test_stretches_add_up(self, open_: Hours, start: datetime, steps: list[int]) -> None:
        middle = start + timedelta(seconds=steps[0])
        end = middle + timedelta(seconds=steps[1])
        whole = between(open_, start, end)
        assert between(open_, start, middle) + between(open_, middle, end) == whole
        assert 0 <= whole <= (end - start).total_seconds()
