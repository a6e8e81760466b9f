"""Rasa's working memory of a conversation: bounded, durable, in the project's own table.

Rasa replays every event of a conversation on every turn, so its turns grow slower with each
message; its own SQL store does not run on current SQLAlchemy either. The full history is the
api's. Here a conversation is what the next turn needs: the slots, and the events of the last turn.

A row counts its versions, and a turn is saved only over the version it began with. Of two processes
that answer the same conversation at once, the later one is told (`TrackerChanged`) and can begin
again, instead of overwriting what the other one heard.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import all_subclasses
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.tracker_table import TrackerDatabase, trackers

_RETRIEVE = select(trackers.c.state, trackers.c.version).where(trackers.c.sender_id == bindparam("sender"))
_CREATE = insert(trackers)
_REPLACE = (
    update(trackers)
    .where(trackers.c.sender_id == bindparam("sender"), trackers.c.version == bindparam("seen"))
    .values(state=bindparam("state"), version=bindparam("version"), updated_at=bindparam("updated_at"))
)
_DELETE = delete(trackers).where(trackers.c.sender_id == bindparam("sender"))
_KEYS = select(trackers.c.sender_id)
_EVENTS = {kind.type_name: kind for kind in all_subclasses(Event) if kind.type_name}


class TrackerChanged(RasaException):
    """The conversation was saved or forgotten by somebody else since it was read."""


class BoundedTracker(DialogueStateTracker):
    """A tracker that knows which version of its row it was read from, and how many events came with it."""

    version: int = 0
    events_stored: int = 0


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
        if slot.value != slot.initial_value and name != SESSION_START_METADATA_SLOT
    ]
    head = [item for item in events[:1] if isinstance(item, ActionExecuted) and start > 0]
    return [*head, *slots, *events[start:]]


def event_from(parameters: dict[str, Any]) -> Event:
    """The event that a dictionary describes.

    Rasa looks through all classes of events for each one; here they are known by their names.

    Raises:
        RasaException: There is no such event.
    """
    kind = _EVENTS.get(parameters.get("event"))
    event = kind and kind._from_parameters(parameters)
    if not event:
        raise RasaException(f"There is no event {parameters.get('event')!r}.")
    return event


class BoundedTrackerStore(TrackerStore):
    """Stores one row per conversation in SQLite or PostgreSQL, with one statement to read and one to write.

    Configured in `endpoints.yml` with `url`, a SQLAlchemy address.
    """

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._database = TrackerDatabase(host or "sqlite:///var/trackers.db")

    def init_tracker(self, sender_id: str) -> BoundedTracker:
        return BoundedTracker(sender_id, self.domain.slots, self.max_event_history)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> BoundedTracker:
        """A conversation that is not stored before its first turn is."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted("action_listen"))
        return tracker

    async def retrieve(self, sender_id: str) -> BoundedTracker | None:
        rows = await self._database.rows(_RETRIEVE, {"sender": sender_id})
        if not rows:
            return None
        ((state, version),) = rows
        tracker = self.init_tracker(sender_id)
        for parameters in json.loads(state):
            tracker.update(event_from(parameters), self.domain)
        tracker.version, tracker.events_stored = version, len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Saves a turn, and streams its events to the broker if there is one.

        Raises:
            TrackerChanged: The row is not the one that this tracker was read from.
        """
        state = json.dumps([item.as_dict() for item in compact(tracker)], separators=(",", ":"))
        if not isinstance(tracker, BoundedTracker):
            # Made by hand, not read from here: it takes the place of whatever there is.
            await self.delete(tracker.sender_id)
        if not await self._written(tracker.sender_id, getattr(tracker, "version", 0), state):
            raise TrackerChanged(f"Conversation {tracker.sender_id} went on elsewhere.")
        await self.stream_events(tracker)
        if isinstance(tracker, BoundedTracker):
            tracker.version += 1
            tracker.events_stored = len(tracker.events)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        if self.event_broker:
            new = islice(tracker.events, getattr(tracker, "events_stored", 0), None)
            await self._stream_new_events(self.event_broker, list(new), tracker.sender_id)

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation; one that is not there is forgotten already."""
        await self._database.write(_DELETE, {"sender": sender_id})

    async def keys(self) -> Iterable[str]:
        return [sender for (sender,) in await self._database.rows(_KEYS, {})]

    async def _written(self, sender_id: str, seen: int, state: str) -> bool:
        row = {"state": state, "version": seen + 1, "updated_at": time.time()}
        if seen:
            return await self._database.write(_REPLACE, {"sender": sender_id, "seen": seen, **row}) == 1
        try:
            await self._database.write(_CREATE, {"sender_id": sender_id, **row})
        except IntegrityError:
            return False
        return True
