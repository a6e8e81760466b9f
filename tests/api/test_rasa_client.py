"""Talking to Rasa: what counts as an answer, and what does not."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.rasa_client import Asked, DialogueUnavailable, RasaDialogue
from api.settings import Settings

ASKED = Asked(sender="c1", message_id="3", text="hello", payload=None, metadata={"language": "da"})
GOOD: dict[str, Any] = {
    "messages": [{"text": "Hi", "buttons": [{"title": "Yes", "payload": "/affirm"}]}],
    "events": [{"type": "need_heard", "subject": "quiet", "quote": "hm"}],
    "nlu": {"intent": "greet", "confidence": 0.9, "entities": [], "language": "da"},
    "slots": {"language": "da"},
}


def rasa(handler: Callable[[httpx.Request], httpx.Response] | Any) -> RasaDialogue:
    settings = Settings(demo=True, rasa_url="http://rasa", rasa_token="key", rasa_timeout_seconds=0.5)
    return RasaDialogue(settings, transport=httpx.MockTransport(handler))


class TestAsk:
    async def test_the_question_and_the_answer(self) -> None:
        seen: list[httpx.Request] = []

        def handler(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json=GOOD)

        answer = await rasa(handler).ask(ASKED)
        assert str(seen[0].url) == "http://rasa/webhooks/turn/webhook"
        assert seen[0].headers["Authorization"] == "Bearer key"
        assert json.loads(seen[0].content) == ASKED.model_dump()
        assert answer.messages[0].buttons[0].payload == "/affirm"
        assert answer.events[0].model_dump() == GOOD["events"][0]

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
        with pytest.raises(DialogueUnavailable) as caught:
            await rasa(lambda _: httpx.Response(200, content=body)).ask(ASKED)
        assert caught.value.failure == "nonsense"

    @pytest.mark.parametrize(("status", "failure"), [(500, "down"), (503, "down"), (401, "nonsense")])
    async def test_a_refusal(self, status: int, failure: str) -> None:
        with pytest.raises(DialogueUnavailable) as caught:
            await rasa(lambda _: httpx.Response(status)).ask(ASKED)
        assert caught.value.failure == failure

    async def test_slow_is_a_timeout(self) -> None:
        async def handler(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(1)
            return httpx.Response(200, json=GOOD)

        with pytest.raises(DialogueUnavailable) as caught:
            await rasa(handler).ask(ASKED)
        assert caught.value.failure == "timeout"

    async def test_no_connection_is_down(self) -> None:
        def handler(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        with pytest.raises(DialogueUnavailable) as caught:
            await rasa(handler).ask(ASKED)
        assert caught.value.failure == "down"


class TestForget:
    async def test_deletes_the_tracker(self) -> None:
        seen: list[str] = []

        def handler(request: httpx.Request) -> httpx.Response:
            seen.append(f"{request.method} {request.url.path}")
            return httpx.Response(204)

        await rasa(handler).forget("c1")
        assert seen == ["DELETE /webhooks/turn/trackers/c1"]


class TestHealth:
    async def test_each_by_itself(self) -> None:
        def handler(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200 if request.url.host == "rasa" else 500)

        assert await rasa(handler).health() == {"rasa": True, "actions": False}
