"""What the bot's events leave behind."""

from typing import Any

import pytest
from sqlalchemy import select

from api.conversations.models import Contact, Event, Text
from api.conversations.vocabulary import take_apart
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue, answer


async def say_with(
    visitor: Visitor, dialogue: FakeDialogue, *events: dict[str, Any], intent: str = "x"
) -> Any:
    dialogue.reply = lambda _: answer("Yes", events=list(events), intent=intent)
    return await visitor.say("hm")


class TestStoring:
    async def test_words_apart_from_facts_and_back_to_the_message(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        got = await say_with(
            visitor,
            dialogue,
            {
                "type": "complaint_raised",
                "subject": "complain_delivery",
                "matter": "late",
                "product": None,
                "quote": "it is late",
                "order_number": "MC-10001",
            },
        )
        async with services.database.reading() as session:
            event = await session.scalar(select(Event).where(Event.type == "complaint_raised"))
        assert event is not None
        assert event.facts == {"matter": "late", "product": None}
        assert (event.wording("quote"), event.wording("order_number")) == ("it is late", "MC-10001")
        assert (event.message_seq, event.audience) == (got["message"]["seq"], "internal")

    async def test_a_type_nobody_knows_is_kept(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await say_with(
            visitor, dialogue, {"type": "moon_seen", "subject": "full", "quote": "look", "phase": 4}
        )
        async with services.database.reading() as session:
            event = await session.scalar(select(Event).where(Event.type == "moon_seen"))
        assert event is not None
        assert (event.subject, event.facts, event.wording("quote")) == ("full", {"phase": 4}, "look")

    def test_a_subject_is_cut_to_what_a_label_can_be(self) -> None:
        assert len(take_apart({"type": "need_heard", "subject": "x" * 200}).subject or "") == 80


class TestColumns:
    @pytest.mark.parametrize(
        ("event", "column", "value"),
        [
            ({"type": "stage_changed", "subject": "decision"}, "stage", "decision"),
            ({"type": "stage_changed", "subject": "confusion"}, "stage", None),
            ({"type": "persona_suggested", "subject": "office"}, "persona", "office"),
            ({"type": "language_changed", "subject": "nb"}, "language", "nb"),
            ({"type": "language_changed", "subject": "sv"}, "language", "da"),
            ({"type": "offers_stopped"}, "offers_stopped", True),
        ],
    )
    async def test_follow_the_event(
        self,
        visitor: Visitor,
        dialogue: FakeDialogue,
        conversation_now: Any,
        event: dict[str, Any],
        column: str,
        value: Any,
    ) -> None:
        await say_with(visitor, dialogue, event)
        assert getattr(await conversation_now(visitor.id), column) == value

    @pytest.mark.parametrize(("intent", "fixed"), [("change_language", True), ("state_need", False)])
    async def test_a_language_asked_for_is_fixed_one_noticed_is_not(
        self, visitor: Visitor, dialogue: FakeDialogue, conversation_now: Any, intent: str, fixed: bool
    ) -> None:
        await say_with(visitor, dialogue, {"type": "language_changed", "subject": "en"}, intent=intent)
        now = await conversation_now(visitor.id)
        assert (now.language, now.language_fixed) == ("en", fixed)


class TestContacts:
    async def test_go_to_the_vault_only(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await say_with(
            visitor,
            dialogue,
            {"type": "name_given", "subject": "name", "value": "Mette"},
            {"type": "contact_given", "subject": "email", "value": "mette@mill.example"},
        )
        await visitor.say("again")
        async with services.database.reading() as session:
            contact = (await session.scalars(select(Contact))).one()
            texts = (await session.scalars(select(Text.text))).all()
        assert (contact.name, contact.email) == ("Mette", "mette@mill.example")
        assert "mette@mill.example" not in texts
        assert dialogue.asked[-1].metadata["name"] == "Mette"

    async def test_one_that_cannot_be_is_left_out_and_the_turn_goes_on(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        got = await say_with(
            visitor, dialogue, {"type": "contact_given", "subject": "email", "value": "nope"}
        )
        assert len(got["replies"]) == 1
        async with services.database.reading() as session:
            assert await session.scalar(select(Event).where(Event.type == "contact_given")) is None
