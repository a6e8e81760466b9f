"""How a customer can be reached, and a colleague's corrections of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, repository
from api.conversations.contacts import Field
from api.conversations.models import Conversation
from api.conversations.state import tell
from api.conversations.writing import clean
from api.staff.models import Staff

FIELDS: tuple[Field, ...] = ("name", "email", "phone")


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of the customer: what was told in the conversation goes before what the business knew."""

    name: str | None
    email: str | None
    phone: str | None


async def details_of(session: AsyncSession, conversation: Conversation) -> Details:
    """Return what is known of the customer of a conversation."""
    here = await repository.contact_of(session, conversation)
    signed = await repository.customer_contact(session, conversation)
    known = [contact for contact in (here, signed) if contact is not None]
    return Details(
        name=next((one.name for one in known if one.name), None),
        email=next((one.email for one in known if one.email), None),
        phone=next((one.phone for one in known if one.phone), None),
    )


async def correct(
    session: AsyncSession, conversation_id: str, staff: Staff, told: Mapping[Field, str]
) -> list[Field]:
    """Add or correct what is known of the customer; what is left empty is taken away where it was told here.

    Returns:
        The fields that are different now; the timeline says for each who changed it.

    Raises:
        ConversationNotFound: It does not exist (any more).
        ContactInvalid: Names each field that cannot be used.
    """
    conversation = await repository.lock(session, conversation_id)
    known = await details_of(session, conversation)
    wanted = {field: clean(value).strip() for field, value in told.items()}
    new = {field: value for field, value in wanted.items() if value and value != getattr(known, field)}
    changed = await contacts.give(session, conversation, new) if new else []
    removed = await _remove(session, conversation, [field for field, value in wanted.items() if not value])
    for type, fields in (("contact_given", changed), ("contact_removed", removed)):
        for field in fields:
            await repository.append(
                session,
                conversation,
                type=type,
                author="agent",
                subject=field,
                facts={"staff_id": staff.id},
            )
    tell(session, conversation)
    return [*changed, *removed]


async def _remove(session: AsyncSession, conversation: Conversation, fields: list[Field]) -> list[Field]:
    """Forget fields told in a conversation; what the business itself has signed stays."""
    contact = await repository.contact_of(session, conversation)
    gone = [field for field in fields if contact is not None and getattr(contact, field)]
    for field in gone:
        setattr(contact, field, None)
    return gone
