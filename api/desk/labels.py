"""Labels and priority: what conversations are sorted by. Whatever is put on or taken off is in the timeline."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as core
from api.conversations.models import Conversation
from api.conversations.writing import clean
from api.desk import repository
from api.desk.errors import NameTaken, NoLabelGiven, UnknownColour, UnknownThing
from api.desk.models import ConversationLabel, Label
from api.desk.palette import colour_of
from api.live import QUEUE, announce, conversation_topic
from api.staff import audit
from api.staff.models import Staff

PRIORITIES = ("usual", "high", "urgent")


async def make(session: AsyncSession, *, name: str, colour: str, by: Staff | None = None) -> Label:
    """Make a label.

    Args:
        by: Who does it, for the audit trail.

    Raises:
        NameTaken: There is one of this name.
        UnknownColour: The colour is not on the palette.
    """
    label = Label(name=clean(name), colour=_checked(colour))
    await _check_free(session, label.name, but=None)
    session.add(label)
    await _stored(session)
    if by is not None:
        await audit.note(session, by, "label_made", label=label.name)
    return label


async def change(
    session: AsyncSession, label_id: int, *, name: str, colour: str, by: Staff | None = None
) -> Label:
    """Give a label another name or colour.

    Raises:
        UnknownThing: It does not exist.
        NameTaken, UnknownColour: As for :func:`make`.
    """
    label = await _existing(session, label_id)
    await _check_free(session, clean(name), but=label.id)
    before = label.name
    label.name, label.colour = clean(name), _checked(colour)
    await _stored(session)
    if by is not None:
        await audit.note(session, by, "label_changed", label=label.name, before_name=before)
    return label


async def delete(session: AsyncSession, label_id: int, *, by: Staff | None = None) -> None:
    """Remove a label from everywhere.

    Raises:
        UnknownThing: It does not exist.
    """
    label = await _existing(session, label_id)
    await repository.remove(session, label)
    if by is not None:
        await audit.note(session, by, "label_removed", label=label.name)


async def put_on(session: AsyncSession, conversation_id: str, staff: Staff, label_id: int) -> bool:
    """Put a label on a conversation; False when it was on it.

    Raises:
        ConversationNotFound: There is no such conversation.
        NoLabelGiven: There is no such label.
    """
    conversation = await core.lock(session, conversation_id)
    label = await session.get(Label, label_id)
    if label is None:
        raise NoLabelGiven(fields={"label": NoLabelGiven.message})
    if await repository.label_on(session, conversation_id, label_id):
        return False
    session.add(ConversationLabel(conversation_id=conversation_id, label_id=label_id))
    await _note(session, conversation, staff, type="labelled", subject=label.name, label_id=label_id)
    return True


async def take_off(session: AsyncSession, conversation_id: str, staff: Staff, label_id: int) -> bool:
    """Take a label off a conversation; False when it was not on it.

    Raises:
        ConversationNotFound: There is no such conversation.
    """
    conversation = await core.lock(session, conversation_id)
    placed = await repository.label_on(session, conversation_id, label_id)
    label = await session.get(Label, label_id)
    if placed is None or label is None:
        return False
    await session.delete(placed)
    await _note(session, conversation, staff, type="unlabelled", subject=label.name, label_id=label_id)
    return True


async def choose(
    session: AsyncSession, conversation_id: str, staff: Staff, *, on: Sequence[int], off: Sequence[int]
) -> None:
    """Put labels on a conversation and take others off.

    Raises:
        ConversationNotFound, NoLabelGiven: As for :func:`put_on`.
    """
    for label_id in on:
        await put_on(session, conversation_id, staff, label_id)
    for label_id in off:
        await take_off(session, conversation_id, staff, label_id)


async def set_priority(session: AsyncSession, conversation_id: str, staff: Staff, priority: int) -> bool:
    """Make a conversation usual (0), high (1) or urgent (2); False when it was.

    Raises:
        ConversationNotFound: There is no such conversation.
    """
    conversation = await core.lock(session, conversation_id)
    before = conversation.priority
    if before == priority:
        return False
    conversation.priority = priority
    await _note(
        session,
        conversation,
        staff,
        type="priority_set",
        subject=PRIORITIES[priority],
        was=PRIORITIES[before],
    )
    return True


async def _note(
    session: AsyncSession,
    conversation: Conversation,
    staff: Staff,
    *,
    type: str,
    subject: str,
    **facts: object,
) -> None:
    await core.append(
        session,
        conversation,
        type=type,
        author="agent",
        subject=subject,
        facts={"staff_id": staff.id, **facts},
    )
    announce(session, conversation_topic(conversation.id), {"seq": conversation.last_seq})
    announce(session, QUEUE, {"conversation_id": conversation.id})


async def _existing(session: AsyncSession, label_id: int) -> Label:
    label = await session.get(Label, label_id)
    if label is None:
        raise UnknownThing
    return label


async def _check_free(session: AsyncSession, name: str, *, but: int | None) -> None:
    taken = await repository.label_named(session, name)
    if not name or (taken is not None and taken.id != but):
        raise NameTaken(fields={"name": NameTaken.message})


async def _stored(session: AsyncSession) -> None:
    """Two who make the same name at once: the second is told so."""
    try:
        await session.flush()
    except IntegrityError as error:
        raise NameTaken(fields={"name": NameTaken.message}) from error


def _checked(colour: str) -> str:
    known = colour_of(colour)
    if known is None:
        raise UnknownColour(fields={"colour": UnknownColour.message})
    return known.light
