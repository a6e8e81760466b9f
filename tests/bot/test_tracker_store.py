"""Rasa's working memory: bounded, durable, and enough for the next turn."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.training import load_data
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.open_question import QUESTIONS
from bot.tracker_store import BoundedTrackerStore, compact
from tests.bot.components import DOMAIN, Storage

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
RULES = Path(__file__).parents[2] / "data" / "dialogue"
INTENTS = sorted(set(DOMAIN.intents) - {"back", "session_start"})
OPEN = ["none", *QUESTIONS]


def begun(sender: str = "c1") -> DialogueStateTracker:
    """A conversation as Rasa opens it."""
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
        tracker.update(event, DOMAIN)
    return tracker


def says(tracker: DialogueStateTracker, words: str, intent: str) -> None:
    """The visitor says something; its language is set from an entity, as Rasa does it."""
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "entities": [], "metadata": {"epoch": 0}}
    tracker.update(UserUttered(words, parsed["intent"], [], parsed, message_id=uuid4().hex), DOMAIN)
    tracker.update(SlotSet("language", "da"), DOMAIN)


def answers(tracker: DialogueStateTracker, action: str, *, memory: dict[str, Any], question: str) -> None:
    """The bot acts, speaks, remembers, and leaves a question open."""
    tracker.update(ActionExecuted(action), DOMAIN)
    tracker.update(BotUttered("Godt."), DOMAIN)
    tracker.update(SlotSet("memory", memory), DOMAIN)
    tracker.update(SlotSet("open_question", question), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)


def talked(turns: int, *, sender: str = "c1") -> DialogueStateTracker:
    tracker = begun(sender)
    tracker.update(SlotSet("epoch", 3), DOMAIN)
    for number in range(turns):
        says(tracker, f"besked {number}", "state_need")
        answers(tracker, "action_discover", memory={"asked": [str(number)]}, question="discovery")
    return tracker


def restored(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """What a store that keeps only the compact events would bring back."""
    again = DialogueStateTracker(tracker.sender_id, DOMAIN.slots)
    for event in compact(tracker):
        again.update(event, DOMAIN)
    return again


def assert_same(one: DialogueStateTracker, other: DialogueStateTracker) -> None:
    assert one.current_state(EventVerbosity.NONE) == other.current_state(EventVerbosity.NONE)
    assert one.current_slot_values() == other.current_slot_values()
    assert one.latest_action_name == other.latest_action_name
    assert one.latest_message == other.latest_message


async def _execute(statement: str) -> None:
    engine = create_async_engine(_postgresql(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _postgresql() -> URL:
    return make_url(str(POSTGRESQL)).set(drivername="postgresql+asyncpg")


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL is not set"),
        ),
    ]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of one's own."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'var' / 'trackers.db'}"
        return
    name = f"kd_trackers_{uuid4().hex[:12]}"
    asyncio.run(_execute(f"CREATE DATABASE {name}"))
    yield _postgresql().set(database=name).render_as_string(hide_password=False)
    asyncio.run(_execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def store(url: str) -> BoundedTrackerStore:
    return BoundedTrackerStore(DOMAIN, host=url)


async def brought_back(store: BoundedTrackerStore, sender: str = "c1") -> DialogueStateTracker:
    tracker = await store.retrieve(sender)
    assert tracker is not None
    return tracker


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> RulePolicy:
    """The policy of this project, trained on its rules."""
    rules = tmp_path_factory.mktemp("rules")
    for path in RULES.glob("*/rules.yml"):
        shutil.copy(path, rules / f"{path.parent.name}.yml")
    storage = Storage(tmp_path_factory.mktemp("model"))
    config = {**RulePolicy.get_default_config(), "enable_fallback_prediction": False}
    trained: RulePolicy = RulePolicy.create(*storage.arguments(config))
    trained.train(load_data(str(rules), DOMAIN), DOMAIN)
    return trained


def predicted(policy: RulePolicy, tracker: DialogueStateTracker) -> str:
    probabilities = policy.predict_action_probabilities(tracker, DOMAIN).probabilities
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    return str(DOMAIN.action_names_or_texts[best]) if probabilities[best] else "nothing"


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
        self, store: BoundedTrackerStore, url: str
    ) -> None:
        tracker = talked(2)
        await store.save(tracker)
        again = await brought_back(BoundedTrackerStore(DOMAIN, host=url))
        for one in (tracker, again):
            says(one, "ja", "affirm")
            answers(one, "action_confirm_need", memory={"confirmed": True}, question="advice")
        assert again.current_slot_values() == tracker.current_slot_values()
        assert again.latest_action_name == tracker.latest_action_name

    async def test_turn_after_turn_it_stays_small(self, store: BoundedTrackerStore, url: str) -> None:
        sizes = []
        tracker = begun()
        for number in range(200):
            says(tracker, f"besked {number % 10}", "state_need")
            answers(tracker, "action_discover", memory={"asked": ["purpose"]}, question="discovery")
            await store.save(tracker)
            tracker = await brought_back(store)
            sizes.append(len(tracker.events))
        assert len(set(sizes[1:])) == 1


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
    async def test_is_made_with_its_folder_and_can_be_read_while_written(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "trackers.db"
        await BoundedTrackerStore(DOMAIN, host=f"sqlite+aiosqlite:///{path}").save(talked(1))
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("SELECT sender_id FROM rasa_trackers").fetchall() == [("c1",)]
