"""What a person tells the bot on handing a conversation back: a note, and what was settled meanwhile.

The note is for the bot and for colleagues, never for the visitor. What was settled changes what the bot works with:
the needs that hold, the stage, and whether the complaint is done with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import queries, repository
from api.conversations.models import Conversation, Event
from api.staff.models import Staff

BRIEFED = "bot_briefed"
_UNSERVED = "unserved"
_NEED_EVENTS = ("need_heard", "need_confirmed", "need_rejected")


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """What the bot is to know; None where nothing was chosen.

    ``needs`` are the ids of all needs that hold now; ``complaint_done`` is False while the matter is still open.
    """

    note: str | None = None
    needs: Sequence[str] | None = None
    stage: str | None = None
    complaint_done: bool | None = None

    @property
    def tells(self) -> bool:
        """Whether anything is told at all."""
        return any(one is not None for one in (self.note, self.needs, self.stage, self.complaint_done))


async def brief(session: AsyncSession, conversation: Conversation, staff: Staff, briefing: Briefing) -> None:
    """Keep what the bot is told about a locked conversation that has just been handed back to it."""
    if not briefing.tells:
        return
    if briefing.needs is not None:
        await _correct_needs(session, conversation, staff, briefing.needs)
    if briefing.stage is not None and briefing.stage != conversation.stage:
        conversation.stage = briefing.stage
        await _append(session, conversation, staff, "stage_changed", briefing.stage)
    facts = {"epoch": conversation.epoch, "complaint_done": briefing.complaint_done}
    await repository.append(
        session,
        conversation,
        type=BRIEFED,
        author="agent",
        facts={
            "staff_id": staff.id,
            "needs": None if briefing.needs is None else list(briefing.needs),
            "stage": briefing.stage,
            **facts,
        },
        texts={"text": briefing.note} if briefing.note else None,
    )


async def briefing_now(session: AsyncSession, conversation: Conversation) -> dict[str, Any] | None:
    """What the bot was told when it got the conversation back; None once it has changed hands again."""
    if conversation.epoch == 0:
        return None
    event = await queries.latest_of_type(session, conversation.id, BRIEFED)
    if event is None or event.facts.get("epoch") != conversation.epoch:
        return None
    told = {name: event.facts.get(name) for name in ("needs", "stage", "complaint_done")}
    return {"note": event.wording(), **told}


async def _correct_needs(
    session: AsyncSession, conversation: Conversation, staff: Staff, hold: Sequence[str]
) -> None:
    """Confirm what holds and was not confirmed, reject what was confirmed and does not hold."""
    events = await repository.timeline(session, conversation.id, types=_NEED_EVENTS)
    standing = {event.subject: event.type for event in events}
    for need in hold:
        if standing.get(need) != "need_confirmed":
            await _append(session, conversation, staff, "need_confirmed", need)
    for subject, kind in standing.items():
        if kind == "need_confirmed" and subject not in (None, _UNSERVED, *hold):
            await _append(session, conversation, staff, "need_rejected", str(subject))


async def _append(
    session: AsyncSession, conversation: Conversation, staff: Staff, type: str, subject: str
) -> Event:
    return await repository.append(
        session, conversation, type=type, author="agent", subject=subject, facts={"staff_id": staff.id}
    )
