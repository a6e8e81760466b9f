"""The api is killed in the middle of things, for real: after the restart nothing is lost and nothing is doubled."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.conversations import repository
from api.services import Services
from api.settings import Settings
from api.staff.dependencies import CSRF_HEADER, SESSION_COOKIE
from tests.api.conftest import Visitor, arrive
from tests.api.faults.conftest import events_of, queue
from tests.api.faults.process import Bot, Server, bot, eventually, request_bytes
from tests.api.staff.colleague import Colleague

HELLO = "Do you sell kettles?"
REPLY = {"text": "Yes, three of them.", "client_message_id": "reply-0001"}


@pytest.fixture
async def rasa() -> AsyncIterator[Bot]:
    async with bot() as found:
        yield found


@pytest.fixture
async def server(settings: Settings, rasa: Bot) -> AsyncIterator[Server]:
    server = Server(settings, rasa_port=rasa.port)
    await server.start()
    yield server
    await server.kill()


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.address, timeout=20) as client:
        yield client


@pytest.fixture
async def guest(browser: httpx.AsyncClient) -> Visitor:
    return await arrive(browser, locale="da-DK")


async def said(guest: Visitor, text: str) -> int:
    return (await guest.heard()).count(text)


class TestBetweenTheVisitorsMessageAndTheBotsReply:
    async def killed(self, guest: Visitor, server: Server, rasa: Bot) -> None:
        """The visitor has written, the bot has been asked, and then there is no api any more."""
        rasa.gate.clear()
        sending = asyncio.create_task(guest.post("messages", client_message_id="m-0001", text=HELLO))
        async with asyncio.timeout(10):
            await rasa.heard.wait()
        await server.kill()
        with pytest.raises(httpx.TransportError):
            await sending
        rasa.gate.set()

    async def test_the_widget_tries_again_and_gets_the_answer_once(
        self, guest: Visitor, server: Server, rasa: Bot
    ) -> None:
        await self.killed(guest, server, rasa)
        await server.again()
        answers = [await guest.say(HELLO, key="m-0001") for _ in range(2)]
        assert [[reply["text"] for reply in answer["replies"]] for answer in answers] == [
            [f"You said {HELLO}"]
        ] * 2
        assert (await said(guest, HELLO), await said(guest, f"You said {HELLO}")) == (1, 1)

    async def test_nobody_tries_again_and_the_answer_comes_all_the_same(
        self, guest: Visitor, server: Server, rasa: Bot
    ) -> None:
        await self.killed(guest, server, rasa)
        await server.again()

        async def answered() -> bool:
            return await said(guest, f"You said {HELLO}") > 0

        await eventually(answered)
        assert (await said(guest, HELLO), await said(guest, f"You said {HELLO}")) == (1, 1)
        # The conversation goes on.
        answer = await guest.say("And grinders?", key="m-0002")
        assert [reply["text"] for reply in answer["replies"]] == ["You said And grinders?"]


class TestBetweenAnAgentsReplyAndItsAnswer:
    @pytest.fixture
    async def held(self, guest: Visitor, services: Services) -> Visitor:
        await guest.say(HELLO, key="m-0001")
        await queue(services, guest)
        return guest

    async def sent(self, ida: Colleague, guest: Visitor, server: Server) -> asyncio.StreamWriter:
        """Ida's reply is on its way over a line from which nobody will ever read the answer."""
        _, line = await asyncio.open_connection("127.0.0.1", server.port)
        path = f"/api/console/conversations/{guest.id}/reply"
        headers = {"Cookie": f"{SESSION_COOKIE}={ida.token}", CSRF_HEADER: ida.csrf}
        line.write(request_bytes(path, json.dumps(REPLY).encode(), headers, port=server.port))
        await line.drain()
        return line

    async def again(self, ida: Colleague, guest: Visitor, server: Server) -> Any:
        """Her page sends it once more, under the id it had."""
        async with httpx.AsyncClient(
            base_url=server.address, timeout=20, cookies={SESSION_COOKIE: ida.token}
        ) as page:
            path = f"/api/console/conversations/{guest.id}/reply"
            answer = await page.post(path, json=REPLY, headers={CSRF_HEADER: ida.csrf})
        assert answer.status_code == 201, answer.text
        return answer.json()["seq"]

    async def test_stored_but_unanswered_it_is_there_once(
        self, held: Visitor, ida: Colleague, server: Server, services: Services
    ) -> None:
        line = await self.sent(ida, held, server)

        async def stored() -> bool:
            return await said_in(services, held) == 1

        await eventually(stored)
        await server.kill()
        line.close()
        await server.again()
        assert await self.again(ida, held, server) == await self.again(ida, held, server)
        assert await said(held, REPLY["text"]) == 1
        assert await events_of(services, held.id, "claimed") == ["claimed"]

    async def test_killed_at_any_moment_it_is_there_once(
        self, held: Visitor, ida: Colleague, server: Server, services: Services
    ) -> None:
        line = await self.sent(ida, held, server)
        await asyncio.sleep(0.004)
        await server.kill()
        line.close()
        stored = await said_in(services, held)
        assert stored in (0, 1)
        await server.again()
        await self.again(ida, held, server)
        assert await said(held, REPLY["text"]) == 1
        assert await events_of(services, held.id, "claimed") == ["claimed"]


async def said_in(services: Services, guest: Visitor) -> int:
    """How often Ida's words are stored, asked of the database itself while there is no api."""
    async with services.database.reading() as session:
        timeline = await repository.timeline(session, guest.id)
    return sum(event.wording() == REPLY["text"] for event in timeline)
