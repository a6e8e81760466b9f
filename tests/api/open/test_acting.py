"""What other systems do, in their own name."""

from typing import Any

import httpx
import pytest

from api.conversations import escalation
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue
from tests.api.open.conftest import Connect, OtherSystem


def reply(text: str = "Hej, vi ser på det", id: str = "t-1") -> dict[str, str]:
    return {"text": text, "client_message_id": id}


class TestReply:
    async def test_reaches_the_customer_and_silences_the_bot(
        self, zendesk: OtherSystem, waiting: Visitor, dialogue: FakeDialogue
    ) -> None:
        answer = await zendesk.post(f"conversations/{waiting.id}/replies", reply())
        assert answer.status_code == 201
        asked = len(dialogue.asked)
        messages = (await waiting.get("messages")).json()
        last = messages["messages"][-1]
        assert (last["text"], last["author"], last["name"]) == ("Hej, vi ser på det", "agent", "Zendesk")
        assert (messages["state"], messages["agent"]) == ("assigned", "Zendesk")
        await waiting.say("tak")
        assert len(dialogue.asked) == asked

    async def test_made_again_is_the_same_reply(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        path = f"conversations/{waiting.id}/replies"
        first, again = await zendesk.post(path, reply()), await zendesk.post(path, reply())
        assert first.json() == again.json()
        assert (await waiting.heard()).count("Hej, vi ser på det") == 1
        other = await zendesk.post(path, reply("noget andet"))
        assert (other.status_code, other.json()["error"]["code"]) == (409, "message_conflict")

    async def test_in_a_colleagues_conversation_is_refused(
        self, zendesk: OtherSystem, waiting: Visitor, services: Services, agent: Staff
    ) -> None:
        async with services.database.writing() as session:
            await escalation.claim(session, waiting.id, agent, catalog=services.catalog.current())
        answer = await zendesk.post(f"conversations/{waiting.id}/replies", reply())
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "taken_by_another")

    async def test_in_another_systems_conversation_is_refused(
        self, zendesk: OtherSystem, connect: Connect, waiting: Visitor
    ) -> None:
        await zendesk.post(f"conversations/{waiting.id}/claim")
        other = await connect("conversations:write", name="Freshdesk")
        answer = await other.post(f"conversations/{waiting.id}/replies", reply())
        assert answer.status_code == 409

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"text": "a"},
            {"text": "", "client_message_id": "a"},
            {"text": " ", "client_message_id": "a"},
            {"text": "a" * 4001, "client_message_id": "a"},
            {"text": "a", "client_message_id": "a b"},
        ],
    )
    async def test_that_says_nothing_useful_is_refused(
        self, zendesk: OtherSystem, waiting: Visitor, body: Any
    ) -> None:
        answer = await zendesk.post(f"conversations/{waiting.id}/replies", body)
        assert answer.status_code == 422, answer.text


class TestNote:
    async def test_is_for_colleagues_only(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        path = f"conversations/{waiting.id}/notes"
        assert (await zendesk.post(path, reply("Ticket 4711"))).status_code == 201
        assert (await zendesk.post(path, reply("Ticket 4711"))).status_code == 201
        got = (await zendesk.get(f"conversations/{waiting.id}")).json()
        notes = [each for each in got["timeline"] if each["type"] == "note"]
        assert [(each["text"]["text"], each["facts"]["name"]) for each in notes] == [
            ("Ticket 4711", "Zendesk")
        ]
        assert "Ticket 4711" not in await waiting.heard()
        assert got["conversation"]["state"] == "queued"


class TestHands:
    async def test_take_it_give_it_back_and_end_it(
        self, zendesk: OtherSystem, waiting: Visitor, conversation_now: Any
    ) -> None:
        taken = await zendesk.post(f"conversations/{waiting.id}/claim")
        assert taken.json()["state"] == "assigned"
        (shown,) = (await zendesk.get("conversations")).json()["conversations"]
        assert shown["assigned_to"]["name"] == "Zendesk"
        back = await zendesk.post(f"conversations/{waiting.id}/hand-back")
        assert back.json()["state"] == "bot"
        ended = await zendesk.post(f"conversations/{waiting.id}/close", {"resolution": "answered"})
        assert ended.json()["state"] == "closed"
        now = await conversation_now(waiting.id)
        assert (now.resolution, now.outcome) == ("answered", "service")
        again = await zendesk.post(f"conversations/{waiting.id}/claim")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "conversation_closed")

    async def test_give_back_only_what_one_has(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        answer = await zendesk.post(f"conversations/{waiting.id}/hand-back")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_assigned")


class TestWebhooks:
    async def test_from_the_first_to_the_last(self, connect: Connect) -> None:
        other = await connect("webhooks:manage")
        new = {"url": "https://desk.example.com/hooks", "events": ["conversation.queued"]}
        made = (await other.post("webhooks", new)).json()
        assert made["secret"].startswith("whsec_")
        (listed,) = (await other.get("webhooks")).json()
        assert "secret" not in listed
        path = f"/api/v1/webhooks/{made['id']}"
        changed = await other.client.patch(path, json={"active": False})
        assert changed.json()["active"] is False
        off = await other.post(f"webhooks/{made['id']}/test")
        assert (off.status_code, off.json()["error"]["code"]) == (409, "webhook_off")
        await other.client.patch(path, json={"active": True})
        told = await other.post(f"webhooks/{made['id']}/test")
        assert (told.status_code, told.json()["state"]) == (202, "waiting")
        log = (await other.get(f"webhooks/{made['id']}/deliveries")).json()
        assert [each["event"] for each in log["deliveries"]] == ["webhook.test"]
        assert (await other.client.delete(path)).status_code == 204
        assert (await other.get(f"webhooks/{made['id']}/deliveries")).status_code == 404


class TestDescription:
    async def test_names_the_key_and_the_shape_of_errors(self, client: httpx.AsyncClient) -> None:
        described = (await client.get("/openapi.json")).json()
        call = described["paths"]["/api/v1/conversations"]["get"]
        (scheme,) = call["security"][0]
        assert described["components"]["securitySchemes"][scheme]["scheme"] == "bearer"
        assert call["responses"]["429"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorOut")
