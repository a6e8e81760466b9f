"""The visitor's live stream: server-sent events read from the timeline, so nothing is lost between two looks.

``message``, ``state`` and ``wait`` carry the number of their timeline event as ``id``; after a reconnect with
``Last-Event-ID`` everything since is replayed. ``read`` says how far the person who has the conversation has
read; like ``typing`` it has no number, and it is told anew at every beginning.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.chat.schemas import read_by_staff
from api.conversations import repository, waiting
from api.conversations.errors import ConversationNotFound
from api.conversations.models import Conversation, Event
from api.conversations.schemas import Message, WaitOut
from api.conversations.service import standing_of
from api.live import QUEUE, Payload, conversation_topic
from api.ratings.presence import Presence
from api.services import Services

KEEP_ALIVE_SECONDS = 15.0
RETRY_MILLISECONDS = 2000
_STATES = {
    "queued": "queued",
    "claimed": "assigned",
    "handed_back": "bot",
    "closed": "closed",
    "reopened": "bot",
}
_SHOWN = ("message", "wait_updated", *_STATES)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How far a stream has read, and ``read`` how far it has said that a person has.

    Only one that waits for a person need care what happens in the queue; one that has a person hears there that
    this person has read something.
    """

    seq: int
    state: str
    read: int | None = None

    @classmethod
    def of(cls, conversation: Conversation) -> "Seen":
        """Everything there is now."""
        return cls(seq=conversation.last_seq, state=conversation.state, read=read_by_staff(conversation))

    def is_news(self, hint: Payload, conversation_id: str) -> bool:
        """Whether there may be something to tell, for a hint about the conversation or about the queue."""
        if hint["topic"] != QUEUE:
            return True
        if self.state == "queued":
            return "state" in hint
        return self.state == "assigned" and hint.get("conversation_id") == conversation_id


async def visitor_stream(
    services: Services, conversation_id: str, *, after: int | None, keep_alive: float = KEEP_ALIVE_SECONDS
) -> AsyncGenerator[str, None]:
    """The stream of one conversation, from the event after number ``after``, or from now on.

    It begins with the state as it is. It ends when the conversation is erased or the process stops.
    """
    async with services.bus.subscribe(conversation_topic(conversation_id), QUEUE) as hints:
        try:
            presence = Presence(services, conversation_id)
            seen, first = await _beginning(services, conversation_id, after)
            await presence.note(seen.state)
            yield f"retry: {RETRY_MILLISECONDS}\n\n{first}"
            async for hint in _hints(hints, keep_alive):
                seen, text = await _news(services, conversation_id, seen, hint)
                await presence.note(seen.state)
                if text:
                    yield text
        except ConversationNotFound:
            return


async def _hints(hints: AsyncIterator[Payload], keep_alive: float) -> AsyncIterator[Payload | None]:
    """Each hint, or None when it is time for a sign of life."""
    while True:
        try:
            async with asyncio.timeout(keep_alive):
                hint = await anext(hints)
        except TimeoutError:
            yield None
        except StopAsyncIteration:
            return
        else:
            yield hint


async def _beginning(services: Services, conversation_id: str, after: int | None) -> tuple[Seen, str]:
    async with services.database.reading() as session:
        conversation = await repository.get(session, conversation_id)
        seq = conversation.last_seq if after is None else after
        standing = (await standing_of(session, conversation)).model_dump(mode="json")
        missed = await _since(session, conversation, seq)
    seen = Seen.of(conversation)
    return seen, sse("state", standing) + _read(seen.read) + missed


async def _news(
    services: Services, conversation_id: str, seen: Seen, hint: Payload | None
) -> tuple[Seen, str]:
    if hint is not None and "typing" in hint:
        typing = hint["typing"]
        return seen, "" if typing.get("author") == "visitor" else sse("typing", typing)
    if hint is not None and not seen.is_news(hint, conversation_id):
        return seen, ""
    if seen.state == "queued" and (hint is None or hint["topic"] == QUEUE):
        await _tell_wait(services, conversation_id)
    async with services.database.reading() as session:
        conversation = await repository.get(session, conversation_id)
        text = "" if conversation.last_seq == seen.seq else await _since(session, conversation, seen.seq)
    found = Seen.of(conversation)
    if found.read != seen.read:
        text += _read(found.read)
    return found, text or ("" if hint is not None else ": still here\n\n")


async def _tell_wait(services: Services, conversation_id: str) -> None:
    catalog = services.catalog.current()
    async with services.database.reading() as session:
        conversation = await repository.get(session, conversation_id)
        if not await waiting.changed(session, conversation, catalog=catalog):
            return
    async with services.database.writing() as session:
        conversation = await repository.lock(session, conversation_id)
        await waiting.tell_if_changed(session, conversation, catalog=catalog)


async def _since(session: AsyncSession, conversation: Conversation, seq: int) -> str:
    events = await repository.timeline(session, conversation.id, after=seq, types=_SHOWN, audience="public")
    shown = [event for event in events if event.seq <= conversation.last_seq]
    return "".join(_event(event) for event in shown)


def _read(seq: int | None) -> str:
    return sse("read", {"read_seq": seq}) if seq else ""


def _event(event: Event) -> str:
    if event.type == "message":
        return sse("message", Message.of(event).model_dump(mode="json"), seq=event.seq)
    if event.type == "wait_updated":
        return sse("wait", WaitOut.model_validate(event.facts).model_dump(mode="json"), seq=event.seq)
    agent = event.facts.get("name") if event.type == "claimed" else None
    wait = WaitOut.model_validate(event.facts).model_dump(mode="json") if event.type == "queued" else None
    return sse("state", {"state": _STATES[event.type], "agent": agent, "wait": wait}, seq=event.seq)


def sse(name: str, data: dict[str, Any], *, seq: int | None = None) -> str:
    """One server-sent event."""
    number = f"id: {seq}\n" if seq is not None else ""
    return f"{number}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
