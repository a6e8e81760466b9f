"""The call to the action server: what goes out, what comes back, and what else may come."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

from bot.runtime.actions_client import ActionServer, TurnAction
from tests.bot.components import DOMAIN
from tests.bot.conversations import says, talked
from tests.bot.runtime.fakes import action_server

CALL = {"next_action": "action_greet"}
NOTHING: dict[str, Any] = {"events": [], "responses": []}


async def run(answer: web.Response) -> dict[str, Any]:
    async def same(_call: dict[str, Any]) -> web.Response:
        return answer

    async with action_server(same) as (endpoint, _):
        server = ActionServer(endpoint)
        try:
            return await server.run(CALL)
        finally:
            await server.close()


class TestActionServer:
    async def test_gives_events_and_responses(self) -> None:
        answer = {
            "events": [{"event": "slot", "name": "memory", "value": {}}],
            "responses": [{"text": "Hej"}],
        }
        assert await run(web.json_response(answer)) == answer

    async def test_an_action_that_does_not_want_to_run_is_rejected(self) -> None:
        with pytest.raises(ActionExecutionRejection, match="not now"):
            await run(web.json_response({"error": "not now", "action_name": "action_greet"}, status=400))

    @pytest.mark.parametrize(
        "answer",
        [
            web.json_response({"error": "no such action"}, status=404),
            web.json_response({"error": "boom"}, status=500),
            web.Response(text="<html>", content_type="text/html"),
            web.Response(text="{", content_type="application/json"),
            web.json_response(None),
            web.json_response([]),
            web.json_response({}),
            web.json_response({"events": None, "responses": []}),
            web.json_response({"events": [{"name": "memory"}], "responses": []}),
            web.json_response({"events": ["slot"], "responses": []}),
            web.json_response({"events": [], "responses": ["Hej"]}),
        ],
        ids=lambda answer: f"{answer.status} {str(answer.text)[:30]}",
    )
    async def test_anything_else_is_a_failure(self, answer: web.Response) -> None:
        with pytest.raises(RasaException, match="action_greet"):
            await run(answer)

    async def test_a_server_that_is_not_there_is_a_failure(self) -> None:
        server = ActionServer(EndpointConfig("http://127.0.0.1:9/webhook"))
        with pytest.raises(RasaException, match="action_greet"):
            await server.run(CALL)
        await server.close()

    async def test_calls_share_a_connection(self) -> None:
        async def nothing(_call: dict[str, Any]) -> web.Response:
            return web.json_response(NOTHING)

        async with action_server(nothing) as (endpoint, connections):
            server = ActionServer(endpoint)
            for _ in range(5):
                await server.run(CALL)
            await server.close()
            assert len(connections) == 1


class TestTurnAction:
    async def test_sends_what_an_action_reads_and_makes_events_of_what_it_says(self) -> None:
        calls: list[dict[str, Any]] = []

        async def answer(call: dict[str, Any]) -> web.Response:
            calls.append(call)
            responses = [
                {"text": "Hej.", "joins": True},
                {"custom": {"type": "need_heard"}},
                {"response": "utter_greet", "name": ", Anna"},
            ]
            events = [{"event": "slot", "name": "open_question", "value": "discovery"}]
            return web.json_response({"events": events, "responses": responses})

        tracker = talked(2)
        says(tracker, "hej igen", "greet")
        async with action_server(answer) as (endpoint, _):
            server = ActionServer(endpoint)
            nlg = TemplatedNaturalLanguageGenerator({"utter_greet": [{"text": "Hallo{name}!"}]})
            events = await TurnAction("action_greet", server).run(
                CollectingOutputChannel(), nlg, tracker, DOMAIN
            )
            await server.close()
        said = [event for event in events if isinstance(event, BotUttered)]
        assert [event.text for event in said] == ["Hej.", None, "Hallo, Anna!"]
        assert said[1].data["custom"] == {"type": "need_heard"}
        assert events[-1] == SlotSet("open_question", "discovery")
        (call,) = calls
        assert call["next_action"] == "action_greet"
        seen = Tracker.from_dict(call["tracker"])
        assert seen.latest_message["text"] == "hej igen"
        assert seen.latest_message["intent"]["name"] == "greet"
        assert seen.get_slot("memory") == {"asked": ["1"]}
        assert "domain" not in call
        assert seen.events == []
