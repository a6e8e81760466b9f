"""The small windows over an open conversation: to whom to pass it, until when to snooze it, and their like."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading, queries
from api.console.desk_schemas import Aids, LabelOut
from api.console.details import Details, details_of
from api.console.labels import Labels
from api.console.settled import Settled, settled
from api.conversations import repository
from api.conversations.vocabulary import LINES
from api.desk.labels import PRIORITIES
from api.desk.wording import words
from api.routing import presence, teams
from api.routing.presence import Colleague
from api.routing.teams import TeamOut
from api.staff.models import Staff

What = Literal[
    "transfer",
    "take_over",
    "hand_back",
    "snooze",
    "priority",
    "labels",
    "remind",
    "contact",
    "transcript",
    "erase",
]
# Whoever can take it now comes first.
_PRESENCE = ("online", "away", "offline")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What such a window needs; only the part that it is about is filled.

    `line` is the one the conversation is on, `waits` says whether it is in the queue, `address` is where a
    transcript may be sent to, `priorities` are their names from the lowest, `holder` is who has it, `details` is
    what is known of the customer.
    """

    what: What
    id: str
    line: int
    waits: bool
    aids: Aids
    lines: tuple[int, ...] = LINES
    colleagues: tuple[Colleague, ...] = ()
    teams: tuple[TeamOut, ...] = ()
    labels: tuple[LabelOut, ...] = ()
    priorities: tuple[str, ...] = ()
    address: str | None = None
    settled: Settled | None = None
    holder: str | None = None
    details: Details | None = None


async def asked(
    session: AsyncSession, conversation_id: str, what: What, *, staff: Staff, labels: Labels
) -> Asked:
    """Return what a window about a conversation shows.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    conversation = await repository.get(session, conversation_id)
    aids = await desk_reading.aids(session, conversation_id, staff, labels=labels)
    contact = await repository.contact_of(session, conversation) if what == "transcript" else None
    holder = conversation.assigned_to
    names = await queries.staff_names(session, [holder]) if what == "take_over" and holder else {}
    return Asked(
        what=what,
        id=conversation.id,
        line=conversation.line or 1,
        waits=conversation.state == "queued",
        aids=aids,
        colleagues=await _others(session, {holder, staff.id}) if what == "transfer" else (),
        teams=await teams.all_teams(session) if what == "transfer" else (),
        labels=(await desk_reading.all_labels(session, staff, labels)).labels if what == "labels" else (),
        priorities=_priorities(labels) if what == "priority" else (),
        address=contact.email if contact else None,
        settled=await settled(session, conversation_id, labels) if what == "hand_back" else None,
        holder=names.get(holder or 0),
        details=await details_of(session, conversation) if what == "contact" else None,
    )


async def _others(session: AsyncSession, without: set[int | None]) -> tuple[Colleague, ...]:
    people = [one for one in await presence.colleagues(session) if one.id not in without]
    return tuple(sorted(people, key=lambda one: (_PRESENCE.index(one.presence), one.load, one.name)))


def _priorities(labels: Labels) -> tuple[str, ...]:
    w = words(labels.t.language)
    return tuple(w.label("priority", str(number)) for number in range(len(PRIORITIES)))
