"""The console's calls: who may, what happens, and who has it when two want the same."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from api.conversations.models import Conversation
from api.live import conversation_topic
from api.services import Services
from api.staff.models import AuditEntry
from tests.api.conftest import Visitor, arrive
from tests.api.console.conftest import Happens
from tests.api.fake_dialogue import FakeDialogue
from tests.api.staff.colleague import Colleague, colleague

QUEUE = "/api/console/queue"
ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("claim", {}),
    ("reply", {"text": "Hello", "client_message_id": "reply-0001"}),
    ("note", {"text": "Look at this"}),
    ("close", {"resolution": "solved"}),
    ("hand-back", {}),
    ("persona", {"persona": "office"}),
    ("read", {"seq": 1}),
    ("typing", {"typing": True}),
]


def path(visitor: Visitor, action: str = "") -> str:
    return f"/api/console/conversations/{visitor.id}" + (f"/{action}" if action else "")


def error_of(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    return error


class TestAccess:
    @pytest.mark.parametrize("url", [QUEUE, "/api/console/conversations/x", "/api/console/stream"])
    async def test_reading_needs_a_login(self, client: httpx.AsyncClient, url: str) -> None:
        answer = await client.get(url)
        assert (answer.status_code, error_of(answer)["code"]) == (401, "not_logged_in")

    @pytest.mark.parametrize(("action", "body"), ACTIONS)
    async def test_acting_needs_a_login(
        self, client: httpx.AsyncClient, waiting: Visitor, action: str, body: dict[str, Any]
    ) -> None:
        assert (await client.post(path(waiting, action), json=body)).status_code == 401

    @pytest.mark.parametrize("url", [QUEUE, "/api/console/conversations/x", "/api/console/stream"])
    async def test_a_marketer_does_not_read_chats(self, marketer: Colleague, url: str) -> None:
        answer = await marketer.get(url)
        assert (answer.status_code, error_of(answer)["code"]) == (403, "wrong_role")

    @pytest.mark.parametrize(("action", "body"), ACTIONS)
    async def test_a_marketer_does_not_act(
        self, marketer: Colleague, waiting: Visitor, action: str, body: dict[str, Any]
    ) -> None:
        assert (await marketer.post(path(waiting, action), body)).status_code == 403

    @pytest.mark.parametrize(("action", "body"), ACTIONS)
    async def test_a_call_without_the_pages_token_is_refused(
        self, ida: Colleague, waiting: Visitor, action: str, body: dict[str, Any], conversation_now: Any
    ) -> None:
        for headers in ({}, {"X-CSRF-Token": "another"}):
            answer = await ida.client.post(path(waiting, action), json=body, headers=headers)
            assert (answer.status_code, error_of(answer)["code"]) == (403, "csrf_mismatch")
        assert (await conversation_now(waiting.id)).state == "queued"

    @pytest.mark.parametrize(("action", "body"), ACTIONS[:6])
    async def test_an_unknown_conversation_is_not_found(
        self, ida: Colleague, action: str, body: dict[str, Any]
    ) -> None:
        assert (await ida.post(f"/api/console/conversations/unknown/{action}", body)).status_code == 404

    async def test_an_admin_may_all_of_it(self, app: FastAPI, services: Services, waiting: Visitor) -> None:
        async with colleague(app, services, name="Charlie", role="admin") as admin:
            assert (await admin.get(QUEUE)).status_code == 200
            assert (await admin.post(path(waiting, "claim"))).status_code == 200


class TestQueue:
    async def test_lists_who_waits_by_due_time(
        self, ida: Colleague, waiting: Visitor, client: httpx.AsyncClient, queued: Happens
    ) -> None:
        later = await arrive(client, locale="nb-NO")
        await queued(later, reason="complaint", line=2)
        rows = (await ida.get(QUEUE)).json()["rows"]
        assert [row["id"] for row in rows] == [waiting.id, later.id]
        assert rows[0]["matter"] == "My parcel is late"
        assert (rows[1]["reason"], rows[1]["line"], rows[1]["language"]) == ("Complaint", 2, "Norwegian")
        assert rows[0]["clock"]["late"] is False

    async def test_a_promise_that_a_person_keeps_stands_in_the_list(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says("Welcome", events=[{"type": "offer_accepted", "subject": "course", "kind": "course"}])
        await visitor.say("Yes please")
        assert (await ida.get(QUEUE, tab="open")).json()["rows"][0]["promise"] == "Promised: course"
        (promise,) = (await ida.get(path(visitor))).json()["promises"]
        assert (promise["told"], promise["by_person"]) == ("welcome [en]", True)

    async def test_the_tabs_are_told_apart(
        self, ida: Colleague, lars: Colleague, waiting: Visitor, client: httpx.AsyncClient
    ) -> None:
        with_bot = await arrive(client)
        await ida.post(path(waiting, "claim"))

        async def listed(person: Colleague, tab: str) -> list[str]:
            return [row["id"] for row in (await person.get(QUEUE, tab=tab)).json()["rows"]]

        assert await listed(ida, "waiting") == []
        assert await listed(ida, "mine") == [waiting.id]
        assert await listed(lars, "mine") == []
        assert set(await listed(lars, "open")) == {waiting.id, with_bot.id}
        await ida.post(path(waiting, "close"), {"resolution": "solved"})
        assert await listed(lars, "closed") == [waiting.id]
        assert await listed(lars, "open") == [with_bot.id]

    async def test_counts_what_needs_attention(self, ida: Colleague, waiting: Visitor) -> None:
        assert (await ida.get(QUEUE)).json()["attention"] == 1
        await ida.post(path(waiting, "claim"))
        await ida.post(path(waiting, "read"), {"seq": 3})
        await waiting.say("Are you there?")
        answer = (await ida.get(QUEUE, tab="mine")).json()
        assert (answer["rows"][0]["unread"], answer["attention"]) == (1, 1)

    async def test_says_what_a_complaint_is_about(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says(
            "Thanks", events=[{"type": "complaint_raised", "subject": "complain_delivery", "matter": "late"}]
        )
        await visitor.say("It is late")
        rows = (await ida.get(QUEUE, tab="open")).json()["rows"]
        assert rows[0]["matter"] == "Complain_delivery [en]"

    async def test_an_unknown_tab_is_not_valid(self, ida: Colleague) -> None:
        assert (await ida.get(QUEUE, tab="spam")).status_code == 422


class TestConversation:
    async def test_tells_timeline_and_packet(self, ida: Colleague, visitor: Visitor, bot_says: Any) -> None:
        heard = {"type": "need_heard", "subject": "quiet", "quote": "while the baby sleeps"}
        bot_says("What matters most?", events=[heard])
        await visitor.say("It has to be quiet while the baby sleeps")
        answer = (await ida.get(path(visitor))).json()
        assert answer["mode"] == "bot"
        words = [line["words"] for entry in answer["timeline"] for line in entry["lines"]]
        assert words == ["Need heard: quiet mornings [en]"]
        assert answer["packet"]["needs"][0]["quote"] == "while the baby sleeps"

    async def test_the_mode_says_what_one_may_do(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        async def mode(person: Colleague) -> str:
            found: str = (await person.get(path(waiting))).json()["mode"]
            return found

        assert await mode(ida) == "queued"
        await ida.post(path(waiting, "claim"))
        assert (await mode(ida), await mode(lars)) == ("mine", "other")
        await ida.post(path(waiting, "close"), {"resolution": "solved"})
        assert await mode(ida) == "closed"


class TestClaim:
    async def test_gives_the_conversation_to_one_person(
        self, ida: Colleague, waiting: Visitor, conversation_now: Any
    ) -> None:
        answer = await ida.post(path(waiting, "claim"))
        assert (answer.status_code, answer.json()["state"]) == (200, "assigned")
        conversation: Conversation = await conversation_now(waiting.id)
        assert conversation.assigned_to == ida.staff.id

    async def test_the_second_is_told_who_has_it(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(path(waiting, "claim"))
        answer = await lars.post(path(waiting, "claim"))
        assert answer.status_code == 409
        assert error_of(answer)["code"] == "taken_by_another"
        assert error_of(answer)["fields"] == {"holder": "Ida"}

    async def test_of_two_at_once_exactly_one_gets_it(
        self, ida: Colleague, lars: Colleague, waiting: Visitor, conversation_now: Any
    ) -> None:
        answers = await asyncio.gather(*(who.post(path(waiting, "claim")) for who in (ida, lars)))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert (await conversation_now(waiting.id)).assigned_to is not None


class TestReply:
    async def test_reaches_the_visitor_under_the_persons_name(self, ida: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        answer = await ida.post(
            path(waiting, "reply"), {"text": "Here I am", "client_message_id": "reply-0001"}
        )
        assert answer.status_code == 201
        last = (await waiting.get("messages")).json()["messages"][-1]
        assert (last["author"], last["name"], last["text"]) == ("agent", "Ida", "Here I am")

    async def test_sent_again_is_not_doubled(self, ida: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        body = {"text": "Here I am", "client_message_id": "reply-0001"}
        first, second = [await ida.post(path(waiting, "reply"), body) for _ in range(2)]
        assert first.json() == second.json()
        assert (await waiting.heard()).count("Here I am") == 1

    async def test_into_a_colleagues_conversation_is_refused(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(path(waiting, "claim"))
        answer = await lars.post(
            path(waiting, "reply"), {"text": "Me too", "client_message_id": "reply-0002"}
        )
        assert (answer.status_code, error_of(answer)["fields"]) == (409, {"holder": "Ida"})
        assert "Me too" not in await waiting.heard()

    @pytest.mark.parametrize("body", [{"text": "No id"}, {"text": "", "client_message_id": "reply-0003"}])
    async def test_needs_words_and_an_id(
        self, ida: Colleague, waiting: Visitor, body: dict[str, str]
    ) -> None:
        assert (await ida.post(path(waiting, "reply"), body)).status_code == 422


class TestNote:
    async def test_is_seen_by_colleagues_and_not_by_the_visitor(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        answer = await ida.post(path(waiting, "note"), {"text": "Third time this week"})
        assert answer.status_code == 201
        notes = [e for e in (await lars.get(path(waiting))).json()["timeline"] if e["kind"] == "note"]
        assert [(note["name"], note["text"]) for note in notes] == [("Ida", "Third time this week")]
        assert "Third time" not in (await waiting.get("messages")).text
        assert "Third time" not in (await waiting.get("export")).text

    async def test_sent_again_is_not_doubled(self, ida: Colleague, waiting: Visitor) -> None:
        body = {"text": "Third time", "client_message_id": "note-0001"}
        first, second = [await ida.post(path(waiting, "note"), body) for _ in range(2)]
        assert (first.json(), first.status_code) == (second.json(), 201)
        other = await ida.post(path(waiting, "note"), body | {"text": "Another"})
        assert (other.status_code, error_of(other)["code"]) == (409, "message_conflict")

    async def test_under_the_id_of_a_reply_is_refused(self, ida: Colleague, waiting: Visitor) -> None:
        body = {"text": "Hello", "client_message_id": "reply-0001"}
        await ida.post(path(waiting, "reply"), body)
        assert (await ida.post(path(waiting, "note"), body)).status_code == 409


class TestClose:
    async def test_keeps_how_it_ended(self, ida: Colleague, waiting: Visitor, conversation_now: Any) -> None:
        await ida.post(path(waiting, "claim"))
        answer = await ida.post(path(waiting, "close"), {"resolution": "refunded", "outcome": "lost"})
        assert answer.json()["state"] == "closed"
        conversation: Conversation = await conversation_now(waiting.id)
        assert (conversation.resolution, conversation.outcome) == ("refunded", "lost")

    async def test_an_unknown_resolution_is_not_valid(self, ida: Colleague, waiting: Visitor) -> None:
        answer = await ida.post(path(waiting, "close"), {"resolution": "vanished"})
        assert (answer.status_code, list(error_of(answer)["fields"])) == (422, ["resolution"])

    async def test_a_colleagues_conversation_stays_open(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(path(waiting, "claim"))
        answer = await lars.post(path(waiting, "close"), {"resolution": "solved"})
        assert (answer.status_code, error_of(answer)["fields"]) == (409, {"holder": "Ida"})


class TestHandBack:
    async def test_the_bot_answers_again(self, ida: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        assert (await ida.post(path(waiting, "hand-back"))).json()["state"] == "bot"
        assert (await waiting.say("Thanks"))["replies"]

    async def test_only_by_whoever_has_it(self, ida: Colleague, lars: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        assert (await lars.post(path(waiting, "hand-back"))).status_code == 409


class TestTransfer:
    async def test_another_line_finds_it_in_the_queue(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(path(waiting, "claim"))
        up = {"line": 2, "reason": "The pump is broken"}
        assert (await ida.post(path(waiting, "transfer"), up)).json()["state"] == "queued"
        assert (await lars.get(QUEUE)).json()["rows"][0]["line"] == 2

    async def test_there_is_no_way_around_the_reason(self, ida: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        assert (await ida.post(path(waiting, "transfer"), {"line": 2})).status_code == 422
        assert (await ida.post(path(waiting, "pass-on"), {"line": 2})).status_code == 404


class TestPersona:
    async def test_is_corrected_by_a_person(self, ida: Colleague, waiting: Visitor) -> None:
        assert (await ida.post(path(waiting, "persona"), {"persona": "office"})).status_code == 200
        answer = (await ida.get(path(waiting))).json()
        assert answer["packet"]["who"]["persona"] == "office"
        assert answer["timeline"][-1]["lines"][-1]["words"] == "Ida set the customer type to office [en]"


class TestTypingAndReading:
    async def test_the_visitor_sees_the_holder_writing_and_nobody_else(
        self, ida: Colleague, lars: Colleague, waiting: Visitor, services: Services
    ) -> None:
        await ida.post(path(waiting, "claim"))
        async with services.bus.subscribe(conversation_topic(waiting.id)) as hints:
            for person in (lars, ida):
                assert (await person.post(path(waiting, "typing"), {"typing": True})).status_code == 204
            hint = await asyncio.wait_for(anext(hints), 1)
        assert hint["typing"] == {"author": "agent", "typing": True, "name": "Ida"}

    async def test_only_the_holders_reading_counts(
        self, ida: Colleague, lars: Colleague, waiting: Visitor, conversation_now: Any
    ) -> None:
        await ida.post(path(waiting, "claim"))
        for person, seq in ((lars, 3), (ida, 2), (ida, 1), (ida, 999)):
            assert (await person.post(path(waiting, "read"), {"seq": seq})).status_code == 204
        assert (await conversation_now(waiting.id)).staff_read_seq == 2


class TestErase:
    async def test_a_lead_erases_all_of_it_and_that_is_noted(
        self, app: FastAPI, services: Services, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        await visitor.say("My address is Vej 1")
        async with colleague(app, services, name="Lea", role="lead") as lead:
            assert (await lead.delete(f"/api/console/conversations/{visitor.id}")).status_code == 204
            again = await lead.delete(f"/api/console/conversations/{visitor.id}")
            assert again.json()["error"]["code"] == "conversation_not_found"
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Conversation)) == 0
            entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "erased"))).one()
            assert (entry.conversation_id, entry.staff_id) == (visitor.id, lead.staff.id)
        assert dialogue.forgotten == [visitor.id]

    async def test_an_agent_does_not(self, ida: Colleague, visitor: Visitor) -> None:
        assert (await ida.delete(f"/api/console/conversations/{visitor.id}")).status_code == 403
