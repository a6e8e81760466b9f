"""When each step of a case is due, on days on which people are at work."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.conversations.opening import opening, working_span, working_spans
from api.recovery.models import RecoveryCase
from api.recovery.vocabulary import Step
from bot.catalog.models import Hours, Recovery

_BEFORE_CLOSING = timedelta(hours=2)
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


def undone_steps(case: RecoveryCase) -> list[tuple[Step, date]]:
    """The steps of a case that have a day, and are not done."""
    if case.closed_at is not None:
        return []
    found: list[tuple[Step, date]] = []
    if case.thanked_at is None:
        found.append(("thank", case.thank_due))
    if case.solved_at is None:
        found.append(("solve", case.solve_due))
    elif case.followed_up_at is None and case.follow_up_due is not None:
        found.append(("follow_up", case.follow_up_due))
    return found


def soon_closed(hours: Hours, at: datetime) -> bool:
    """Whether so little is left of the working day that what came up in it has to be reminded of."""
    opens, closes = next(working_spans(hours, at), (None, None))
    if opens is None or closes is None or today(hours, opens) > today(hours, at):
        return True
    return opens <= at and closes - at <= _BEFORE_CLOSING


def began(hours: Hours, day: date) -> datetime:
    """The moment at which a day begins at the business."""
    return datetime.combine(day, time(), ZoneInfo(hours.timezone))


def _working_day(hours: Hours, day: date) -> date:
    """``day``, or the first one after it on which people are at work; ``day`` itself when none is in sight."""
    days = (day + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD_DAYS))
    return next((each for each in days if working_span(hours, each) is not None), day)
