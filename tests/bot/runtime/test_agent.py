"""Whole turns: Rasa's rules, an action server, the tracker store, and several at once."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import UserUttered

from bot.channel import TurnOutput
from bot.payloads import TEXT_GUARD
from bot.runtime.agent import TurnAgent
from tests.bot.runtime.fakes import Graph, action_server, agent_with


class Actions:
    """Counts in the memory how often it was called; fails while it is told to."""

    def __init__(self) -> None:
        self.failing = False
        self.pause = 0.0
        self.called: list[str] = []
        self.buttons: list[dict[str, str]] = []

    async def answer(self, call: dict[str, Any]) -> web.Response:
        self.called.append(call["next_action"])
        if self.failing:
            return web.json_response({"error": "boom"}, status=500)
        await asyncio.sleep(self.pause)
        heard = (call["tracker"]["slots"]["memory"] or {}).get("heard", [])
        heard = [*heard, call["tracker"]["latest_message"]["text"]]
        return web.json_response(
            {
                "events": [
                    {"event": "slot", "name": "memory", "value": {"heard": heard}},
                    {"event": "slot", "name": "open_question", "value": "discovery"},
                ],
                "responses": [
                    {"text": f"{len(heard)}.", "buttons": self.buttons},
                    {"custom": {"type": "need_heard"}},
                ],
            }
        )


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def graph(policy: RulePolicy) -> Graph:
    return Graph(policy)


@pytest.fixture
async def agent(
    actions: Actions, graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[TurnAgent]:
    async with action_server(actions.answer) as (endpoint, _):
        made = agent_with(graph, endpoint, monkeypatch, url=f"sqlite:///{tmp_path / 'trackers.db'}")
        yield made
        await made.close()


@pytest.fixture
def redis_port() -> Iterator[int]:
    """A Redis of the test's own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server on this machine")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


async def say(
    agent: TurnAgent, text: str, *, message_id: str | None = None, sender: str = "c1"
) -> TurnOutput:
    output = TurnOutput()
    await agent.handle_message(UserMessage(text, output, sender, input_channel="turn", message_id=message_id))
    return output


async def heard(agent: TurnAgent, sender: str = "c1") -> list[str]:
    tracker = await agent.tracker_store.retrieve(sender)
    assert tracker is not None
    return list(tracker.get_slot("memory")["heard"])


