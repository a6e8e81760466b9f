"""A connection that breaks while an agent sends: the page tries again under the same id, and it is sent once."""

import asyncio
import contextlib

import httpx
import pytest

from api.services import Services
from api.staff.dependencies import CSRF_HEADER
from tests.api.attachments.pictures import PDF
from tests.api.conftest import Visitor
from tests.api.faults.conftest import events_of
from tests.api.staff.colleague import Colleague

DESK = "/api/console/conversations"
REPLY = {"text": "It is on its way.", "client_message_id": "reply-0001"}


async def uploaded(person: Colleague, visitor: Visitor, name: str) -> str:
    headers = {"File-Name": name, CSRF_HEADER: person.csrf, "Content-Type": "application/pdf"}
    answer = await person.client.post(f"{DESK}/{visitor.id}/attachments", content=PDF, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


class TestTheSameId:
    async def test_five_at_once_are_one(self, waiting: Visitor, services: Services, ida: Colleague) -> None:
        answers = await asyncio.gather(*(ida.post(f"{DESK}/{waiting.id}/reply", REPLY) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["seq"] for answer in answers}) == 1
        assert (await waiting.heard()).count(REPLY["text"]) == 1
        assert await events_of(services, waiting.id, "claimed") == ["claimed"]

    @pytest.mark.parametrize("turns_of_the_loop", [1, 3, 8, 20, 60])
    async def test_cut_off_on_the_way_it_is_there_once(
        self, waiting: Visitor, services: Services, ida: Colleague, turns_of_the_loop: int
    ) -> None:
        sending = asyncio.create_task(ida.post(f"{DESK}/{waiting.id}/reply", REPLY))
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
            await sending
        assert (await ida.post(f"{DESK}/{waiting.id}/reply", REPLY)).status_code == 201
        assert (await waiting.heard()).count(REPLY["text"]) == 1
        assert await events_of(services, waiting.id, "claimed") == ["claimed"]

    async def test_it_is_the_same_after_the_conversation_has_ended(
        self, waiting: Visitor, ida: Colleague
    ) -> None:
        first = await ida.post(f"{DESK}/{waiting.id}/reply", REPLY)
        closed = await ida.post(f"{DESK}/{waiting.id}/close", {"resolution": "solved"})
        assert closed.status_code == 200
        again = await ida.post(f"{DESK}/{waiting.id}/reply", REPLY)
        assert (again.status_code, again.json()) == (201, first.json())

    async def test_a_note_too(self, waiting: Visitor, services: Services, ida: Colleague) -> None:
        note = {"text": "Called the carrier.", "client_message_id": "note-00001"}
        answers = await asyncio.gather(*(ida.post(f"{DESK}/{waiting.id}/note", note) for _ in range(3)))
        assert {answer.status_code for answer in answers} == {201}
        assert await events_of(services, waiting.id, "note") == ["note"]


class TestTheSameIdForSomethingElse:
    async def test_other_words(self, waiting: Visitor, ida: Colleague) -> None:
        await ida.post(f"{DESK}/{waiting.id}/reply", REPLY)
        other = await ida.post(f"{DESK}/{waiting.id}/reply", {**REPLY, "text": "It is lost."})
        assert other.status_code == 409
        assert "It is lost." not in await waiting.heard()

    async def test_other_files(self, waiting: Visitor, ida: Colleague) -> None:
        one, other = await uploaded(ida, waiting, "a.pdf"), await uploaded(ida, waiting, "b.pdf")
        path = f"{DESK}/{waiting.id}/reply"
        sent = await ida.post(path, {**REPLY, "attachments": [one]})
        assert sent.status_code == 201
        for files in ([other], [one, other], []):
            assert (await ida.post(path, {**REPLY, "attachments": files})).status_code == 409
        assert (await ida.post(path, {**REPLY, "attachments": [one]})).json() == sent.json()

    async def test_a_reply_is_no_note(self, waiting: Visitor, ida: Colleague) -> None:
        await ida.post(f"{DESK}/{waiting.id}/reply", REPLY)
        assert (await ida.post(f"{DESK}/{waiting.id}/note", REPLY)).status_code == 409
