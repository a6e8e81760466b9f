"""The live stream, over a real connection: nothing missed, nothing twice, and a clean end."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.__main__ import Server
from api.chat.stream import visitor_stream
from api.console import actions
from api.conversations import escalation, repository
from api.live import MemoryBus
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor, arrive, until
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.handled import have_cases, works


@dataclass
class Heard:
    """One event of a stream."""

    event: str
    data: Any
    id: int | None


class Listener:
    """Reads a stream in the background of a test."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self) -> Heard:
        """The next event; a comment counts as an event ``comment``."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and ("data" in fields or "comment" in fields):
                    number = int(fields["id"]) if "id" in fields else None
                    return Heard(
                        fields.get("event", "comment"), json.loads(fields.get("data", "null")), number
                    )
                name, _, value = line.partition(": ")
                fields[name or "comment"] = value
        raise EOFError

    async def next_of(self, name: str) -> Heard:
        """The next event of this name."""
        while True:
            heard = await self.next()
            if heard.event == name:
                return heard


@dataclass
class Running:
    """A real server in this process."""

    server: Server
    url: str
    task: asyncio.Task[None]


@pytest.fixture
async def running(app: FastAPI, services: Services) -> AsyncIterator[Running]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=3)
    server = Server(config, bus=services.bus)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    yield Running(server, f"http://127.0.0.1:{listener.getsockname()[1]}", task)
    server.should_exit = True
    await task


@pytest.fixture
async def client(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        yield client


@asynccontextmanager
async def listening(visitor: Visitor, *, last_event_id: int | None = None) -> AsyncIterator[Listener]:
    headers = dict(visitor.headers)
    if last_event_id is not None:
        headers["Last-Event-ID"] = str(last_event_id)
    async with visitor.client.stream("GET", f"{visitor.path}/stream", headers=headers) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        listener = Listener(response)
        first = await listener.next()
        assert (first.event, first.id) == ("state", None)
        yield listener


class TestStream:
    async def test_messages_come_as_they_happen_with_their_number(self, visitor: Visitor) -> None:
        async with listening(visitor) as listener:
            got = await visitor.say("hello")
            mine, reply = await listener.next_of("message"), await listener.next_of("message")
        assert (mine.data, mine.id) == (got["message"], got["message"]["seq"])
        assert (reply.data, reply.id) == (got["replies"][0], got["replies"][0]["seq"])

    async def test_the_bot_is_seen_typing(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        async with listening(visitor) as listener:
            dialogue.gate.clear()
            sending = asyncio.create_task(visitor.say("hello"))
            assert (await listener.next_of("typing")).data == {"author": "bot", "typing": True}
            dialogue.gate.set()
            await sending

    async def test_after_a_reconnect_everything_missed_comes_once_and_in_order(
        self, visitor: Visitor
    ) -> None:
        seen = (await visitor.say("one"))["replies"][0]["seq"]
        await visitor.say("two")
        await visitor.say("three")
        async with listening(visitor, last_event_id=seen) as listener:
            texts = [(await listener.next()).data["text"] for _ in range(4)]
            await visitor.say("four")
            assert (await listener.next_of("message")).data["text"] == "four"
        assert texts == ["two", "You said two", "three", "You said three"]

    async def test_a_person_comes_and_goes(self, visitor: Visitor, services: Services, agent: Staff) -> None:
        catalog = services.catalog.current()
        async with listening(visitor) as listener:
            async with services.database.writing() as session:
                await escalation.claim(session, visitor.id, agent, catalog=catalog)
            state = await listener.next_of("state")
            assert (state.data["state"], state.data["agent"]) == ("assigned", "Ida")
            assert (await listener.next_of("message")).data["text"] == "Ida is here [da]"
            async with services.database.writing() as session:
                await escalation.reply(session, visitor.id, agent, "Hello", "a1", catalog=catalog)
            message = await listener.next_of("message")
            assert (message.data["author"], message.data["name"]) == ("agent", "Ida")
            async with services.database.writing() as session:
                await escalation.note(session, visitor.id, agent, "between us")
                await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
            assert (await listener.next()).data["state"] == "bot"

    async def test_what_the_person_has_read_is_told_and_told_again_at_a_new_beginning(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=services.catalog.current())
        async with listening(visitor) as listener:
            seq = (await visitor.say("Are you there?"))["message"]["seq"]
            async with services.database.writing() as session:
                await actions.read(session, visitor.id, agent, seq)
            read = await listener.next_of("read")
            assert (read.data, read.id) == ({"read_seq": seq}, None)
        async with listening(visitor) as listener:
            assert (await listener.next()).data == {"read_seq": seq}

    async def test_what_was_read_is_told_only_while_a_person_has_it(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        catalog = services.catalog.current()
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
        seq = (await visitor.say("Are you there?"))["message"]["seq"]
        async with services.database.writing() as session:
            await actions.read(session, visitor.id, agent, seq)
            await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
        async with listening(visitor) as listener:
            await visitor.say("hello")
            told = [(await listener.next()).event for _ in range(2)]
        assert "message" in told
        assert "read" not in told

    async def test_a_longer_wait_is_told(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        dialogue.reply = lambda _: answer("One moment", events=[{"type": "escalate", "subject": "requested"}])
        catalog = services.catalog.current()
        await have_cases(services, minutes=6)
        await works(services, agent, capacity=1)
        others = [await arrive(visitor.client) for _ in range(2)]
        await others[0].say("a person please")
        async with services.database.writing() as session:
            await escalation.claim(session, others[0].id, agent, catalog=catalog)
        await visitor.say("a person please")
        async with listening(visitor) as listener:
            async with services.database.writing() as session:
                busy = await repository.lock(session, visitor.id)
                busy.promised_minutes = 1
            await others[1].say("a person please")
            wait = await listener.next_of("wait")
        assert (wait.data["minutes"], wait.data["open"]) == (6, True)
        assert wait.id is not None

    async def test_many_that_begin_at_once_do_not_wait_for_each_other(
        self, visitor: Visitor, services: Services
    ) -> None:
        streams = [visitor_stream(services, visitor.id, after=0) for _ in range(40)]
        async with asyncio.timeout(10):
            first = await asyncio.gather(*(anext(stream) for stream in streams))
        assert all("event: message" in text for text in first)
        for stream in streams:
            await stream.aclose()

    async def test_what_others_say_wakes_no_stream(
        self, visitor: Visitor, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = await arrive(visitor.client)
        stream = visitor_stream(services, visitor.id, after=None)
        await anext(stream)
        looked: list[str] = []
        read = repository.get

        async def noted(session: Any, conversation_id: str) -> Any:
            looked.append(conversation_id)
            return await read(session, conversation_id)

        monkeypatch.setattr(repository, "get", noted)
        waiting = asyncio.ensure_future(anext(stream))
        await other.say("hello")
        await other.say(payload="/request_human")
        await asyncio.sleep(0.05)
        assert visitor.id not in looked
        await visitor.say("hello")
        assert "event: message" in await waiting
        await stream.aclose()

    async def test_a_sign_of_life_when_nothing_happens(self, visitor: Visitor, services: Services) -> None:
        stream = visitor_stream(services, visitor.id, after=None, keep_alive=0.02)
        await anext(stream)
        assert await anext(stream) == ": still here\n\n"
        await stream.aclose()

    async def test_a_visitor_who_leaves_is_forgotten(self, visitor: Visitor, services: Services) -> None:
        async with listening(visitor):
            pass
        bus = services.bus
        assert isinstance(bus, MemoryBus)
        await services.bus.publish(f"conversation:{visitor.id}", {"typing": {"author": "bot"}})
        await until(lambda: bus.listeners == 0)

    async def test_the_server_stops_without_waiting_for_streams(
        self, visitor: Visitor, running: Running
    ) -> None:
        async with listening(visitor) as listener:
            running.server.should_exit = True
            with pytest.raises((EOFError, httpx.RemoteProtocolError)):
                await listener.next_of("nothing more")
            async with asyncio.timeout(2):
                await running.task

    async def test_it_ends_when_the_conversation_is_erased(self, visitor: Visitor) -> None:
        async with listening(visitor) as listener:
            await visitor.client.delete(visitor.path, headers=visitor.headers)
            with pytest.raises(EOFError):
                await listener.next()
