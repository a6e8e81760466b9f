"""The one door into Rasa: a turn goes in over HTTP, everything it produced comes out."""

import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.channel import TurnChannel
from bot.payloads import TEXT_GUARD
from tests.bot.components import tracker

TOKEN = {"Authorization": "Bearer right"}
TURN = {"sender": "c1", "message_id": "m1", "text": "hej", "metadata": {"language": "da", "epoch": 1}}

Speak = Callable[[Any], Awaitable[None]]


async def say_hello(output: Any) -> None:
    await output.send_text_message("c1", "Hej!")


_rewrite, _rewritten = TouchUp.run, Event()


def touch_up(app: Sanic) -> None:
    """Sanic rewrites its own methods when an app starts, which goes well once in a process."""
    if not _rewritten.is_set():
        _rewritten.set()
        _rewrite(app)


@dataclass
class Rasa:
    """Rasa's side of the door: what it was told, what it answers, whose tracker it has."""

    speak: Speak = say_hello
    told: list[UserMessage] = field(default_factory=list)
    trackers: dict[str, DialogueStateTracker] = field(default_factory=dict)
    loaded: bool = True

    async def hear(self, message: UserMessage) -> None:
        self.told.append(message)
        await self.speak(message.output_channel)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return self.trackers.get(sender_id)

    async def delete(self, sender_id: str) -> None:
        self.trackers.pop(sender_id, None)

    def is_ready(self) -> bool:
        return self.loaded


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
async def http(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the channel, served as Rasa serves it."""
    monkeypatch.setattr("sanic.app.TouchUp.run", touch_up)
    app = Sanic(f"rasa-{uuid4().hex}", configure_logging=False)
    app.blueprint(TurnChannel("right").blueprint(rasa.hear), url_prefix="/webhooks/turn")
    app.ctx.agent = SimpleNamespace(
        tracker_store=rasa, lock_store=InMemoryLockStore(), is_ready=rasa.is_ready
    )
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=door, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        base = f"http://127.0.0.1:{door.getsockname()[1]}/webhooks/turn"
        async with httpx.AsyncClient(base_url=base, headers=TOKEN, trust_env=False) as client:
            yield client
        await server.close()


class TestAlive:
    @pytest.mark.parametrize(("loaded", "status"), [(True, 200), (False, 503)])
    async def test_tells_whether_the_model_is_loaded(
        self, http: httpx.AsyncClient, rasa: Rasa, loaded: bool, status: int
    ) -> None:
        rasa.loaded = loaded
        assert (await http.get("/")).status_code == status


class TestToken:
    @pytest.mark.parametrize("given", ["", "Bearer wrong", "right", "Bearer right2", "Bearer r\u00f8gt"])
    async def test_without_the_token_nothing_is_heard(
        self, http: httpx.AsyncClient, rasa: Rasa, given: str
    ) -> None:
        headers = {b"Authorization": given.encode("latin-1")}
        answer = await http.post("/webhook", json=TURN, headers=headers)
        assert answer.status_code == 401
        assert rasa.told == []

    @pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": "${RASA_TOKEN}"}])
    def test_the_door_does_not_open_without_one(self, credentials: dict[str, Any] | None) -> None:
        with pytest.raises(ValueError, match="RASA_TOKEN"):
            TurnChannel.from_credentials(credentials)

    def test_it_comes_from_the_credentials(self) -> None:
        assert TurnChannel.from_credentials({"token": "right"}).name() == "turn"


class TestTurn:
    async def test_rasa_is_told_all_that_came(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        await http.post("/webhook", json=TURN)
        (message,) = rasa.told
        assert (message.text, message.sender_id, message.message_id) == ("hej", "c1", "m1")
        assert message.input_channel == "turn"
        assert message.metadata == TURN["metadata"]

    async def test_a_payload_carries_the_language_past_the_pipeline(
        self, http: httpx.AsyncClient, rasa: Rasa
    ) -> None:
        await http.post("/webhook", json={**TURN, "text": None, "payload": "/affirm"})
        (message,) = rasa.told
        intent, brace, entities = message.text.partition("{")
        assert intent == "/affirm"
        assert json.loads(brace + entities) == {"language": "da"}

    @pytest.mark.parametrize("typed", ["/affirm", "  /restart", '/deny{"memory": null}'])
    async def test_a_typed_slash_is_no_payload(self, http: httpx.AsyncClient, rasa: Rasa, typed: str) -> None:
        await http.post("/webhook", json={**TURN, "text": typed})
        (message,) = rasa.told
        # UserMessage strips white space; were the guard stripped too, Rasa would read an intent.
        assert message.text == TEXT_GUARD + typed.strip()
        assert not message.text.startswith("/")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            "hej",
            {"sender": "c1"},
            {"text": "hej"},
            {"sender": "", "text": "hej"},
            {**TURN, "text": ""},
        ],
    )
    async def test_what_is_no_turn_is_refused(
        self, http: httpx.AsyncClient, rasa: Rasa, body: object
    ) -> None:
        assert (await http.post("/webhook", json=body)).status_code == 422
        assert rasa.told == []

    async def test_broken_json_is_refused(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        assert (await http.post("/webhook", content=b"{")).status_code == 400
        assert rasa.told == []

    async def test_silence_is_an_error_that_the_api_can_see(
        self, http: httpx.AsyncClient, rasa: Rasa
    ) -> None:
        async def event_only(output: Any) -> None:
            await output.send_custom_json("c1", {"type": "need_heard"})

        rasa.speak = event_only
        assert (await http.post("/webhook", json=TURN)).status_code == 502


class TestAnswer:
    async def test_has_messages_buttons_and_events_each_for_itself(
        self, http: httpx.AsyncClient, rasa: Rasa
    ) -> None:
        buttons = [{"title": "Ja", "payload": "/affirm"}]

        async def speak(output: Any) -> None:
            await output.send_custom_json("c1", {"type": "need_heard", "subject": "quiet"})
            await output.send_text_message("c1", "Godt.")
            await output.send_text_with_buttons("c1", "Er det sådan?", buttons)

        rasa.speak = speak
        answer = (await http.post("/webhook", json=TURN)).json()
        assert answer["messages"] == [
            {"text": "Godt.", "buttons": []},
            {"text": "Er det sådan?", "buttons": buttons},
        ]
        assert answer["events"] == [{"type": "need_heard", "subject": "quiet"}]

    async def test_what_joins_opens_the_next_message(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        async def speak(output: Any) -> None:
            await output.send_text_message("c1", "Hej.", joins=True)
            await output.send_text_message("c1", "Tak.", joins=True)
            await output.send_text_with_buttons("c1", "Hvad så?", [])
            await output.send_text_message("c1", "Og mere.")

        rasa.speak = speak
        answer = (await http.post("/webhook", json=TURN)).json()
        assert [message["text"] for message in answer["messages"]] == ["Hej. Tak. Hvad så?", "Og mere."]

    async def test_what_joins_nothing_stands_alone(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        async def speak(output: Any) -> None:
            await output.send_text_message("c1", "Så fortsætter vi på dansk.", joins=True)

        rasa.speak = speak
        answer = (await http.post("/webhook", json=TURN)).json()
        assert [message["text"] for message in answer["messages"]] == ["Så fortsætter vi på dansk."]

    async def test_tells_what_the_classifier_understood_before_the_dialogue_read_it(
        self, http: httpx.AsyncClient, rasa: Rasa
    ) -> None:
        known = tracker(language="nb", open_question="discovery")
        parsed = {
            "intent": {"name": "answer", "confidence": 0.2},
            "intent_ranking": [{"name": "delivery_info", "confidence": 0.23456}],
            "entities": [
                {"entity": "need", "value": "gift", "start": 0, "end": 4, "extractor": "x"},
                {"entity": "epoch", "value": 1, "start": 0, "end": 0},
            ],
        }
        known.update(UserUttered("gave", parsed["intent"], parsed["entities"], parsed))
        rasa.trackers["c1"] = known
        answer = (await http.post("/webhook", json=TURN)).json()
        assert answer["nlu"] == {
            "intent": "delivery_info",
            "confidence": 0.2346,
            "entities": [{"entity": "need", "value": "gift", "start": 0, "end": 4}],
            "language": "nb",
        }
        assert answer["slots"]["open_question"] == "discovery"

    async def test_without_a_tracker_nothing_is_understood(self, http: httpx.AsyncClient) -> None:
        answer = (await http.post("/webhook", json=TURN)).json()
        assert answer["nlu"] == {"intent": None, "confidence": 0.0, "entities": [], "language": None}
        assert answer["slots"] == {}


class TestForget:
    async def test_forgets_one_conversation(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        rasa.trackers = {"c1": tracker(), "c2": tracker()}
        assert (await http.delete("/trackers/c1")).status_code == 204
        assert (await http.delete("/trackers/c1")).status_code == 204
        assert rasa.trackers.keys() == {"c2"}

    async def test_not_without_the_token(self, http: httpx.AsyncClient, rasa: Rasa) -> None:
        rasa.trackers = {"c1": tracker()}
        answer = await http.delete("/trackers/c1", headers={"Authorization": "Bearer wrong"})
        assert answer.status_code == 401
        assert rasa.trackers.keys() == {"c1"}