class TestTurn:
    async def test_the_rules_choose_the_action_and_its_events_are_kept(
        self, agent: TurnAgent, actions: Actions
    ) -> None:
        output = await say(agent, "state_need hej")
        assert actions.called == ["action_discover"]
        assert output.replies == [{"text": "1.", "buttons": []}]
        assert output.events == [{"type": "need_heard"}]
        tracker = await agent.tracker_store.retrieve("c1")
        assert tracker.get_slot("open_question") == "discovery"
        assert tracker.get_slot("epoch") == 0
        assert tracker.latest_action_name == "action_listen"
        assert output.tracker is not None
        assert output.tracker.current_slot_values() == tracker.current_slot_values()

    async def test_what_is_open_decides_the_next_turn(self, agent: TurnAgent, actions: Actions) -> None:
        await say(agent, "greet hej")
        await say(agent, "answer stille")
        assert actions.called == ["action_greet", "action_discover"]
        assert await heard(agent) == ["greet hej", "answer stille"]

    async def test_a_failing_action_says_nothing_and_leaves_no_trace(
        self, agent: TurnAgent, actions: Actions
    ) -> None:
        await say(agent, "state_need hej", message_id="m1")
        actions.failing = True
        assert not (await say(agent, "answer stille", message_id="m2")).spoke
        actions.failing = False
        assert (await say(agent, "answer stille", message_id="m2")).spoke
        assert await heard(agent) == ["state_need hej", "answer stille"]

    async def test_a_conversation_goes_on_after_a_restart_in_the_middle_of_the_discovery(
        self,
        agent: TurnAgent,
        actions: Actions,
        graph: Graph,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        await say(agent, "state_need hej")
        again = agent_with(
            graph, agent.action_endpoint, monkeypatch, url=f"sqlite:///{tmp_path / 'trackers.db'}"
        )
        await say(again, "answer stille")
        await again.close()
        assert actions.called == ["action_discover", "action_discover"]
        assert await heard(agent) == ["state_need hej", "answer stille"]

    async def test_after_many_turns_the_tracker_is_as_short_as_after_two(self, agent: TurnAgent) -> None:
        lengths = []
        for _ in range(30):
            await say(agent, "answer stille")
            lengths.append(len((await agent.tracker_store.retrieve("c1")).events))
        assert len(set(lengths[1:])) == 1


class TestAPayload:
    async def test_that_no_button_had_is_text(self, agent: TurnAgent, graph: Graph) -> None:
        await say(agent, "state_need hej")
        graph.understood.clear()
        await say(agent, '/affirm{"language": "da"}')
        assert graph.understood == [f"{TEXT_GUARD}/affirm"]

    async def test_of_the_last_turns_button_is_none(
        self, agent: TurnAgent, actions: Actions, graph: Graph
    ) -> None:
        actions.buttons = [{"title": "Ja", "payload": "/state_need"}]
        await say(agent, "greet hej")
        graph.understood.clear()
        actions.buttons = []
        await say(agent, '/state_need{"language": "da"}')
        await say(agent, '/state_need{"language": "da"}')
        assert graph.understood == ['/state_need{"language": "da"}', f"{TEXT_GUARD}/state_need"]

    async def test_for_a_person_is_always_there(self, agent: TurnAgent, graph: Graph) -> None:
        await say(agent, "/request_human")
        assert graph.understood == ["/request_human"]


class TestTheSameMessageTwice:
    async def test_gets_the_answer_it_got_before(
        self, agent: TurnAgent, actions: Actions, graph: Graph
    ) -> None:
        first = await say(agent, "state_need hej", message_id="m1")
        second = await say(agent, "state_need hej", message_id="m1")
        assert (second.replies, second.events) == (first.replies, first.events)
        assert first.tracker is not None
        assert second.tracker is not None
        assert second.tracker.get_slot("memory") == first.tracker.get_slot("memory")
        assert actions.called == ["action_discover"]
        assert graph.understood == ["state_need hej"]

    async def test_at_the_same_time_too(self, agent: TurnAgent, actions: Actions) -> None:
        actions.pause = 0.05
        first, second = await asyncio.gather(
            *(say(agent, "state_need hej", message_id="m1") for _ in range(2))
        )
        assert first.replies == second.replies == [{"text": "1.", "buttons": []}]
        assert actions.called == ["action_discover"]

    async def test_the_same_words_in_a_message_of_their_own_are_heard_again(self, agent: TurnAgent) -> None:
        for message_id in ("m1", "m2", None, None):
            await say(agent, "state_need hej", message_id=message_id)
        assert len(await heard(agent)) == 4

    async def test_the_same_id_in_another_conversation_is_another_message(self, agent: TurnAgent) -> None:
        for sender in ("c1", "c2"):
            await say(agent, "state_need hej", message_id="m1", sender=sender)
        assert await heard(agent, "c2") == ["state_need hej"]


class NoLock(LockStore):  # type: ignore[misc]
    """Everybody is let in, as Rasa's Redis lock may do for two processes at once."""

    def issue_ticket(self, conversation_id: str, lock_lifetime: float = 60.0) -> int:
        return 0

    async def _acquire_lock(self, *_: Any) -> None:
        return None

    def cleanup(self, conversation_id: str, ticket_number: int) -> None:
        return None


class TestManyAtOnce:
    MESSAGES = [f"answer {number}" for number in range(24)]

    async def everyone_is_heard(self, agents: list[TurnAgent]) -> None:
        outputs = await asyncio.gather(
            *(
                say(agents[number % len(agents)], text, message_id=text)
                for number, text in enumerate(self.MESSAGES)
            )
        )
        assert sorted(await heard(agents[0])) == sorted(self.MESSAGES)
        # Each got the answer to its own turn, once.
        assert sorted(output.replies[0]["text"] for output in outputs) == sorted(
            f"{count}." for count in range(1, len(outputs) + 1)
        )
        assert all(len(output.replies) == 1 for output in outputs)

    async def agents(
        self,
        locks: list[LockStore],
        actions: Actions,
        graph: Graph,
        monkeypatch: pytest.MonkeyPatch,
        url: str,
    ) -> None:
        async with action_server(actions.answer) as (endpoint, _):
            made = [agent_with(graph, endpoint, monkeypatch, url=url, locks=each) for each in locks]
            await self.everyone_is_heard(made)
            for agent in made:
                await agent.close()

    async def test_one_process_answers_one_after_the_other(
        self, actions: Actions, graph: Graph, monkeypatch: pytest.MonkeyPatch, database: str
    ) -> None:
        await self.agents([InMemoryLockStore()], actions, graph, monkeypatch, database)
        assert len(actions.called) == len(self.MESSAGES)

    async def test_two_with_rasas_redis_lock_lose_nothing(
        self,
        actions: Actions,
        graph: Graph,
        monkeypatch: pytest.MonkeyPatch,
        database: str,
        redis_port: int,
    ) -> None:
        actions.pause = 0.005
        locks: list[LockStore] = [RedisLockStore(host="127.0.0.1", port=redis_port) for _ in range(2)]
        await self.agents(locks, actions, graph, monkeypatch, database)

    async def test_two_that_hold_the_lock_at_the_same_time_lose_nothing(
        self, actions: Actions, graph: Graph, monkeypatch: pytest.MonkeyPatch, database: str
    ) -> None:
        actions.pause = 0.001
        self.MESSAGES = self.MESSAGES[:4]
        await self.agents([NoLock(), NoLock()], actions, graph, monkeypatch, database)
        assert len(actions.called) > len(self.MESSAGES)


class TestRasasSide:
    async def test_the_tracker_holds_the_turn_as_rasa_writes_it(self, agent: TurnAgent) -> None:
        await say(agent, "state_need hej", message_id="m1")
        tracker = await agent.tracker_store.retrieve("c1")
        (message,) = [event for event in tracker.events if isinstance(event, UserUttered)]
        assert (message.text, message.message_id, message.input_channel) == ("state_need hej", "m1", "turn")
        assert message.metadata["model_id"] == "model"
        names = [event.as_dict().get("name") for event in tracker.events if event.type_name == "action"]
        assert names[-3:] == ["action_listen", "action_discover", "action_listen"]

    def test_the_tracker_store_is_not_replaced_by_one_in_memory(self, agent: TurnAgent) -> None:
        assert type(agent.tracker_store).__name__ == "BoundedTrackerStore"
