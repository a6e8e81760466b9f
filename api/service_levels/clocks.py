"""The clocks of a conversation: started, ended and judged as it changes hands, in the same transaction.

They are about people, so they begin when a person is asked for, never at the bot's greeting. A conversation has
at most one clock to an answer at a time, ``first`` or ``next``, and one to its end. When it is passed on, those who
wait go on waiting: nothing is reset, and where nobody owed an answer the next person does from then on. Given back
to the bot, nobody waits any more.

``Conversation.due_at``, by which the queue is ordered, is the due time of the clock that matters most.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import business_time
from api.conversations import repository as conversations
from api.conversations.hooks import Change
from api.conversations.levels import service_level
from api.conversations.models import Conversation
from api.conversations.state import tell
from api.db import now
from api.service_levels import repository
from api.service_levels.models import ServiceClock
from api.services import Services
from bot.catalog import Catalog

Kind = Literal["first", "next", "resolution"]
ANSWERS = ("first", "next")


def install(services: Services) -> None:
    """Keep the clocks of every conversation from now on."""

    async def keep(session: AsyncSession, conversation: Conversation, change: Change) -> None:
        await on_change(session, conversation, change, catalog=services.catalog.current())

    services.observers.add(keep)


async def on_change(
    session: AsyncSession, conversation: Conversation, change: Change, *, catalog: Catalog
) -> None:
    """Start and end what a change of a locked conversation starts and ends."""
    match change:
        case "queued" | "assigned":
            await _handed_over(session, conversation, asked_for=change == "queued", catalog=catalog)
        case "visitor_wrote" if conversation.state == "assigned":
            await _somebody_owes_an_answer(session, conversation, catalog=catalog)
        case "replied":
            await _end(session, conversation, kinds=ANSWERS, as_="met", catalog=catalog)
        case "released":
            await _passed_on(session, conversation, catalog=catalog)
        case "handed_back":
            await _end(session, conversation, kinds=(*ANSWERS, "resolution"), as_="void", catalog=catalog)
        case "closed":
            helped = conversation.claimed_at is not None or conversation.resolution is not None
            await _end(session, conversation, kinds=ANSWERS, as_="void", catalog=catalog)
            await _end(
                session, conversation, kinds=("resolution",), as_="met" if helped else "void", catalog=catalog
            )


async def miss(session: AsyncSession, conversation: Conversation, clock: ServiceClock) -> None:
    """Note once that a promise was not kept; the clock runs on until it ends."""
    clock.state = "missed"
    await conversations.append(
        session,
        conversation,
        type="service_level_missed",
        author="system",
        subject=clock.kind,
        facts={
            "level": clock.level,
            "target_seconds": clock.target_seconds,
            "due_at": clock.due_at.isoformat(),
        },
    )
    tell(session, conversation)


async def _handed_over(
    session: AsyncSession, conversation: Conversation, *, asked_for: bool, catalog: Catalog
) -> None:
    """Nobody owes a first answer to a visitor who did not ask for a person and met one all the same."""
    running = list(await repository.running(session, conversation.id))
    if asked_for and not _answers(running):
        running.append(_start(session, conversation, "first", catalog=catalog))
    if not any(clock.kind == "resolution" for clock in running):
        running.append(_start(session, conversation, "resolution", catalog=catalog))
    _set_due(conversation, running)


async def _somebody_owes_an_answer(
    session: AsyncSession, conversation: Conversation, *, catalog: Catalog
) -> None:
    running = list(await repository.running(session, conversation.id))
    if not _answers(running):
        running.append(_start(session, conversation, "next", catalog=catalog))
        _set_due(conversation, running)


async def _passed_on(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    running = list(await repository.running(session, conversation.id))
    if not running:
        return
    if not _answers(running):
        running.append(_start(session, conversation, "next", catalog=catalog))
    _set_due(conversation, running)


async def _end(
    session: AsyncSession,
    conversation: Conversation,
    *,
    kinds: tuple[str, ...],
    as_: Literal["met", "void"],
    catalog: Catalog,
) -> None:
    """End the clocks of these kinds; one that is late by now was missed, whatever it ends as."""
    at, left = now(), []
    for clock in await repository.running(session, conversation.id):
        if clock.kind not in kinds:
            left.append(clock)
            continue
        if clock.state == "active" and at > clock.due_at:
            await miss(session, conversation, clock)
        elif clock.state == "active":
            clock.state = as_
        # No clock of ours runs backwards, whatever becomes of the one on the wall.
        clock.ended_at = max(at, clock.started_at)
        clock.elapsed_seconds = round((clock.ended_at - clock.started_at).total_seconds())
        clock.business_seconds = round(business_time.between(catalog.hours, clock.started_at, clock.ended_at))
    _set_due(conversation, left)


def _start(
    session: AsyncSession, conversation: Conversation, kind: Kind, *, catalog: Catalog
) -> ServiceClock:
    name, level = service_level(catalog, conversation)
    seconds = {
        "first": level.first_response_seconds,
        "next": level.next_response_seconds,
        "resolution": level.resolution_minutes * 60,
    }[kind]
    begun = _began(conversation)
    share = catalog.service_levels.warn_percent / 100
    clock = ServiceClock(
        conversation_id=conversation.id,
        kind=kind,
        level=name,
        started_at=begun,
        warn_at=business_time.add(catalog.hours, begun, seconds * share),
        due_at=business_time.add(catalog.hours, begun, seconds),
        target_seconds=seconds,
        state="active",
    )
    session.add(clock)
    return clock


def _began(conversation: Conversation) -> datetime:
    return conversation.queued_at if conversation.state == "queued" and conversation.queued_at else now()


def _set_due(conversation: Conversation, running: Sequence[ServiceClock]) -> None:
    urgent = _answers(running) or running
    conversation.due_at = min((clock.due_at for clock in urgent), default=None)


def _answers(clocks: Sequence[ServiceClock]) -> list[ServiceClock]:
    return [clock for clock in clocks if clock.kind in ANSWERS]
