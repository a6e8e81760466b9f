"""Talking to Rasa: what counts as an answer, and what does not."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from api.rasa_client import Asked, DialogueUnavailable, RasaDialogue
from api.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.Response]]
ASKED = Asked(sender="c1", message_id="3", text="hello", payload=None, metadata={"language": "da"})
GOOD: dict[str, Any] = {
    "messages": [{"text": "Hi", "buttons": [{"title": "Yes", "payload": "/affirm"}]}],
    "events": [{"type": "need_heard", "subject": "quiet", "quote": "hm"}],
    "nlu": {"intent": "greet", "confidence": 0.9, "entities": [], "language": "da"},
    "slots": {"language": "da"},
}


@asynccontextmanager
async def rasa(handler: Handler) -> AsyncIterator[RasaDialogue]:
    """A dialogue whose Rasa is a real server with one answer."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(app) as server:
        settings = Settings(
            demo=True,
            rasa_url=str(server.make_url("")).rstrip("/"),
            actions_url=str(server.make_url("/actions")),
            rasa_token="key",
            rasa_timeout_seconds=0.5,
        )
        dialogue = RasaDialogue(settings)
        yield dialogue
        await dialogue.close()


def saying(body: bytes = b"", *, status: int = 200) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status)

    return handler


async def failure_of(handler: Handler) -> str:
    async with rasa(handler) as dialogue:
        with pytest.raises(DialogueUnavailable) as caught:
            await dialogue.ask(ASKED)
    return caught.value.failure


class TestAsk:
    async def test_the_question_and_the_answer(self) -> None:
        seen: list[tuple[str, str, Any]] = []

        async def handler(request: web.Request) -> web.Response:
            seen.append((request.path, request.headers["Authorization"], await request.json()))
            return web.json_response(GOOD)

        async with rasa(handler) as dialogue:
            answer = await dialogue.ask(ASKED)
        assert seen == [("/webhooks/turn/webhook", "Bearer key", ASKED.model_dump())]
        assert answer.messages[0].buttons[0].payload == "/affirm"
        assert answer.events[0].model_dump() == GOOD["events"][0]

    async def test_the_connection_is_kept(self) -> None:
        connections: set[Any] = set()

        async def handler(request: web.Request) -> web.Response:
            connections.add(request.transport)
            return web.json_response(GOOD)

        async with rasa(handler) as dialogue:
            await dialogue.ask(ASKED)
            await dialogue.ask(ASKED)
        assert len(connections) == 1

    @pytest.mark.parametrize(
        "body",
        [
            b"<html>",
            b"[]",
            b"{}",
            json.dumps({**GOOD, "messages": [{"text": ""}]}).encode(),
            json.dumps({**GOOD, "messages": [{"text": 5}]}).encode(),
            json.dumps({**GOOD, "events": [{"kind": "x"}]}).encode(),
            json.dumps(
                {**GOOD, "messages": [{"text": "x", "buttons": [{"title": "x", "payload": "x"}]}]}
            ).encode(),
            json.dumps({**GOOD, "nlu": {**GOOD["nlu"], "intent": "x" * 81}}).encode(),
            json.dumps({**GOOD, "messages": [{"text": "a\0b"}]}).encode(),
            json.dumps({**GOOD, "events": [{"type": "need_heard", "quote": "\0"}]}).encode(),
            json.dumps({**GOOD, "events": [{"type": "need_heard", "of": [{"\0": 1}]}]}).encode(),
            json.dumps({**GOOD, "nlu": {**GOOD["nlu"], "confidence": float("nan")}}).encode(),
            json.dumps(
                {**GOOD, "nlu": {**GOOD["nlu"], "entities": [{"entity": "need", "value": "\0"}]}}
            ).encode(),
        ],
    )
    async def test_another_shape_is_nonsense(self, body: bytes) -> None:
        assert await failure_of(saying(body)) == "nonsense"

    @pytest.mark.parametrize(("status", "failure"), [(500, "down"), (503, "down"), (401, "nonsense")])
    async def test_a_refusal(self, status: int, failure: str) -> None:
        assert await failure_of(saying(status=status)) == failure

    async def test_slow_is_a_timeout(self) -> None:
        async def handler(_: web.Request) -> web.Response:
            await asyncio.sleep(1)
            return web.json_response(GOOD)

        assert await failure_of(handler) == "timeout"

    async def test_no_connection_is_down(self, unused_tcp_port: int) -> None:
        settings = Settings(demo=True, rasa_url=f"http://127.0.0.1:{unused_tcp_port}", rasa_token="key")
        dialogue = RasaDialogue(settings)
        with pytest.raises(DialogueUnavailable) as caught:
            await dialogue.ask(ASKED)
        assert caught.value.failure == "down"
        await dialogue.close()

    async def test_a_connection_that_breaks_off_is_down(self) -> None:
        async def handler(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

        assert await failure_of(handler) == "down"


class TestForget:
    async def test_deletes_the_tracker(self) -> None:
        seen: list[str] = []

        async def handler(request: web.Request) -> web.Response:
            seen.append(f"{request.method} {request.path}")
            return web.Response(status=204)

        async with rasa(handler) as dialogue:
            await dialogue.forget("c1")
        assert seen == ["DELETE /webhooks/turn/trackers/c1"]


class TestHealth:
    async def test_each_by_itself(self) -> None:
        async def handler(request: web.Request) -> web.Response:
            return web.Response(status=500 if request.path.startswith("/actions") else 200)

        async with rasa(handler) as dialogue:
            assert await dialogue.health() == {"rasa": True, "actions": False}
