"""One conversation as the console shows it: its standing, its timeline and the context packet."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading, queries
from api.console.desk_schemas import Aids
from api.console.labels import Labels
from api.console.levels import Level, levels_of, most_urgent
from api.console.packet import Side, side_of
from api.console.promises import Promise, promises_of
from api.console.timeline import Entry, entries, last_message_of
from api.conversations import repository
from api.conversations.contacts import known_name
from api.conversations.models import Conversation
from api.conversations.packet import ContextPacket
from api.db import now
from api.recovery.packet import packet_for
from api.service_levels.reading import clocks_of
from api.staff.models import Staff
from api.theme.moments import minutes_between, minutes_in_words

Mode = Literal["mine", "queued", "bot", "other", "closed"]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How the customer can be reached after the chat."""

    email: str | None
    phone: str | None


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What stands above and around the timeline.

    `mode` says what the reader (a staff id) may do: write ("mine"), take it ("queued", "bot"), only note ("other"), or
    read ("closed"). `seen_seq` is how far the visitor has read; `heard_seq` and `own_seq` are the last
    messages of the visitor and of a colleague. `levels` are its service clocks, `urgent` the one that counts now;
    `aids` are labels, priority, snooze and the reader's reminders. `waited`, `promised` (the wait) and
    `next_step` are in words;
    `promises` are the offers the customer said yes to.
    """

    id: str
    reader: int
    mode: Mode
    who: str
    named: bool
    language: str
    line: int | None
    holder: str | None
    levels: tuple[Level, ...]
    urgent: Level | None
    aids: Aids
    closed_as: str | None
    last_seq: int
    seen_seq: int
    heard_seq: int
    own_seq: int
    waited: str | None
    promised: str | None
    next_step: str | None
    contact: Reach | None
    promises: tuple[Promise, ...]
    timeline: tuple[Entry, ...]
    packet: ContextPacket
    side: Side


async def talk(session: AsyncSession, conversation_id: str, *, staff: Staff, labels: Labels) -> Talk:
    """Return a conversation with everything known about it.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await repository.get(session, conversation_id)
    name = await known_name(session, conversation)
    who = name or labels.t("queue.guest")
    events = await repository.timeline(session, conversation_id)
    holder = conversation.assigned_to
    mentioned = {
        event.facts[one] for event in events for one in ("staff_id", "to_staff_id") if event.facts.get(one)
    }
    names = await queries.staff_names(session, mentioned | ({holder} if holder else set()))
    shown = entries(events, labels=replace(labels, colleagues=names), customer=who)
    packet = await packet_for(
        session, conversation_id, staff=staff, catalog=labels.catalog, language=labels.t.language
    )
    moment = now()
    clocks = await clocks_of(session, conversation, hours=labels.catalog.hours, at=moment)
    levels = levels_of(clocks, at=moment, labels=labels)
    return Talk(
        id=conversation.id,
        reader=staff.id,
        mode=_mode(conversation, staff),
        who=who,
        named=name is not None,
        language=labels.t.label("language", conversation.language),
        line=conversation.line,
        holder=names.get(holder or 0),
        levels=levels,
        urgent=most_urgent(levels),
        aids=await desk_reading.aids(session, conversation_id, staff, labels=labels),
        closed_as=labels.t.label("resolution", conversation.resolution) if conversation.resolution else None,
        last_seq=conversation.last_seq,
        seen_seq=conversation.visitor_read_seq,
        heard_seq=last_message_of(shown, "visitor"),
        own_seq=last_message_of(shown, "agent"),
        waited=_in_words(_minutes_since(packet.waiting_since), labels),
        promised=_in_words(packet.promised_minutes, labels),
        next_step=labels.next_step(packet.complaint.kind if packet.complaint else None),
        contact=await _contact(session, conversation),
        promises=promises_of(packet.offers, labels),
        timeline=shown,
        packet=packet,
        side=await side_of(session, conversation, events, packet, staff=staff, labels=labels),
    )


def _mode(conversation: Conversation, staff: Staff) -> Mode:
    if conversation.state == "assigned":
        return "mine" if conversation.assigned_to == staff.id else "other"
    if conversation.state == "closed":
        return "closed"
    return "queued" if conversation.state == "queued" else "bot"


async def _contact(session: AsyncSession, conversation: Conversation) -> Reach | None:
    """What was told in the conversation goes before what the business knew."""
    here = await repository.contact_of(session, conversation)
    signed = await repository.customer_contact(session, conversation)
    known = [contact for contact in (here, signed) if contact is not None]
    email = next((contact.email for contact in known if contact.email), None)
    phone = next((contact.phone for contact in known if contact.phone), None)
    return Reach(email=email, phone=phone) if email or phone else None


def _in_words(minutes: int | None, labels: Labels) -> str | None:
    return None if minutes is None else minutes_in_words(minutes, labels.t)


def _minutes_since(moment: datetime | None) -> int | None:
    return None if moment is None else minutes_between(moment, now())
