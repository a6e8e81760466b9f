"""Hints that something happened, so that open pages need not poll.

A hint says only "look again": subscribers read the timeline from the database, so order and replay are the
database's and a lost hint costs a few seconds at most. Hints made inside a transaction are collected on the
session and go out after its commit.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

Payload = dict[str, Any]
QUEUE = "queue"
_BACKLOG = 100


class Bus(Protocol):
    """Publish and subscribe by topic; a subscriber that falls behind loses the oldest hints."""

    async def publish(self, topic: str, payload: Payload) -> None:
        """Tell everyone who listens to ``topic`` now."""

    def subscribe(self, *topics: str) -> AbstractAsyncContextManager[AsyncIterator[Payload]]:
        """Listen from the moment the context is entered; each payload carries its ``topic``.

        Waiting for the next payload may be cancelled (a timeout) and resumed. The iterator ends when the bus
        closes, which is how open streams learn that the process stops.
        """

    async def close(self) -> None:
        """End all subscriptions."""


class Hints:
    """The hints one subscriber has not read yet."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Payload | None] = asyncio.Queue(_BACKLOG)

    def put(self, payload: Payload | None) -> None:
        """Add a hint, or None for the end."""
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(payload)

    def __aiter__(self) -> "Hints":
        return self

    async def __anext__(self) -> Payload:
        payload = await self._waiting.get()
        if payload is None:
            self.put(None)
            raise StopAsyncIteration
        return payload


class MemoryBus:
    """A bus for one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Hints]] = defaultdict(set)
        self._closed = False

    async def publish(self, topic: str, payload: Payload) -> None:
        for hints in tuple(self._listeners.get(topic, ())):
            hints.put({**payload, "topic": topic})

    @property
    def listeners(self) -> int:
        """How many topics somebody listens to."""
        return len(self._listeners)

    async def close(self) -> None:
        self._closed = True
        for listeners in tuple(self._listeners.values()):
            for hints in listeners:
                hints.put(None)

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[AsyncIterator[Payload]]:
        hints = Hints()
        if self._closed:
            hints.put(None)
        for topic in topics:
            self._listeners[topic].add(hints)
        try:
            yield hints
        finally:
            for topic in topics:
                self._listeners[topic].discard(hints)
                if not self._listeners[topic]:
                    del self._listeners[topic]


def conversation_topic(conversation_id: str) -> str:
    """The topic of one conversation."""
    return f"conversation:{conversation_id}"


def staff_topic(staff_id: int) -> str:
    """The topic of one member of staff."""
    return f"staff:{staff_id}"


def announce(session: AsyncSession, topic: str, payload: Payload) -> None:
    """Publish this when the session's transaction has been committed, and not at all if it fails."""
    session.info.setdefault("announcements", []).append((topic, payload))


def announced(session: AsyncSession) -> Iterator[tuple[str, Payload]]:
    """What was announced on this session, taken off it."""
    yield from session.info.pop("announcements", [])
