"""Hints for an open console: look again at the list, at the conversation, or see who is typing.

A hint carries no personal data. The browser reads the fragments after each hint and after each reconnect, so
nothing depends on a hint arriving. Every message in any conversation touches the list, so hints about it that
follow one another within a moment become one. What is said where a colleague is at work changes nobody else's
decisions: their lists follow within a few seconds, not all at the same moment.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from math import inf

from api.desk.presence import presence_topic
from api.live import QUEUE, Bus, Payload, conversation_topic, staff_topic
from api.services import Services
from api.staff.service import current_login

KEEP_ALIVE_SECONDS = 20.0
LIST_EVERY_SECONDS = 0.3
LIST_OF_OTHERS_SECONDS = (3.0, 6.0)
RETRY_MILLISECONDS = 3000


async def hints(
    services: Services,
    token: str,
    *,
    conversation_id: str | None,
    staff_id: int | None = None,
    keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
) -> AsyncIterator[str]:
    """Yield server-sent events until the session ends.

    Args:
        services: The running api.
        token: The session's token; asked again at each sign of life, which also keeps the person present.
        conversation_id: The conversation on the screen, if any.
        staff_id: Whose screen it is, for what concerns only them.
        keep_alive_seconds: How often to give a sign of life when nothing happens.
    """
    topics = [QUEUE]
    if conversation_id:
        topics += [conversation_topic(conversation_id), presence_topic(conversation_id)]
    topics += [staff_topic(staff_id)] if staff_id else []
    yield f"retry: {RETRY_MILLISECONDS}\n" + _event("ready", {})
    payloads = _with_pauses(services.bus, topics, staff_id=staff_id, pause_seconds=keep_alive_seconds)
    async for payload in payloads:
        if payload is not None:
            yield _hint(payload)
        elif await current_login(services.database, token) is None:
            yield _event("logged_out", {})
            return
        else:
            # An event, not a comment: of comments a page hears nothing, and so would not miss them.
            yield _event("here", {})


async def _with_pauses(
    bus: Bus, topics: list[str], *, staff_id: int | None, pause_seconds: float
) -> AsyncIterator[Payload | None]:
    """Yield what the bus says until it closes, the list at a measured pace, None every `pause_seconds`."""
    async with bus.subscribe(*topics) as payloads:
        pause_at = time.monotonic() + pause_seconds
        list_free_at, list_due_at = 0.0, inf
        patience = random.uniform(*LIST_OF_OTHERS_SECONDS)
        while True:
            wait = min(pause_at, list_due_at) - time.monotonic()
            try:
                payload = await asyncio.wait_for(anext(payloads), max(0.0, wait))
            except TimeoutError:
                moment = time.monotonic()
                if list_due_at <= moment:
                    list_free_at, list_due_at = moment + LIST_EVERY_SECONDS, inf
                    yield {"topic": QUEUE}
                else:
                    pause_at = moment + pause_seconds
                    yield None
            except StopAsyncIteration:
                return
            else:
                if payload["topic"] == QUEUE:
                    # Whom it concerns, if the hint says so; all others can wait.
                    at_once = payload.get("holder", staff_id) == staff_id
                    due_at = time.monotonic() + (0.0 if at_once else patience)
                    list_due_at = min(list_due_at, max(list_free_at, due_at))
                else:
                    yield payload


def _hint(payload: Payload) -> str:
    if payload["topic"] == QUEUE:
        return _event("queue", {})
    if "typing" in payload:
        return _event("typing", payload["typing"])
    if "present" in payload:
        return _event("present", payload["present"])
    if payload["topic"].startswith("staff:"):
        return _event("own", {name: value for name, value in payload.items() if name != "topic"})
    return _event("conversation", {"seq": payload.get("seq")})


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
