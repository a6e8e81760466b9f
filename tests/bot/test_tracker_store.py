"""Rasa's working memory: bounded, durable, and enough for the next turn."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.tracker_store import BoundedTrackerStore, TrackerChanged, compact, event_from
from tests.bot.components import DOMAIN
from tests.bot.conversations import (
    INTENTS,
    OPEN,
    answers,
    assert_same,
    begun,
    predicted,
    restored,
    says,
    talked,
)


@pytest.fixture
def store(database: str) -> BoundedTrackerStore:
    return BoundedTrackerStore(DOMAIN, host=database)


async def brought_back(store: BoundedTrackerStore, sender: str = "c1") -> DialogueStateTracker:
    tracker = await store.retrieve(sender)
    assert tracker is not None
    return tracker


class TestCompact:
    def test_keeps_slots_and_the_last_turn(self) -> None:
        tracker = talked(5)
        again = restored(tracker)
        assert_same(tracker, again)
        assert again.get_slot("epoch") == 3
        assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["besked 4"]

    def test_is_as_short_after_200_turns_as_after_two(self) -> None:
        assert len(compact(talked(200))) == len(compact(talked(2)))

    def test_of_its_own_result_changes_nothing(self) -> None:
        once = restored(talked(3))
        assert compact(restored(once)) == compact(once)

    def test_before_anything_was_said_it_keeps_the_beginning(self) -> None:
        tracker = begun()
        assert_same(tracker, restored(tracker))

    def test_a_slot_back_at_its_beginning_stays_there(self) -> None:
        tracker = talked(2)
        says(tracker, "nej", "deny")
        answers(tracker, "action_nothing_open", memory={}, question="none")
        assert restored(tracker).get_slot("open_question") == "none"

    @settings(max_examples=60, deadline=None)
    @given(
        turns=st.lists(
            st.tuples(st.sampled_from(INTENTS), st.sampled_from(OPEN), st.integers(0, 3)), max_size=6
        ),
        intent=st.sampled_from(INTENTS),
    )
    def test_the_next_action_is_the_same_as_with_the_whole_conversation(
        self, policy: RulePolicy, turns: list[tuple[str, str, int]], intent: str
    ) -> None:
        tracker = begun()
        for said, question, number in turns:
            if number == 0:
                tracker.update(SlotSet("epoch", len(tracker.events)), DOMAIN)
            says(tracker, "…", said)
            answers(tracker, predicted(policy, tracker), memory={"misunderstood": number}, question=question)
        again = restored(tracker)
        assert_same(tracker, again)
        for one in (tracker, again):
            says(one, "…", intent)
        acted = predicted(policy, again)
        assert acted == predicted(policy, tracker)
        assert acted != "nothing"
        for one in (tracker, again):
            one.update(ActionExecuted(acted), DOMAIN)
        assert predicted(policy, again) == predicted(policy, tracker)


class TestSaveAndRetrieve:
    async def test_a_conversation_comes_back_as_it_was(self, store: BoundedTrackerStore) -> None:
        tracker = talked(3)
        await store.save(tracker)
        assert_same(tracker, await brought_back(store))

    async def test_one_that_never_was_is_none(self, store: BoundedTrackerStore) -> None:
        assert await store.retrieve("nobody") is None

    async def test_saved_again_it_is_replaced(self, store: BoundedTrackerStore) -> None:
        await store.save(talked(1))
        await store.save(talked(4))
        assert (await brought_back(store)).get_slot("memory") == {"asked": ["3"]}
        assert await store.keys() == ["c1"]

    async def test_each_conversation_for_itself(self, store: BoundedTrackerStore) -> None:
        await store.save(talked(1, sender="c1"))
        await store.save(talked(2, sender="c2"))
        assert sorted(await store.keys()) == ["c1", "c2"]
        assert (await brought_back(store, "c1")).get_slot("memory") == {"asked": ["0"]}

    async def test_a_restart_in_the_middle_of_a_dialogue_loses_nothing(
        self, store: BoundedTrackerStore, database: str
    ) -> None:
        tracker = talked(2)
        await store.save(tracker)
        again = await brought_back(BoundedTrackerStore(DOMAIN, host=database))
        for one in (tracker, again):
            says(one, "ja", "affirm")
            answers(one, "action_confirm_need", memory={"confirmed": True}, question="advice")
        assert again.current_slot_values() == tracker.current_slot_values()
        assert again.latest_action_name == tracker.latest_action_name

    async def test_turn_after_turn_it_stays_small(self, store: BoundedTrackerStore, database: str) -> None:
        sizes = []
        tracker = begun()
        for number in range(200):
            says(tracker, f"besked {number % 10}", "state_need")
            answers(tracker, "action_discover", memory={"asked": ["purpose"]}, question="discovery")
            await store.save(tracker)
            tracker = await brought_back(store)
            sizes.append(len(tracker.events))
        assert len(set(sizes[1:])) == 1


class TestTwoAtOnce:
    async def test_the_later_one_is_told_and_nothing_is_lost(
        self, store: BoundedTrackerStore, database: str
    ) -> None:
        await store.save(talked(2))
        other = BoundedTrackerStore(DOMAIN, host=database)
        mine, theirs = await brought_back(store), await brought_back(other)
        theirs.update(SlotSet("memory", {"name": "Anna"}), DOMAIN)
        await other.save(theirs)
        mine.update(SlotSet("memory", {"name": None}), DOMAIN)
        with pytest.raises(TrackerChanged):
            await store.save(mine)
        assert (await brought_back(store)).get_slot("memory") == {"name": "Anna"}

    async def test_of_two_beginnings_one_is_told(self, store: BoundedTrackerStore) -> None:
        one, other = await store.create_tracker("c1"), await store.create_tracker("c1")
        await store.save(one)
        with pytest.raises(TrackerChanged):
            await store.save(other)

    async def test_a_conversation_forgotten_meanwhile_does_not_come_back(
        self, store: BoundedTrackerStore
    ) -> None:
        await store.save(talked(1))
        tracker = await brought_back(store)
        await store.delete("c1")
        with pytest.raises(TrackerChanged):
            await store.save(tracker)
        assert await store.retrieve("c1") is None

    async def test_one_tracker_can_be_saved_again_and_again(self, store: BoundedTrackerStore) -> None:
        tracker = await store.create_tracker("c1")
        for name in ("Anna", "Bo"):
            tracker.update(SlotSet("memory", {"name": name}), DOMAIN)
            await store.save(tracker)
        assert (await brought_back(store)).get_slot("memory") == {"name": "Bo"}


class TestBroker:
    async def test_gets_the_events_of_each_turn_once(self, store: BoundedTrackerStore) -> None:
        published: list[str] = []

        class Broker:
            def publish(self, event: dict[str, str]) -> None:
                published.append(event["event"])

        store.event_broker = Broker()
        tracker = await store.create_tracker("c1")
        says(tracker, "hej", "greet")
        await store.save(tracker)
        first = list(published)
        again = await brought_back(store)
        says(again, "tak", "thank")
        await store.save(again)
        assert first == ["action", "user", "slot"]
        assert published[len(first) :] == ["user", "slot"]


class TestEventFrom:
    def test_every_event_of_a_conversation_comes_back_as_it_was(self) -> None:
        events = list(talked(2).events)
        assert [event_from(event.as_dict()) for event in events] == events

    @pytest.mark.parametrize("parameters", [{}, {"event": "none_of_rasas"}])
    def test_what_is_no_event_is_refused(self, parameters: dict[str, str]) -> None:
        with pytest.raises(RasaException, match="no event"):
            event_from(parameters)


class TestDelete:
    async def test_forgets_one_conversation_and_is_content_with_none(
        self, store: BoundedTrackerStore
    ) -> None:
        await store.save(talked(1, sender="c1"))
        await store.save(talked(1, sender="c2"))
        await store.delete("c1")
        await store.delete("c1")
        assert await store.keys() == ["c2"]
        assert await store.retrieve("c1") is None


class TestFile:
    async def test_one_from_before_versions_were_counted_is_read_and_written(self, tmp_path: Path) -> None:
        path = tmp_path / "trackers.db"
        with sqlite3.connect(path) as connection:
            connection.execute(
                "CREATE TABLE rasa_trackers (sender_id VARCHAR(255) NOT NULL PRIMARY KEY, state TEXT NOT NULL,"
                " updated_at FLOAT NOT NULL)"
            )
            state = json.dumps([event.as_dict() for event in compact(talked(2))])
            connection.execute("INSERT INTO rasa_trackers VALUES ('c1', ?, 0)", (state,))
        store = BoundedTrackerStore(DOMAIN, host=f"sqlite:///{path}")
        tracker = await brought_back(store)
        assert tracker.get_slot("epoch") == 3
        await store.save(tracker)

    async def test_is_made_with_its_folder_and_can_be_read_while_written(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "trackers.db"
        await BoundedTrackerStore(DOMAIN, host=f"sqlite+aiosqlite:///{path}").save(talked(1))
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("SELECT sender_id FROM rasa_trackers").fetchall() == [("c1",)]
