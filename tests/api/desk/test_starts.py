"""Opening lines."""

from typing import Any

import pytest

from api.conversations import repository
from api.desk.starts import is_unchanged_start
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.desk.conftest import Calls, ask
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.staff.colleague import Colleague

TEXT = "Hej {customer}, jeg hedder {agent} og ser på ordre {order_number} med det samme."


async def make(tove: Colleague, text: str = TEXT, *, status: int = 201, **more: str) -> Any:
    body = {"shortcut": "order", "language": "da", "text": text, **more}
    return await ask(tove, "POST", "starts", body, status=status)


async def complain(visitor: Visitor, dialogue: FakeDialogue, **facts: str) -> None:
    raised = {"type": "complaint_raised", "subject": "delivery", **facts}
    dialogue.reply = lambda _: answer("Thank you", events=[raised])
    await visitor.say("It is late")


async def reply(person: Colleague, visitor: Visitor, text: str, *, status: int = 201) -> Any:
    body = {"text": text, "client_message_id": "reply-0001"}
    return await ask(person, "POST", f"conversations/{visitor.id}/reply", body, status=status)


class TestKeeping:
    async def test_a_lead_keeps_them_and_everybody_uses_them(self, tove: Colleague, ida: Colleague) -> None:
        made = await make(tove)
        changed = {"shortcut": "order", "language": "da", "text": "Hej {customer}"}
        await ask(tove, "PUT", f"starts/{made['id']}", changed)
        shown = await ask(ida, "GET", "starts")
        assert [one["text"] for one in shown["starts"]] == ["Hej {customer}"]
        assert "order_number" in shown["variables"]
        await ask(ida, "DELETE", f"starts/{made['id']}", status=403)
        await make(ida, status=403)
        await ask(tove, "DELETE", f"starts/{made['id']}", status=204)
        assert (await ask(ida, "GET", "starts"))["starts"] == []

    async def test_one_shortcut_in_each_language(self, tove: Colleague) -> None:
        await make(tove)
        await make(tove, language="nb")
        assert (await make(tove, status=409))["error"]["code"] == "name_taken"

    async def test_a_variable_that_nothing_fills_is_refused(self, tove: Colleague) -> None:
        got = await make(tove, "Hi {name}, {customer}", status=422)
        assert got["error"]["fields"] == {"text": "{name}"}

    async def test_one_that_does_not_exist(self, tove: Colleague) -> None:
        body = {"shortcut": "a", "language": "da", "text": "x"}
        await ask(tove, "PUT", "starts/99", body, status=404)
        await ask(tove, "DELETE", "starts/99", status=404)


class TestFilling:
    async def test_from_what_is_known(
        self, tove: Colleague, ida: Colleague, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        await make(tove, TEXT + " {product} / {business}")
        await complain(visitor, dialogue, order_number="MC-10001", product="grinder")
        await visitor.post("contact", name="Mette Holm")
        (filled,) = await ask(ida, "GET", f"conversations/{visitor.id}/starts")
        assert filled["text"].startswith(
            "Hej Mette, jeg hedder Ida og ser på ordre MC-10001 med det samme. Mill / "
        )
        assert filled["missing"] == []

    async def test_what_is_missing_stays_visible_and_is_told(
        self, tove: Colleague, ida: Colleague, visitor: Visitor
    ) -> None:
        await make(tove)
        (filled,) = await ask(ida, "GET", f"conversations/{visitor.id}/starts?lang=en")
        assert "[kundens navn?]" in filled["text"]
        assert "[ordrenummer?]" in filled["text"]
        assert filled["missing"] == ["customer name", "order number"]

    async def test_those_in_the_customers_language_come_first(
        self, tove: Colleague, ida: Colleague, visitor: Visitor
    ) -> None:
        await make(tove, shortcut="a", language="en")
        await make(tove, shortcut="b", language="da")
        shown = await ask(ida, "GET", f"conversations/{visitor.id}/starts")
        assert [one["language"] for one in shown] == ["da", "en"]


class TestUnchanged:
    FILLED = "Hej Mette, jeg hedder Ida og ser på ordre MC-10001 med det samme."

    @pytest.fixture
    async def complaint(self, visitor: Visitor, dialogue: FakeDialogue, tove: Colleague) -> Visitor:
        await make(tove)
        await complain(visitor, dialogue, order_number="MC-10001")
        await visitor.post("contact", name="Mette Holm")
        return visitor

    @pytest.mark.parametrize(
        "text",
        [
            FILLED,
            "  " + FILLED.replace(", ", ",\n").upper(),
            TEXT,
            "Hej Mette, jeg hedder Lars og ser på ordre [ordrenummer?] med det samme.",
        ],
    )
    async def test_is_not_sent_to_somebody_who_complains(
        self, ida: Colleague, lars: Colleague, complaint: Visitor, text: str, happened: Calls
    ) -> None:
        before = len(await happened(complaint.id, "message", "claimed"))
        got = await reply(ida, complaint, text, status=422)
        assert got["error"]["code"] == "unchanged_start"
        assert len(await happened(complaint.id, "message", "claimed")) == before

    async def test_with_words_of_ones_own_it_is(self, ida: Colleague, complaint: Visitor) -> None:
        await reply(ida, complaint, self.FILLED + " Den ligger på lageret i Aarhus.")

    async def test_to_others_it_may_be_sent(self, ida: Colleague, visitor: Visitor, tove: Colleague) -> None:
        await make(tove, "Hej, jeg ser på det.")
        await reply(ida, visitor, "Hej, jeg ser på det.")

    async def test_can_be_asked(self, complaint: Visitor, services: Services, ida: Colleague) -> None:
        async with services.database.reading() as session:
            conversation = await repository.get(session, complaint.id)
            assert await is_unchanged_start(session, conversation, self.FILLED)
            assert not await is_unchanged_start(session, conversation, "Hej Mette")
