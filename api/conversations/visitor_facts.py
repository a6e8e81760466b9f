"""What the bot must know of a visitor before each turn, in one statement.

Every turn of every conversation asks this, so the statement is built once and its parts come together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Contact, Conversation, Event

_CASE = ("complaint_raised", "closed", "handed_back")


@dataclass(frozen=True, kw_only=True)
class VisitorFacts:
    """A visitor's name and what was offered to them.

    ``name`` is what was told here, else what the business has signed. ``offers_here`` were made in this
    conversation, the others to the customer in all of them. ``wants_none``: they said stop, here or before, or
    have a complaint that a person is working on. ``complaint_open``: one was raised here that nobody has closed
    or handed back since.
    """

    name: str | None
    offers_here: int
    offers_in_7_days: int
    offers_in_30_days: int
    wants_none: bool
    complaint_open: bool


async def visitor_facts(session: AsyncSession, conversation: Conversation, *, at: datetime) -> VisitorFacts:
    """The facts about the visitor of a conversation.

    Args:
        at: The moment from which the 7 and 30 days are counted back.
    """
    values = {
        "id": conversation.id,
        "since_7": at - timedelta(days=7),
        "since_30": at - timedelta(days=30),
    }
    if conversation.customer_id is None:
        row = (await session.execute(_ONE_CONVERSATION, values)).one()
    else:
        row = (await session.execute(_CUSTOMER, {**values, "customer": conversation.customer_id})).one()
    return VisitorFacts(
        name=row.told_name or row.signed_name,
        offers_here=row.here,
        offers_in_7_days=row.in_7_days,
        offers_in_30_days=row.in_30_days,
        wants_none=bool(row.wants_none),
        complaint_open=row.last_of_case == "complaint_raised",
    )


def _facts(theirs: ColumnElement[bool], signed_name: ColumnElement[Any]) -> Select[Any]:
    """The statement; ``theirs`` picks the conversations of the same person."""
    here: ColumnElement[str] = bindparam("id")
    told_name = select(Contact.name).where(Contact.conversation_id == here).scalar_subquery()
    last_of_case = (
        select(Event.type)
        .where(Event.conversation_id == here, Event.type.in_(_CASE))
        .order_by(Event.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    with_a_person = Conversation.state.in_(("queued", "assigned"))
    complains = Conversation.escalation_reason == "complaint"
    wants_none = exists().where(theirs, or_(Conversation.offers_stopped.is_(True), complains & with_a_person))
    return (
        select(
            func.count().filter(Event.conversation_id == here).label("here"),
            func.count().filter(Event.created_at >= bindparam("since_7")).label("in_7_days"),
            func.count().filter(Event.created_at >= bindparam("since_30")).label("in_30_days"),
            told_name.label("told_name"),
            signed_name.label("signed_name"),
            last_of_case.label("last_of_case"),
            wants_none.correlate(None).label("wants_none"),
        )
        .select_from(Event)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .where(Event.type == "offer_made", theirs)
    )


_ONE_CONVERSATION = _facts(Conversation.id == bindparam("id"), null())
_CUSTOMER = _facts(
    Conversation.customer_id == bindparam("customer"),
    select(Contact.name).where(Contact.customer_id == bindparam("customer")).scalar_subquery(),
)
