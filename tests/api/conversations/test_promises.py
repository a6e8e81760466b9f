"""What a wait was promised and what it came to, in the same units."""

from datetime import UTC, datetime, timedelta
from typing import Any

from api.conversations.models import Conversation, Event
from api.conversations.promises import Waited, waited

BEGAN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def event(seq: int, after: float, type: str, /, **facts: Any) -> Event:
    return Event(seq=seq, type=type, facts=facts, created_at=at(after))


def kept(*events: Event) -> Waited:
    found = waited(Conversation(state="assigned"), events, at=at(99))
    assert found is not None
    return found


class TestOver:
    def test_three_more_told_after_half_an_hour_are_33_minutes(self) -> None:
        came = event(
            3, 30, "claimed", waited_minutes=30.0, promised_minutes=3, promised_for=at(33).isoformat()
        )
        found = kept(came)
        assert (found.waited, found.promised) == (timedelta(minutes=30), timedelta(minutes=33))
        assert (found.over, found.late) == (True, False)

    def test_later_than_told_is_late(self) -> None:
        facts = {"waited_minutes": 36.0, "promised_minutes": 3, "promised_for": at(33).isoformat()}
        assert kept(event(3, 36, "claimed", **facts)).late

    def test_what_nobody_could_tell_any_more_is_no_promise(self) -> None:
        facts = {"waited_minutes": 36.0, "promised_minutes": None, "promised_for": None}
        found = kept(event(3, 36, "claimed", **facts))
        assert (found.promised, found.late) == (None, False)

    def test_noted_before_the_moment_was_it_is_found_in_the_timeline(self) -> None:
        found = kept(
            event(1, 0, "queued", promised_minutes=5, minutes=5),
            event(2, 30, "wait_updated", minutes=3, before=5),
            event(3, 30, "claimed", waited_minutes=30.0, promised_minutes=3),
        )
        assert (found.promised, found.late) == (timedelta(minutes=33), False)

    def test_where_the_timeline_has_it_no_more_the_minutes_are_from_the_beginning(self) -> None:
        found = kept(event(3, 30, "claimed", waited_minutes=30.0, promised_minutes=3))
        assert (found.promised, found.late) == (timedelta(minutes=3), True)

    def test_who_never_waited(self) -> None:
        assert waited(Conversation(state="assigned"), [event(1, 0, "claimed")], at=at(1)) is None


class TestStillWaiting:
    def test_is_late_when_the_moment_has_passed(self) -> None:
        waiting = Conversation(state="queued", queued_at=BEGAN, promised_minutes=3, promised_for=at(33))
        soon, later = waited(waiting, [], at=at(31)), waited(waiting, [], at=at(35))
        assert soon is not None
        assert later is not None
        assert (soon.promised, soon.late, soon.over) == (timedelta(minutes=33), False, False)
        assert later.late

    def test_from_before_the_moment_was_kept(self) -> None:
        waiting = Conversation(state="queued", queued_at=BEGAN, promised_minutes=3)
        found = waited(waiting, [event(2, 30, "wait_updated", minutes=3)], at=at(31))
        assert found is not None
        assert (found.promised, found.late) == (timedelta(minutes=33), False)
