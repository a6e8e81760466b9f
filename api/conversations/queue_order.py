"""In which order those who wait are taken: one expression for the list, the place in the queue and assignment.

1. The urgent first, then the high, then the usual ones.
2. Within these, whoever had a person already who then left: they have been let down once.
3. Then by the time they are due. Somebody who thinks of leaving has a head start of ten minutes, and so comes
   before all who are due in that window; nobody waits longer for it than that.
4. Then by arrival: those who came while nobody was at work are all due at the same moment.

Two conversations never share a place.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, extract, func, literal, or_

from api.conversations.models import Conversation
from api.db import UtcDateTime

HEAD_START = timedelta(minutes=10)
_LONG_AWAY = literal(datetime(9999, 1, 1, tzinfo=UTC), UtcDateTime())


def queue_order(of: type[Conversation] = Conversation) -> tuple[SQLColumnExpression[Any], ...]:
    """The columns to sort by, none of them null, so that they can be compared as a row.

    Args:
        of: The conversation, or an alias of it.
    """
    waits = of.state == "queued"
    due = func.coalesce(of.due_at, _LONG_AWAY)
    head_start = case((of.escalation_reason == "churn_risk", int(HEAD_START.total_seconds())), else_=0)
    return (
        -of.priority,
        case((and_(waits, of.claimed_at.is_not(None)), 0), else_=extract("epoch", due) - head_start),
        due,
        func.coalesce(case((waits, of.queued_at)), _LONG_AWAY),
        of.id,
    )


def to_be_taken(
    at: datetime | ColumnElement[datetime], of: type[Conversation] = Conversation
) -> ColumnElement[bool]:
    """Whether a conversation waits for a person and nobody has put it aside for later."""
    return and_(of.state == "queued", or_(of.snoozed_until.is_(None), of.snoozed_until <= at))
