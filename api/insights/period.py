"""Which days a view is about, in the business's own time zone, and which it is compared with.

A conversation belongs to the day it began on. The days before are as many, and while the period is still
running they end at the same time of day, so that a morning is never compared with a whole day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from api.insights.errors import PeriodInvalid

CHOICES = (7, 30, 90)
DEFAULT_DAYS = 30
LONGEST_DAYS = 3 * 366
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAILY_UP_TO = 100
_WEEKLY_UP_TO = 550
_ONE_DAY = timedelta(days=1)

Step = Literal["day", "week", "month"]


@dataclass(frozen=True, kw_only=True)
class Window:
    """A stretch of time in UTC: from ``start`` to just before ``end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """One point of a chart over time: the days ``first`` to ``last``."""

    first: date
    last: date
    window: Window


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days ``first`` to ``last``, both included; ``chosen`` is 7, 30 or 90 when picked that way."""

    first: date
    last: date
    zone: ZoneInfo
    moment: datetime
    chosen: int | None = None

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    @cached_property
    def window(self) -> Window:
        """When the period is."""
        return self._window(self.first, self.last)

    @cached_property
    def before(self) -> Window:
        """As many days just before; cut at the same time of day while the period is running."""
        length = timedelta(days=self.days)
        earlier = self._window(self.first - length, self.last - length)
        if not self.window.start <= self.moment < self.window.end:
            return earlier
        cut = self.moment.astimezone(self.zone) - length
        return Window(start=earlier.start, end=cut.astimezone(UTC))

    @property
    def before_days(self) -> tuple[date, date]:
        """The first and the last day of the days before."""
        length = timedelta(days=self.days)
        return self.first - length, self.last - length

    @property
    def step(self) -> Step:
        """How long one point of a chart over time is."""
        if self.days <= _DAILY_UP_TO:
            return "day"
        return "week" if self.days <= _WEEKLY_UP_TO else "month"

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        """The points of a chart over time; weeks begin on Monday, and the ends may be short."""
        return tuple(
            Bucket(first=first, last=last, window=self._window(first, last)) for first, last in self._steps()
        )

    @property
    def query(self) -> str:
        """What the address of a page says to get this period."""
        return urlencode({"days": self.chosen}) if self.chosen else self.dates

    @property
    def dates(self) -> str:
        """The same as dates, which stay true tomorrow."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})

    def _steps(self) -> Iterator[tuple[date, date]]:
        first = self.first
        while first <= self.last:
            last = min(_end_of(first, self.step), self.last)
            yield first, last
            first = last + _ONE_DAY

    def _window(self, first: date, last: date) -> Window:
        return Window(start=self._midnight(first), end=self._midnight(last + _ONE_DAY))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def parse_period(
    *, days: str | None, first: str | None, last: str | None, moment: datetime, zone: ZoneInfo
) -> Period:
    """Return the period an address asks for; dates win over a number of days.

    Args:
        days: 7, 30 or 90, ending today.
        first: The first day, as 2026-11-21.
        last: The last day; today when only `first` is given.
        moment: The present.
        zone: Where the business counts its days.

    Raises:
        PeriodInvalid: Names the part that cannot be used.
    """
    today = moment.astimezone(zone).date()
    if not first and not last:
        chosen = _choice(days)
        return Period(
            first=today - timedelta(days=chosen - 1), last=today, zone=zone, moment=moment, chosen=chosen
        )
    if not first:
        raise PeriodInvalid("from", "from_missing")
    begin, end = _date("from", first), _date("to", last) if last else today
    if begin > end:
        raise PeriodInvalid("from", "from_after_to")
    if (end - begin).days + 1 > LONGEST_DAYS:
        raise PeriodInvalid("from", "too_long")
    return Period(first=begin, last=end, zone=zone, moment=moment)


def _choice(days: str | None) -> int:
    if not days:
        return DEFAULT_DAYS
    if days not in {str(choice) for choice in CHOICES}:
        raise PeriodInvalid("days", "not_days")
    return int(days)


def _date(field: str, text: str) -> date:
    try:
        found = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise PeriodInvalid(field, "not_a_date")
    if not 2000 <= found.year <= 2100:
        raise PeriodInvalid(field, "far_away")
    return found


def _end_of(day: date, step: Step) -> date:
    if step == "day":
        return day
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE_DAY
