"""What other systems read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import packet, repository
from api.conversations.models import Contact, Conversation
from api.customers import history
from api.customers import repository as customers
from api.customers.errors import CustomerNotFound
from api.db import now
from api.open import cursor as places
from api.open import queries
from api.open.schemas import (
    ContactOut,
    ConversationInFull,
    ConversationOut,
    ConversationsOut,
    CustomerOut,
    EventOut,
    FiguresOut,
    Holder,
    Language,
    State,
)
from bot.catalog import Catalog

_CUSTOMERS_CONVERSATIONS = 50
_CUSTOMERS_ORDERS = 50
_ORDERS_BESIDE = 5
_LOOKED_UP = ("assigned_to", "customer")


async def listed(
    session: AsyncSession,
    *,
    cursor: str | None,
    updated_since: datetime | None,
    states: Sequence[State],
    language: Language | None,
    limit: int,
) -> ConversationsOut:
    """A piece of the list of conversations.

    Raises:
        CursorInvalid: ``cursor`` was not given out.
    """
    moment = now()
    after = places.read(cursor) if cursor else None
    found = await queries.conversations(
        session,
        after=after,
        updated_since=updated_since,
        states=states,
        language=language,
        limit=limit + 1,
    )
    shown, has_more = found[:limit], len(found) > limit
    following = cursor
    if shown:
        last = (shown[-1].updated_at, shown[-1].id)
        following = places.written(last if has_more else places.settled(last, at=moment))
    return ConversationsOut(conversations=await _shown(session, shown), cursor=following, has_more=has_more)


async def in_full(
    session: AsyncSession,
    conversation_id: str,
    *,
    after: int,
    language: Language | None,
    catalog: Catalog,
    with_customer: bool,
) -> ConversationInFull:
    """One conversation with its timeline from behind number ``after`` and the context packet.

    Raises:
        ConversationNotFound: There is none.
    """
    conversation = await repository.get(session, conversation_id)
    known = await packet.context_packet(session, conversation_id, catalog=catalog, language=language)
    contact, past = None, None
    if with_customer:
        here = await repository.contact_of(session, conversation)
        signed = await repository.customer_contact(session, conversation)
        contact = _contact(here, signed)
        if conversation.customer_id is not None:
            past = await history.history_of(session, conversation.customer_id, newest=_ORDERS_BESIDE)
    else:
        # The suggestion speaks to the customer by name.
        who = known.who.model_copy(update={"name": None})
        known = known.model_copy(update={"who": who, "suggestion": None})
    events = await repository.timeline(session, conversation_id, after=after)
    return ConversationInFull(
        conversation=(await _shown(session, [conversation]))[0],
        contact=contact,
        history=past,
        timeline=[EventOut.of(event) for event in events],
        packet=known,
    )


async def customer(session: AsyncSession, key: str) -> CustomerOut:
    """Somebody the business has identified.

    Raises:
        CustomerNotFound: Nobody is called so.
    """
    person = await customers.customer(session, key)
    if person is None:
        raise CustomerNotFound
    contact = await repository.contact_of_customer(session, person.id)
    ids = await queries.conversations_of(session, person.id, limit=_CUSTOMERS_CONVERSATIONS)
    return CustomerOut(
        id=key,
        contact=_contact(contact),
        conversations=list(ids),
        history=await history.history_of(session, person.id, newest=_CUSTOMERS_ORDERS),
    )


async def figures(session: AsyncSession, *, since: datetime, until: datetime) -> FiguresOut:
    """What became of the conversations begun between two moments."""
    counted = await queries.figures(session, since=since, until=until)
    return FiguresOut(since=since, until=until, **counted)


async def _shown(session: AsyncSession, found: Sequence[Conversation]) -> list[ConversationOut]:
    names = await queries.staff_names(session, {each.assigned_to for each in found if each.assigned_to})
    keys = await queries.customer_keys(session, {each.customer_id for each in found if each.customer_id})
    return [
        ConversationOut(
            **_columns(each),
            assigned_to=_holder(each.assigned_to, names),
            customer=keys.get(each.customer_id or 0),
        )
        for each in found
    ]


def _holder(staff_id: int | None, names: Mapping[int, str]) -> Holder | None:
    return Holder(id=staff_id, name=names[staff_id]) if staff_id in names and staff_id else None


def _columns(conversation: Conversation) -> dict[str, Any]:
    return {
        name: getattr(conversation, name) for name in ConversationOut.model_fields if name not in _LOOKED_UP
    }


def _contact(*known: Contact | None) -> ContactOut | None:
    """What is known, the first that knows a thing being believed."""
    there = [contact for contact in known if contact is not None]
    if not there:
        return None
    return ContactOut.model_validate(
        {
            field: next((value for contact in there if (value := getattr(contact, field))), None)
            for field in ContactOut.model_fields
        }
    )
