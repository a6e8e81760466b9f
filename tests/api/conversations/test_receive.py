"""Taking a visitor's message: stored first, answered once, in order, whatever happens on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import select, update

from api.chat import endpoints
from api.conversations import escalation, repository, turns
from api.conversations.models import Contact, Customer, Event, Turn
from api.db import now
from api.rasa_client import Entity
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.conftest import Visitor, arrive, until
from tests.api.fake_dialogue import FakeDialogue, answer


async def turns_of(services: Services) -> list[Turn]:
    async with services.database.reading() as session:
        return list((await session.scalars(select(Turn).order_by(Turn.message_seq))).all())


async def events_of(services: Services, *types: str) -> list[Event]:
    async with services.database.reading() as session:
        query = select(Event).where(Event.type.in_(types)) if types else select(Event)
        return list((await session.scalars(query.order_by(Event.seq))).all())


async def claim(services: Services, visitor: Visitor, staff: Staff) -> None:
    async with services.database.writing() as session:
        await escalation.claim(session, visitor.id, staff, catalog=services.catalog.current())


class TestReceive:
    async def test_the_answer_has_the_message_and_the_replies(self, visitor: Visitor) -> None:
        got = await visitor.say("I need a quiet grinder 🙂")
        assert got["state"] == "bot"
        assert got["message"]["author"] == "visitor"
        assert [reply["text"] for reply in got["replies"]] == ["You said I need a quiet grinder 🙂"]
        assert got["turn"]["intent"] == "state_need"

    async def test_the_message_is_stored_before_the_bot_is_asked(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.say("first"))
        await dialogue.heard.wait()
        assert [event.wording() for event in await events_of(services, "message")][-1] == "first"
        dialogue.gate.set()
        await sending

    async def test_the_bot_is_told_what_it_needs_to_know(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        await visitor.say("hello")
        asked = dialogue.asked[0]
        assert (asked.sender, asked.text, asked.payload) == (visitor.id, "hello", None)
        assert asked.metadata == {
            "language": "da",
            "language_fixed": False,
            "name": None,
            "persona": None,
            "state": "bot",
            "epoch": 0,
            "offers_left": 1,
            "wait": {"minutes": None, "open": True, "opens_at": None, "long": False},
        }

    async def test_two_messages_at_once_are_answered_in_order(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        first, second = await asyncio.gather(visitor.say("one"), visitor.say("two"))
        assert first["replies"][0]["text"] == "You said one"
        assert second["replies"][0]["text"] == "You said two"
        asked = [one.text for one in dialogue.asked]
        stored = sorted((first["message"], second["message"]), key=lambda message: message["seq"])
        assert asked == [message["text"] for message in stored]

    async def test_different_conversations_do_not_wait_for_each_other(
        self, visitor: Visitor, client: httpx.AsyncClient, dialogue: FakeDialogue
    ) -> None:
        other = await arrive(client)
        dialogue.gate.clear()
        sending = [asyncio.create_task(one.say("hi")) for one in (visitor, other)]
        await until(lambda: len(dialogue.asked) == 2)
        dialogue.gate.set()
        await asyncio.gather(*sending)

    async def test_many_at_once_all_get_their_answer(self, client: httpx.AsyncClient) -> None:
        visitors = [await arrive(client) for _ in range(5)]
        got = await asyncio.gather(*(one.say("hi", key=f"k{n}") for one in visitors for n in range(5)))
        assert [len(answer["replies"]) for answer in got] == [1] * 25


class TestSameMessageAgain:
    async def test_five_at_once_make_one_turn(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        answers = await asyncio.gather(*(visitor.say("once", key="same") for _ in range(5)))
        assert len(dialogue.asked) == 1
        assert len(await turns_of(services)) == 1
        assert all(got == answers[0] for got in answers)

    async def test_later_gives_the_stored_answer(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        first = await visitor.say("once", key="same")
        assert await visitor.say("once", key="same") == first
        assert len(dialogue.asked) == 1

    async def test_with_other_words_is_a_conflict(self, visitor: Visitor) -> None:
        await visitor.say("once", key="same")
        response = await visitor.post("messages", client_message_id="same", text="twice")
        assert response.status_code == 409
        assert response.json()["error"]["code"] == "message_conflict"

    async def test_as_a_button_instead_of_words_is_a_conflict(self, visitor: Visitor) -> None:
        await visitor.say("once", key="same")
        response = await visitor.post("messages", client_message_id="same", payload="/affirm")
        assert response.status_code == 409

    async def test_the_same_id_in_two_conversations_is_two_messages(
        self, visitor: Visitor, client: httpx.AsyncClient, dialogue: FakeDialogue
    ) -> None:
        other = await arrive(client)
        await visitor.say("mine", key="same")
        await other.say("mine too", key="same")
        assert len(dialogue.asked) == 2


class TestAfterACrash:
    async def crash(self, visitor: Visitor, services: Services, dialogue: FakeDialogue) -> None:
        """The process stops while the bot is asked: the request is gone, the message is stored."""
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.say("lost", key="lost"))
        await dialogue.heard.wait()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        dialogue.gate.set()

    async def test_sending_again_does_the_turn(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.crash(visitor, services, dialogue)
        got = await visitor.say("lost", key="lost")
        assert [reply["text"] for reply in got["replies"]] == ["You said lost"]
        assert [turn.outcome for turn in await turns_of(services)] == ["ok"]

    async def test_the_next_message_waits_for_the_lost_one(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.crash(visitor, services, dialogue)
        await visitor.say("next")
        assert (await visitor.heard())[1:] == ["lost", "next", "You said lost", "You said next"]

    async def test_the_house_keeper_does_the_turn(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.crash(visitor, services, dialogue)
        async with services.database.writing() as session:
            await session.execute(update(Turn).values(asking_until=now() - timedelta(seconds=1)))
        assert await turns.answer_interrupted(services, not_older_than=timedelta(minutes=5)) == 1
        assert (await visitor.heard())[-1] == "You said lost"

    @pytest.mark.parametrize(("seconds", "waits"), [(0.4, True), (-1.0, False)])
    async def test_one_that_another_process_began_is_left_to_it_for_a_while(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, seconds: float, waits: bool
    ) -> None:
        await self.crash(visitor, services, dialogue)
        until = now() + timedelta(seconds=seconds)
        async with services.database.writing() as session:
            await session.execute(update(Turn).values(asking_by="another", asking_until=until))
        started = now()
        got = await visitor.say("lost", key="lost")
        assert [reply["text"] for reply in got["replies"]] == ["You said lost"]
        assert (now() >= until > started) is waits


class TestAPersonTakesOver:
    async def test_a_reply_in_flight_is_dropped(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        dialogue.reply = lambda _: answer(
            "Buy this",
            events=[
                {"type": "need_heard", "subject": "quiet", "quote": "quiet please"},
                {"type": "offer_made", "subject": "course"},
            ],
        )
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.say("quiet please"))
        await dialogue.heard.wait()
        await claim(services, visitor, agent)
        dialogue.gate.set()
        got = await sending
        assert got["replies"] == []
        assert got["state"] == "assigned"
        assert "Buy this" not in await visitor.heard()
        assert [turn.outcome for turn in await turns_of(services)] == ["dropped"]
        assert len(await events_of(services, "reply_dropped")) == 1
        assert len(await events_of(services, "need_heard")) == 1
        assert await events_of(services, "offer_made") == []

    async def test_handed_back_before_the_reply_came_it_is_still_dropped(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.say("hi"))
        await dialogue.heard.wait()
        await claim(services, visitor, agent)
        async with services.database.writing() as session:
            await escalation.hand_back(session, visitor.id, agent, catalog=services.catalog.current())
        dialogue.gate.set()
        assert (await sending)["replies"] == []

    async def test_messages_then_go_to_the_person_and_not_to_the_bot(
        self,
        visitor: Visitor,
        services: Services,
        dialogue: FakeDialogue,
        agent: Staff,
        conversation_now: Any,
    ) -> None:
        await claim(services, visitor, agent)
        async with services.bus.subscribe(f"conversation:{visitor.id}") as hints:
            got = await visitor.say("are you there")
            assert (await anext(hints))["seq"] == got["message"]["seq"]
        assert (got["replies"], got["turn"], got["agent"]) == ([], None, "Ida")
        assert dialogue.asked == []
        assert (await conversation_now(visitor.id)).due_at is not None

    async def test_closed_it_opens_again_for_the_bot_with_a_new_epoch(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await visitor.post("close")
        got = await visitor.say("one more thing")
        assert (got["state"], len(got["replies"])) == ("bot", 1)
        assert dialogue.asked[0].metadata["epoch"] == (await conversation_now(visitor.id)).epoch == 2
        assert len(await events_of(services, "reopened")) == 1


class TestTheBotFails:
    @pytest.mark.parametrize("failure", ["timeout", "down", "nonsense"])
    async def test_the_visitor_is_told_and_offered_a_person(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, failure: Any
    ) -> None:
        dialogue.failure = failure
        got = await visitor.say("hello")
        assert [reply["text"] for reply in got["replies"]] == ["unavailable [da]"]
        assert got["replies"][0]["buttons"] == [{"title": "Tal med et menneske", "payload": "/request_human"}]
        assert [event.subject for event in await events_of(services, "turn_failed")] == [failure]
        assert [turn.outcome for turn in await turns_of(services)] == [failure]

    async def test_asking_for_a_person_works_all_the_same(
        self, visitor: Visitor, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        dialogue.failure = "down"
        got = await visitor.say(payload="/request_human")
        assert got["message"]["text"] == "Jeg vil gerne tale med et menneske"
        assert got["state"] == "queued"
        assert [reply["text"] for reply in got["replies"]] == ["queued [da]"]
        assert (await conversation_now(visitor.id)).escalation_reason == "requested"

    async def test_the_next_message_goes_on_normally(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        dialogue.failure = "down"
        await visitor.say("hello")
        dialogue.failure = None
        got = await visitor.say("again")
        assert [reply["text"] for reply in got["replies"]] == ["You said again"]

    @pytest.mark.parametrize(
        "text",
        ["Et menneske, tak", "kan jeg snakke med noen?", "A PERSON please", "en kollega", "real human!"],
    )
    async def test_words_that_ask_for_a_person_are_understood_without_it(
        self, visitor: Visitor, dialogue: FakeDialogue, conversation_now: Any, text: str
    ) -> None:
        dialogue.failure = "down"
        got = await visitor.say(text)
        assert (got["state"], [reply["text"] for reply in got["replies"]]) == ("queued", ["queued [da]"])
        assert (await conversation_now(visitor.id)).escalation_reason == "requested"

    @pytest.mark.parametrize(
        ("text", "field", "kept"),
        [
            ("skriv til (mette@mill.example).", "email", "mette@mill.example"),
            ("ring på 20 12 34 56", "phone", "+45 20 12 34 56"),
        ],
    )
    async def test_an_address_is_kept_in_the_vault_and_somebody_is_to_use_it(
        self,
        visitor: Visitor,
        services: Services,
        dialogue: FakeDialogue,
        text: str,
        field: str,
        kept: str,
    ) -> None:
        dialogue.failure = "timeout"
        got = await visitor.say(text)
        assert got["state"] == "queued"
        async with services.database.reading() as session:
            contact = (await session.scalars(select(Contact))).one()
        assert getattr(contact, field) == kept
        (given,) = await events_of(services, "contact_given")
        assert (given.subject, given.message_seq, given.texts) == (field, got["message"]["seq"], [])
        await visitor.say(text)
        assert (
            len(await events_of(services, "queued")) == len(await events_of(services, "contact_given")) == 1
        )

    async def test_it_is_kept_too_while_a_person_has_the_conversation(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await visitor.say("Hello")
        await claim(services, visitor, agent)
        got = await visitor.say("mette@mill.example, or 20 12 34 56")
        async with services.database.reading() as session:
            contact = (await session.scalars(select(Contact))).one()
        assert (contact.email, contact.phone) == ("mette@mill.example", "+45 20 12 34 56")
        given = await events_of(services, "contact_given")
        assert [(one.subject, one.author, one.message_seq) for one in given] == [
            ("email", "visitor", got["message"]["seq"]),
            ("phone", "visitor", got["message"]["seq"]),
        ]
        # A new address is a correction; a number may be an order's, and the one that is known stays.
        await visitor.say("No, it is mette.holm@mill.example, and the order is 30123456")
        async with services.database.reading() as session:
            contact = (await session.scalars(select(Contact))).one()
        assert (contact.email, contact.phone) == ("mette.holm@mill.example", "+45 20 12 34 56")

    async def test_it_is_kept_while_it_waits_and_told_once(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.say("Hello")
        heard = {"type": "contact_given", "subject": "email", "value": "mette@mill.example"}
        dialogue.reply = lambda _: answer("Yes", events=[heard])
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            await escalation.enqueue(
                session, conversation, reason="requested", catalog=services.catalog.current()
            )
        await visitor.say("write to mette@mill.example")
        assert len(await events_of(services, "contact_given")) == 1

    async def test_what_the_bot_hears_alone_is_the_bots_to_keep(
        self, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("my neighbour is bob@mill.example")
        assert await events_of(services, "contact_given") == []

    async def test_a_second_failure_in_a_row_leads_to_a_person(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        dialogue.failure = "nonsense"
        assert (await visitor.say("hello"))["state"] == "bot"
        got = await visitor.say("is it quiet?")
        assert (got["state"], [reply["text"] for reply in got["replies"]]) == ("queued", ["queued [da]"])
        assert (await conversation_now(visitor.id)).escalation_reason == "low_confidence"
        await visitor.say("hello?")
        assert len(await events_of(services, "queued")) == 1

    async def test_failures_with_an_answer_between_them_do_not(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        for failure in ("down", None, "down"):
            dialogue.failure = failure
            assert (await visitor.say("hello"))["state"] == "bot"

    async def test_while_waiting_for_a_person_nothing_new_is_promised(
        self, visitor: Visitor, dialogue: FakeDialogue, services: Services
    ) -> None:
        dialogue.failure = "down"
        await visitor.say(payload="/request_human")
        got = await visitor.say("hello?")
        assert [reply["text"] for reply in got["replies"]] == ["queued [da]"]
        assert len(await events_of(services, "queued")) == 1


class TestWhatIsKeptOfATurn:
    async def test_personal_values_are_only_in_the_wording(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        found = [
            {"entity": kind, "value": f"{kind} value", "start": 0, "end": 4}
            for kind in ("person_name", "email", "phone", "order_number", "amount")
        ]
        understood = answer("Yes")
        understood.nlu.entities = [Entity.model_validate(one) for one in found]
        dialogue.reply = lambda _: understood
        await visitor.say("it is me")
        (turn,) = await turns_of(services)
        assert [one.get("value") for one in turn.entities] == [None, None, None, None, "amount value"]
        assert [one["entity"] for one in turn.entities][:2] == ["person_name", "email"]


class TestFirstVisits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, identity_secret="shared secret of shop and chat, long enough")

    async def test_many_at_once_make_one_customer(
        self, client: httpx.AsyncClient, services: Services, settings: Settings
    ) -> None:
        claims = {"sub": "c-1", "exp": 4_000_000_000, "name": "Mette"}
        token = jwt.encode(claims, str(settings.identity_secret), "HS256")
        await asyncio.gather(*(arrive(client, identity_token=token) for _ in range(8)))
        async with services.database.reading() as session:
            assert len((await session.scalars(select(Customer))).all()) == 1
            assert [contact.name for contact in await session.scalars(select(Contact))] == ["Mette"]


class TestOddAddresses:
    async def test_nul_characters_find_nothing(self, visitor: Visitor, client: httpx.AsyncClient) -> None:
        for path in (f"/api/chat/conversations/{visitor.id}%00/messages", "/api/chat/%00"):
            assert (await client.get(path, headers=visitor.headers)).status_code == 404
        odd = await client.get("/api/chat/config?locale=da%00")
        assert odd.json()["language"] == "da"

    async def test_a_number_that_is_too_large_is_as_good_as_the_largest(
        self, visitor: Visitor, services: Services
    ) -> None:
        response = await visitor.get("messages", after=2_000_000_001)
        assert response.status_code == 422
        stream = await stream_of(services, visitor, "99999999999999999999")
        assert "event: state" in await anext(stream)
        await stream.aclose()


async def stream_of(services: Services, visitor: Visitor, last_event_id: str) -> Any:
    response = await endpoints.stream(visitor.id, services, last_event_id, None)
    return response.body_iterator


class TestButtons:
    async def test_the_text_is_the_title_last_offered(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        dialogue.reply = lambda _: answer(
            "Is that right?", buttons=[{"title": "Ja, netop", "payload": "/affirm"}]
        )
        await visitor.say("quiet")
        got = await visitor.say(payload="/affirm")
        assert got["message"]["text"] == "Ja, netop"
        assert (dialogue.asked[-1].text, dialogue.asked[-1].payload) == (None, "/affirm")

    async def test_one_that_was_never_offered_is_kept_as_it_is(self, visitor: Visitor) -> None:
        assert (await visitor.say(payload="/restart"))["message"]["text"] == "/restart"
