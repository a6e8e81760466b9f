"""Rasa's working memory of a conversation: bounded, durable, in the project's own table.

Rasa replays every event of a conversation on every turn, so its turns grow slower with each
message; its own SQL store does not run on current SQLAlchemy either. The full history is the
api's. Here a conversation is what the next turn needs: the slots, and the events of the last turn.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Column, Float, MetaData, String, Table, Text, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

metadata = MetaData()
trackers = Table(
    "rasa_trackers",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", Float, nullable=False),
)


def compact(tracker: DialogueStateTracker) -> list[Event]:
    """The events that rebuild a tracker's slots and its last turn, and nothing more."""
    events = list(tracker.events)
    last_turn = next(
        (i for i in range(len(events) - 1, -1, -1) if isinstance(events[i], UserUttered)), len(events)
    )
    # The listening before the visitor's message belongs to the turn: rules begin with it.
    start = max(last_turn - 1, 0)
    slots = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value and not name.startswith("session_started_metadata")
    ]
    head = [item for item in events[:1] if isinstance(item, ActionExecuted) and start > 0]
    return [*head, *slots, *events[start:]]


class BoundedTrackerStore(TrackerStore):
    """Stores one row per conversation in SQLite or PostgreSQL (SQLAlchemy 2, asynchronous).

    Configured in `endpoints.yml` with `url`, a SQLAlchemy address with an asynchronous driver.
    """

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._engine = _engine(host or "sqlite+aiosqlite:///var/trackers.db")
        self._ready = False

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        row = {
            "sender_id": tracker.sender_id,
            "state": json.dumps([item.as_dict() for item in compact(tracker)]),
            "updated_at": time.time(),
        }
        insert = (sqlite if self._engine.dialect.name == "sqlite" else postgresql).insert(trackers)
        statement = insert.values(row).on_conflict_do_update(
            index_elements=["sender_id"], set_={"state": row["state"], "updated_at": row["updated_at"]}
        )
        await self._prepare()
        async with self._engine.begin() as connection:
            await connection.execute(statement)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        await self._prepare()
        async with self._engine.connect() as connection:
            state = await connection.scalar(select(trackers.c.state).where(trackers.c.sender_id == sender_id))
        if state is None:
            return None
        tracker = self.init_tracker(sender_id)
        for parameters in json.loads(state):
            restored = Event.from_parameters(parameters)
            if restored is not None:
                tracker.update(restored, self.domain)
        return tracker

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation; one that is not there is forgotten already."""
        await self._prepare()
        async with self._engine.begin() as connection:
            await connection.execute(delete(trackers).where(trackers.c.sender_id == sender_id))

    async def keys(self) -> Iterable[str]:
        await self._prepare()
        async with self._engine.connect() as connection:
            return list(await connection.scalars(select(trackers.c.sender_id)))

    async def _prepare(self) -> None:
        if not self._ready:
            async with self._engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
            self._ready = True


def _engine(url: str) -> AsyncEngine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database not in (None, ":memory:"):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(address)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA busy_timeout=5000")
            cursor.close()

    return engine
