"""What one process has one of, made in ``create_app`` and handed to whoever needs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4
from weakref import WeakValueDictionary

from api.conversations.hooks import Observers
from api.db import Database
from api.desk.presence import Presence
from api.live import Bus
from api.pace import Pace
from api.rasa_client import Dialogue
from api.settings import Settings
from bot.catalog import CatalogSource

_LISTS_AT_ONCE = 2


class Locks:
    """One lock per conversation, gone when nobody holds it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def free(self, conversation_id: str) -> bool:
        """Whether nobody holds or awaits the lock of one conversation."""
        return conversation_id not in self._locks

    @asynccontextmanager
    async def of(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the lock of one conversation; those who wait get it in the order they came."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield


@dataclass(frozen=True, kw_only=True)
class Services:
    """The parts of a running api; ``process_id`` tells this process from others on the same database."""

    settings: Settings
    database: Database
    bus: Bus
    catalog: CatalogSource
    dialogue: Dialogue
    observers: Observers = field(default_factory=Observers)
    locks: Locks = field(default_factory=Locks)
    presence: Presence = field(default_factory=Presence)
    lists: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LISTS_AT_ONCE))
    pace: Pace = field(default_factory=Pace)
    process_id: str = field(default_factory=lambda: uuid4().hex)
