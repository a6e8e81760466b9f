"""What somebody who waited was promised, and what it came to, both from the beginning of the wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.conversations.models import Conversation, Event

_TOLD = ("queued", "wait_updated")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Waited:
    """A wait up to a moment, or up to the person who came (``over``), and what was promised last.

    ``late`` means that it is, or was, longer than promised by a minute or more.
    """

    waited: timedelta
    promised: timedelta | None
    over: bool

    @property
    def late(self) -> bool:
        """Whether the promise was not kept."""
        return self.promised is not None and self.waited >= self.promised + _MINUTE


def waited(conversation: Conversation, events: Sequence[Event], *, at: datetime) -> Waited | None:
    """Return the wait that goes on, else the last one that came to an end; None if nobody ever waited.

    Args:
        events: The timeline, for what is not in the columns any more.
        at: The present moment.
    """
    if conversation.state == "queued" and conversation.queued_at is not None:
        known = conversation.promised_for is not None or conversation.promised_minutes is None
        moment = conversation.promised_for if known else last_told(events)
        return _waited(conversation.queued_at, at, moment, over=False)
    came = next((event for event in reversed(events) if "waited_minutes" in event.facts), None)
    if came is None:
        return None
    began = came.created_at - timedelta(minutes=came.facts["waited_minutes"])
    return _waited(began, came.created_at, _promised_when(came, began, events), over=True)


def last_told(events: Sequence[Event]) -> datetime | None:
    """Return the moment that somebody who waits was told last, None where nobody could tell."""
    event = next((event for event in reversed(events) if event.type in _TOLD), None)
    return moment_told(event) if event is not None else None


def moment_told(event: Event) -> datetime | None:
    """Return the moment that an event promises; it has the minutes from when it happened."""
    minutes = event.facts.get("minutes", event.facts.get("promised_minutes"))
    return None if minutes is None else event.created_at + timedelta(minutes=minutes)


def _promised_when(came: Event, began: datetime, events: Sequence[Event]) -> datetime | None:
    if "promised_for" in came.facts:
        told = came.facts["promised_for"]
        return datetime.fromisoformat(told) if told else None
    # Noted before the moment was: the minutes are from when they were told.
    minutes = came.facts.get("promised_minutes")
    if minutes is None:
        return None
    return last_told([event for event in events if event.seq < came.seq]) or began + timedelta(
        minutes=minutes
    )


def _waited(began: datetime, ended: datetime, moment: datetime | None, *, over: bool) -> Waited:
    # No wait runs backwards, whatever becomes of the clock on the wall.
    nothing = timedelta()
    return Waited(
        waited=max(ended - began, nothing),
        promised=None if moment is None else max(moment - began, nothing),
        over=over,
    )
