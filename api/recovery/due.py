"""When each step of a case is due, on days on which people are at work."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.conversations.opening import opening, working_span
from bot.catalog.models import Hours, Recovery

_LOOK_AHEAD_DAYS = 366


def today(hours: Hours, at: datetime) -> date:
    """The date at the business at the moment ``at``."""
    return at.astimezone(ZoneInfo(hours.timezone)).date()


def thank_due(hours: Hours, at: datetime) -> date:
    """The day of the complaint while people are or will be at work on it, else the next working day."""
    times = opening(hours, at)
    return today(hours, at) if times.open or times.opens_at is None else today(hours, times.opens_at)


def solve_due(hours: Hours, at: datetime, *, terms: Recovery) -> date:
    """So many working days after the one on which the case can be begun."""
    day = thank_due(hours, at)
    for _ in range(max(terms.solve_working_days, 0)):
        day = _working_day(hours, day + timedelta(days=1))
    return day


def follow_up_due(hours: Hours, at: datetime, *, terms: Recovery) -> date:
    """So many days after the moment ``at`` it was solved, or the first working day after that."""
    return _working_day(hours, today(hours, at) + timedelta(days=max(terms.follow_up_days, 0)))


def _working_day(hours: Hours, day: date) -> date:
    """``day``, or the first one after it on which people are at work; ``day`` itself when none is in sight."""
    days = (day + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD_DAYS))
    return next((each for each in days if working_span(hours, each) is not None), day)
