"""One conversation as the console shows it: its standing, its timeline and the context packet."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading, queries
from api.console.about import who_in_words
from api.console.desk_schemas import Aids
from api.console.details import Details, details_of
from api.console.labels import Labels
from api.console.levels import Level, levels_of, most_urgent
from api.console.packet import Side, side_of
from api.console.promises import Promise, promises_of
from api.console.timeline import Entry, entries, last_message_of
from api.conversations import repository
from api.conversations.models import Conversation
from api.conversations.packet import ContextPacket
from api.db import now
from api.recovery.packet import packet_for
from api.service_levels.reading import clocks_of
from api.staff.models import Staff
from api.staff.permissions import may
from api.theme.moments import minutes_between, minutes_in_words

Mode = Literal["mine", "queued", "bot", "other", "closed"]
_COLLEAGUES = ("staff_id", "to_staff_id", "from_staff_id")


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What stands above and around the timeline.

    `mode` says what the reader (a staff id) may do: write ("mine"), take it ("queued", "bot"), only note ("other"), or
    read ("closed"). `seen_seq` is how far the visitor has read; `heard_seq` and `own_seq` are the last
    messages of the visitor and of a colleague. `levels` are its service clocks, `urgent` the one that counts now;
    `aids` are labels, priority, snooze and the reader's reminders. `waited` and `promised` (the wait) are in words;
    `promises` are the offers the customer said yes to. `may_erase` is whether the reader may have all of it forgotten,
    `may_take_over` whether they may take it out of a colleague's hands, or pass it on for them.
    """

    id: str
    reader: int
    mode: Mode
    who: str
    named: bool
    language: str
    language_code: str
    channel: str
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
    contact: Details | None
    promises: tuple[Promise, ...]
    timeline: tuple[Entry, ...]
    packet: ContextPacket
    side: Side
    may_erase: bool
    may_take_over: bool


async def talk(session: AsyncSession, conversation_id: str, *, staff: Staff, labels: Labels) -> Talk:
    """Return a conversation with everything known about it.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await repository.get(session, conversation_id)
    known = await details_of(session, conversation)
    guest = known.name or labels.t("queue.guest")
    events = await repository.timeline(session, conversation_id)
    holder = conversation.assigned_to
    mentioned = {event.facts[one] for event in events for one in _COLLEAGUES if event.facts.get(one)}
    names = await queries.staff_names(session, mentioned | ({holder} if holder else set()))
    named = replace(labels, colleagues=names)
    shown = entries(events, labels=named, customer=guest)
    packet = await packet_for(
        session, conversation_id, staff=staff, catalog=labels.catalog, language=labels.t.language
    )
    moment, mode = now(), _mode(conversation, staff)
    called = queries.Called(name=known.name, email=known.email)
    clocks = await clocks_of(session, conversation, hours=labels.catalog.hours, at=moment)
    levels = levels_of(clocks, at=moment, labels=labels)
    return Talk(
        id=conversation.id,
        reader=staff.id,
        mode=mode,
        who=who_in_words(called, packet.complaint.order_number if packet.complaint else None, labels),
        named=known.name is not None,
        language=labels.t.label("language", conversation.language),
        language_code=conversation.language,
        channel=conversation.channel,
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
        contact=known if known.email or known.phone else None,
        promises=promises_of(packet.offers, labels),
        timeline=shown,
        packet=packet,
        side=await side_of(session, conversation, events, packet, staff=staff, labels=named),
        may_erase=may(staff.role, "lead_team"),
        may_take_over=may(staff.role, "lead_team") and mode == "other",
    )


def _mode(conversation: Conversation, staff: Staff) -> Mode:
    if conversation.state == "assigned":
        return "mine" if conversation.assigned_to == staff.id else "other"
    if conversation.state == "closed":
        return "closed"
    return "queued" if conversation.state == "queued" else "bot"


def _in_words(minutes: int | None, labels: Labels) -> str | None:
    return None if minutes is None else minutes_in_words(minutes, labels.t)


def _minutes_since(moment: datetime | None) -> int | None:
    return None if moment is None else minutes_between(moment, now())
