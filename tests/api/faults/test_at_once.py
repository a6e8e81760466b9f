"""Two tabs of one agent, and two agents at one conversation: everybody sees the same, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.conversations.models import Conversation
from api.services import Services
from api.staff.dependencies import SESSION_COOKIE
from tests.api.conftest import Visitor
from tests.api.faults.conftest import events_of
from tests.api.staff.colleague import Colleague

DESK = "/api/console/conversations"


def reply(text: str, key: str, **more: object) -> dict[str, object]:
    return {"text": text, "client_message_id": key, **more}


@pytest.fixture
async def other_tab(app: FastAPI, ida: Colleague) -> AsyncIterator[Colleague]:
    """Ida again: the same browser, so the same session."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url="http://test",
        cookies={SESSION_COOKIE: ida.token},
    ) as client:
        yield Colleague(client, ida.staff, ida.csrf, ida.token)


class TestTwoTabs:
    async def test_both_see_the_same(self, waiting: Visitor, ida: Colleague, other_tab: Colleague) -> None:
        path = f"{DESK}/{waiting.id}"
        await ida.post(f"{path}/reply", reply("From the first.", "reply-0001"))
        await other_tab.post(f"{path}/reply", reply("From the second.", "reply-0002"))
        await waiting.say("Thank you both")
        one, other = (await ida.get(path)).json(), (await other_tab.get(path)).json()
        for part in ("timeline", "mode", "last_seq", "heard_seq", "own_seq", "seen_seq"):
            assert one[part] == other[part]
        assert [entry["text"] for entry in one["timeline"] if entry["text"]][-3:] == [
            "From the first.",
            "From the second.",
            "Thank you both",
        ]

    async def test_what_both_send_from_one_draft_is_sent_once(
        self, waiting: Visitor, ida: Colleague, other_tab: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}/reply"
        answers = await asyncio.gather(
            *(tab.post(path, reply("Hello.", "reply-0001")) for tab in (ida, other_tab))
        )
        assert [answer.status_code for answer in answers] == [201, 201]
        assert (await waiting.heard()).count("Hello.") == 1

    async def test_ones_own_words_in_the_other_tab_are_no_collision(
        self, waiting: Visitor, ida: Colleague, other_tab: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}"
        seen = (await ida.get(path)).json()["last_seq"]
        await other_tab.post(f"{path}/reply", reply("From the second.", "reply-0002"))
        answer = await ida.post(f"{path}/reply", reply("From the first.", "reply-0001", based_on_seq=seen))
        assert answer.status_code == 201

    async def test_the_read_mark_only_grows(
        self, waiting: Visitor, services: Services, ida: Colleague, other_tab: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}"
        await ida.post(f"{path}/claim")
        newest = (await waiting.say("One more thing"))["message"]["seq"]

        async def mark() -> int:
            async with services.database.reading() as session:
                return (await session.get_one(Conversation, waiting.id)).staff_read_seq

        marks = []
        for tab, seq in ((ida, newest), (other_tab, 1), (other_tab, newest - 1), (ida, 10_000)):
            assert (await tab.post(f"{path}/read", {"seq": seq})).status_code in (204, 422)
            marks.append(await mark())
        assert marks == [newest] * 4

    async def test_both_mark_at_once_and_the_furthest_counts(
        self, waiting: Visitor, services: Services, ida: Colleague, other_tab: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}"
        await ida.post(f"{path}/claim")
        newest = (await waiting.say("One more thing"))["message"]["seq"]
        await asyncio.gather(
            *(
                tab.post(f"{path}/read", {"seq": seq})
                for seq in range(1, newest + 1)
                for tab in (ida, other_tab)
            )
        )
        async with services.database.reading() as session:
            assert (await session.get_one(Conversation, waiting.id)).staff_read_seq == newest


class TestTwoAgents:
    async def test_of_two_who_answer_at_once_one_has_it_and_the_other_is_told_who(
        self, waiting: Visitor, services: Services, ida: Colleague, lars: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}/reply"
        answers = await asyncio.gather(
            ida.post(path, reply("Ida here.", "reply-ida-1")),
            lars.post(path, reply("Lars here.", "reply-lars")),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        refused = next(answer for answer in answers if answer.status_code == 409).json()["error"]
        winner = "Ida" if answers[0].status_code == 201 else "Lars"
        assert winner in refused["message"]
        heard = await waiting.heard()
        assert [text for text in heard if text in ("Ida here.", "Lars here.")] == [f"{winner} here."]
        assert await events_of(services, waiting.id, "claimed") == ["claimed"]

    async def test_the_others_words_are_kept_for_when_it_is_theirs(
        self, waiting: Visitor, ida: Colleague, lars: Colleague
    ) -> None:
        path = f"{DESK}/{waiting.id}"
        seen = (await lars.get(path)).json()["last_seq"]
        draft = reply("Lars here.", "reply-lars", based_on_seq=seen)
        await ida.post(f"{path}/reply", reply("Ida here.", "reply-ida-1"))
        assert (await lars.post(f"{path}/reply", draft)).status_code == 409
        passed = await ida.post(f"{path}/transfer", {"line": 2, "reason": "Needs a spare part"})
        assert passed.status_code == 200
        # Now it would be his; he is told first what she wrote, and chooses.
        told = await lars.post(f"{path}/reply", draft)
        assert told.status_code == 409
        error = told.json()["error"]
        assert error["code"] == "written_since"
        assert "Ida" in str(error)
        assert (await lars.post(f"{path}/reply", {**draft, "anyway": True})).status_code == 201
        heard = await waiting.heard()
        assert heard.index("Ida here.") < heard.index("Lars here.")

    async def test_of_many_who_claim_at_once_one_has_it(
        self, waiting: Visitor, services: Services, ida: Colleague, lars: Colleague
    ) -> None:
        answers = await asyncio.gather(
            *(person.post(f"{DESK}/{waiting.id}/claim") for person in (ida, lars) * 3)
        )
        codes = [answer.status_code for answer in answers]
        assert sorted(codes) == [200, 200, 200, 409, 409, 409]
        assert await events_of(services, waiting.id, "claimed") == ["claimed"]
