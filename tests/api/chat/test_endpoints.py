"""The visitor's API from the outside: what it answers, and what it says when it cannot."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from api.app import create_app
from api.console import actions
from api.conversations import erasure, escalation, turns
from api.conversations.models import Contact, Conversation, Customer, Erasure, Event, Text, Turn
from api.db import now
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.catalog_files import catalog_files, write_catalog
from tests.api.conftest import Visitor, arrive, until
from tests.api.fake_dialogue import FakeDialogue, answer

SECRET = "a secret that the shop and the chat share"


def code_of(response: httpx.Response) -> str:
    """The error's code, once its shape has been checked."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) <= {"code", "message", "fields"}
    assert body["error"]["message"]
    assert "Traceback" not in response.text
    code: str = body["error"]["code"]
    return code


async def closed_by(services: Services, visitor: Visitor, staff: Staff) -> None:
    async with services.database.writing() as session:
        catalog = services.catalog.current()
        await escalation.claim(session, visitor.id, staff, catalog=catalog)
        await escalation.close(session, visitor.id, staff, "solved", "service", catalog=catalog)


class TestStart:
    async def test_the_first_message_is_the_greeting_in_the_language_of_the_site(
        self, client: httpx.AsyncClient
    ) -> None:
        response = await client.post("/api/chat/conversations", json={"locale": "nn-NO"})
        started = response.json()
        assert response.status_code == 201
        assert (started["state"], started["language"]) == ("bot", "nb")
        assert [message["author"] for message in started["messages"]] == ["bot"]
        assert started["messages"][0]["text"].startswith("[nb] I am a bot")

    @pytest.mark.parametrize(
        ("locale", "language"),
        [
            ("da", "da"),
            ("da_DK", "da"),
            ("no", "nb"),
            ("NB", "nb"),
            ("en-GB", "en"),
            ("sv-SE", "da"),
            ("", "da"),
        ],
    )
    async def test_locales(self, client: httpx.AsyncClient, locale: str, language: str) -> None:
        response = await client.post("/api/chat/conversations", json={"locale": locale})
        assert response.json()["language"] == language

    async def test_nothing_needs_to_be_said(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/api/chat/conversations")).status_code == 201

    async def test_only_a_hash_of_the_token_is_kept(self, visitor: Visitor, services: Services) -> None:
        async with services.database.reading() as session:
            kept = await session.scalar(select(Conversation.token_hash))
        assert kept is not None
        assert visitor.token not in kept

    async def test_of_the_page_only_the_path_is_kept(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        await arrive(client, page_url="https://me:pw@shop.example/mills?order=77#top")
        async with services.database.reading() as session:
            assert await session.scalar(select(Conversation.page_url)) == "https://shop.example/mills"

    @pytest.mark.parametrize(
        "body", [{"locale": 7}, {"locale": "x" * 36}, {"page_url": "javascript:alert(1)"}, [], "hi"]
    )
    async def test_what_cannot_be_is_refused(self, client: httpx.AsyncClient, body: Any) -> None:
        response = await client.post("/api/chat/conversations", json=body)
        assert (response.status_code, code_of(response)) == (422, "invalid_input")


class TestIdentity:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, identity_secret=SECRET)

    def token(self, **claims: Any) -> str:
        usual = {"sub": "c-17", "name": "Mette", "exp": datetime.now(UTC) + timedelta(minutes=5)}
        token: str = jwt.encode({**usual, **claims}, SECRET, algorithm="HS256")
        return token

    async def test_a_known_customer_is_called_by_name(
        self, client: httpx.AsyncClient, dialogue: FakeDialogue
    ) -> None:
        visitor = await arrive(client, identity_token=self.token())
        await visitor.say("hello")
        assert dialogue.asked[0].metadata["name"] == "Mette"

    async def test_two_visits_are_one_customer(self, client: httpx.AsyncClient, services: Services) -> None:
        await arrive(client, identity_token=self.token())
        await arrive(client, identity_token=self.token(name="Mette Holm"))
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Customer)) == 1
            assert await session.scalar(select(Contact.name)) == "Mette Holm"

    @pytest.mark.parametrize(
        "claims", [{"exp": datetime(2020, 1, 1, tzinfo=UTC)}, {"sub": None}, {"sub": ""}, {"exp": None}]
    )
    async def test_one_that_does_not_hold_is_refused(
        self, client: httpx.AsyncClient, claims: dict[str, Any]
    ) -> None:
        usual = {"sub": "c-17", "exp": datetime.now(UTC) + timedelta(minutes=5), **claims}
        kept = {key: value for key, value in usual.items() if value is not None}
        token = jwt.encode(kept, SECRET, algorithm="HS256")
        response = await client.post("/api/chat/conversations", json={"identity_token": token})
        assert (response.status_code, code_of(response)) == (422, "identity_invalid")

    async def test_one_signed_by_somebody_else_is_refused(self, client: httpx.AsyncClient) -> None:
        token = jwt.encode(
            {"sub": "c-17", "exp": 4_000_000_000}, "another secret that is long enough too", "HS256"
        )
        response = await client.post("/api/chat/conversations", json={"identity_token": token})
        assert code_of(response) == "identity_invalid"


class TestManyConversations:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, conversations_per_minute=2)

    async def test_one_address_may_begin_so_many_in_a_minute(self, client: httpx.AsyncClient) -> None:
        for _ in range(2):
            await arrive(client)
        response = await client.post("/api/chat/conversations")
        assert (response.status_code, code_of(response)) == (429, "too_many_conversations")
        assert 0 < int(response.headers["Retry-After"]) <= 60

    async def test_or_any_number_when_the_bound_is_off(self, settings: Settings) -> None:
        app = create_app(replace(settings, conversations_per_minute=0), dialogue=FakeDialogue())
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for _ in range(4):
                await arrive(client)
        await app.state.services.database.close()


class TestIdentityNotConfigured:
    async def test_says_so(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/api/chat/conversations", json={"identity_token": "x.y.z"})
        assert (response.status_code, code_of(response)) == (422, "identity_not_configured")


CALLS = [
    ("POST", "/messages", {"client_message_id": "a", "text": "hi"}),
    ("GET", "/messages", None),
    ("GET", "/stream", None),
    ("POST", "/typing", {}),
    ("POST", "/read", {"seq": 1}),
    ("POST", "/language", {"language": "en"}),
    ("POST", "/rating", {"rating": "good"}),
    ("POST", "/contact", {"name": "Mette"}),
    ("POST", "/close", {}),
    ("GET", "/export", None),
    ("DELETE", "", None),
]


class TestWhoMaySpeak:
    @pytest.mark.parametrize(("method", "name", "body"), CALLS)
    async def test_nobody_without_a_token(
        self, visitor: Visitor, client: httpx.AsyncClient, method: str, name: str, body: Any
    ) -> None:
        response = await client.request(method, visitor.path + name, json=body)
        assert (response.status_code, code_of(response)) == (401, "unauthorized")
        assert response.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(("method", "name", "body"), CALLS)
    async def test_nobody_with_a_wrong_token(
        self, visitor: Visitor, client: httpx.AsyncClient, method: str, name: str, body: Any
    ) -> None:
        headers = {"Authorization": "Bearer wrong"}
        response = await client.request(method, visitor.path + name, json=body, headers=headers)
        assert response.status_code == 401

    @pytest.mark.parametrize(("method", "name", "body"), CALLS)
    async def test_nobody_in_another_visitors_conversation(
        self, visitor: Visitor, client: httpx.AsyncClient, method: str, name: str, body: Any
    ) -> None:
        other = await arrive(client)
        theirs = await client.request(method, visitor.path + name, json=body, headers=other.headers)
        unknown = await client.request(
            method, f"/api/chat/conversations/{'0' * 32}{name}", json=body, headers=other.headers
        )
        assert (theirs.status_code, theirs.json()) == (unknown.status_code, unknown.json())
        assert (theirs.status_code, code_of(theirs)) == (404, "conversation_not_found")


class TestMessageLimits:
    @pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u200b\u200d"])
    async def test_empty(self, visitor: Visitor, dialogue: FakeDialogue, text: str) -> None:
        response = await visitor.post("messages", client_message_id="a", text=text)
        assert (response.status_code, code_of(response)) == (422, "message_empty")
        assert dialogue.asked == []

    async def test_too_long_is_said_in_the_visitors_language(self, visitor: Visitor) -> None:
        response = await visitor.post("messages", client_message_id="a", text="x" * 4001)
        assert (response.status_code, code_of(response)) == (422, "message_too_long")
        assert response.json()["error"]["message"] == "too long [da]"
        assert len(await visitor.heard()) == 1

    async def test_4000_characters_are_fine(self, visitor: Visitor) -> None:
        assert len((await visitor.say("å" * 4000))["message"]["text"]) == 4000

    @pytest.mark.parametrize(
        "text",
        ["👍🏽👩‍👩‍👧", "<script>alert(1)</script>", "'; DROP TABLE events; --", "two\nlines", "/affirm"],
    )
    async def test_strange_texts_are_just_text(
        self, visitor: Visitor, dialogue: FakeDialogue, text: str
    ) -> None:
        assert (await visitor.say(text))["message"]["text"] == text
        assert (dialogue.asked[0].text, dialogue.asked[0].payload) == (text, None)

    async def test_control_characters_go(self, visitor: Visitor) -> None:
        assert (await visitor.say("a\x00b\x1b[31m\r\nc"))["message"]["text"] == "ab[31m\nc"

    @pytest.mark.parametrize(
        "body",
        [
            {"text": "no id"},
            {"client_message_id": "a"},
            {"client_message_id": "a", "text": "both", "payload": "/affirm"},
            {"client_message_id": "", "text": "x"},
            {"client_message_id": "a" * 65, "text": "x"},
            {"client_message_id": "a b", "text": "x"},
            {"client_message_id": 5, "text": "x"},
            {"client_message_id": "a", "text": {"x": 1}},
            {"client_message_id": "a", "payload": "affirm"},
            {"client_message_id": "a", "payload": '/inform{"x": 1}'},
            {"client_message_id": "a", "payload": "/Affirm"},
            {"client_message_id": "a", "payload": "/affirm\n"},
        ],
    )
    async def test_what_is_no_message(self, visitor: Visitor, body: dict[str, Any]) -> None:
        response = await visitor.client.post(f"{visitor.path}/messages", json=body, headers=visitor.headers)
        assert (response.status_code, code_of(response)) == (422, "invalid_input")

    @pytest.mark.parametrize("content", [b"{", b"not json", b"\xff\xfe", b"\x00" * 10])
    async def test_what_is_not_json(self, visitor: Visitor, content: bytes) -> None:
        response = await visitor.client.post(
            f"{visitor.path}/messages",
            content=content,
            headers={**visitor.headers, "Content-Type": "application/json"},
        )
        assert response.status_code in (400, 422)
        code_of(response)

    async def test_a_body_above_64_kib(self, visitor: Visitor) -> None:
        response = await visitor.post("messages", client_message_id="a", text="x" * 66_000)
        assert (response.status_code, code_of(response)) == (413, "body_too_large")

    async def test_a_body_above_64_kib_that_does_not_say_so(self, visitor: Visitor) -> None:
        async def chunks() -> Any:
            for _ in range(70):
                yield b"x" * 1024

        response = await visitor.client.post(
            f"{visitor.path}/messages", content=chunks(), headers=visitor.headers
        )
        assert (response.status_code, code_of(response)) == (413, "body_too_large")


class TestMessages:
    async def test_after_a_number_only_what_came_later_in_order(self, visitor: Visitor) -> None:
        first = await visitor.say("one")
        await visitor.say("two")
        got = (await visitor.get("messages", after=first["message"]["seq"])).json()
        assert [message["text"] for message in got["messages"]] == ["You said one", "two", "You said two"]
        assert [message["seq"] for message in got["messages"]] == sorted(
            message["seq"] for message in got["messages"]
        )

    async def test_what_two_tabs_send_at_once_is_stored_and_answered_once(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        dialogue.gate.clear()
        message = {"client_message_id": "same", "text": "hello"}
        both = [asyncio.create_task(visitor.post("messages", **message)) for _ in range(2)]
        await until(lambda: bool(dialogue.asked))
        dialogue.gate.set()
        first, second = [answered.json() for answered in await asyncio.gather(*both)]
        assert (first["message"], first["replies"]) == (second["message"], second["replies"])
        assert [message["text"] for message in (await visitor.get("messages")).json()["messages"]][1:] == [
            "hello",
            "You said hello",
        ]

    async def test_nothing_internal_is_shown(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        dialogue.reply = lambda _: answer(
            "Hm", events=[{"type": "persona_suggested", "subject": "household"}]
        )
        await visitor.say("secretly")
        async with services.database.writing() as session:
            await escalation.note(session, visitor.id, agent, "difficult customer")
        shown = (await visitor.get("messages")).text + (await visitor.get("export")).text
        assert "difficult" not in shown

    async def test_how_far_a_person_has_read_while_one_has_it(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        catalog = services.catalog.current()
        said = await visitor.say("hello")
        assert (await visitor.get("messages")).json()["read_seq"] is None
        async with services.database.writing() as session:
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            await actions.read(session, visitor.id, agent, said["message"]["seq"])
        assert (await visitor.get("messages")).json()["read_seq"] == said["message"]["seq"]
        async with services.database.writing() as session:
            await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
        assert (await visitor.get("messages")).json()["read_seq"] is None

    @pytest.mark.parametrize("after", ["-1", "x", "99999999999999999999"])
    async def test_a_number_that_is_none(self, visitor: Visitor, after: str) -> None:
        response = await visitor.get("messages", after=after)
        assert (response.status_code, code_of(response)) == (422, "invalid_input")


class TestRating:
    async def test_once_closed_a_thumb_and_a_word(
        self, visitor: Visitor, services: Services, agent: Staff
    ) -> None:
        await closed_by(services, visitor, agent)
        assert (await visitor.post("rating", rating="bad", comment="too slow")).status_code == 204
        async with services.database.reading() as session:
            event = await session.scalar(select(Event).where(Event.type == "rated"))
            assert event is not None
            assert (event.subject, event.wording("comment")) == ("bad", "too slow")

    async def test_not_while_it_goes_on(self, visitor: Visitor) -> None:
        response = await visitor.post("rating", rating="good")
        assert (response.status_code, code_of(response)) == (409, "not_closed")

    async def test_not_twice(self, visitor: Visitor) -> None:
        await visitor.post("close")
        await visitor.post("rating", rating="good")
        response = await visitor.post("rating", rating="bad")
        assert (response.status_code, code_of(response)) == (409, "already_rated")

    async def test_not_after_14_days(self, visitor: Visitor, services: Services) -> None:
        await visitor.post("close")
        async with services.database.writing() as session:
            await session.execute(
                update(Conversation).values(closed_at=now() - timedelta(days=14, seconds=1))
            )
        response = await visitor.post("rating", rating="good")
        assert (response.status_code, code_of(response)) == (409, "rating_locked")

    @pytest.mark.parametrize("body", [{"rating": "5"}, {}, {"rating": "good", "comment": "x" * 1001}])
    async def test_what_is_no_rating(self, visitor: Visitor, body: dict[str, Any]) -> None:
        response = await visitor.post("rating", **body)
        assert (response.status_code, code_of(response)) == (422, "invalid_input")


class TestContact:
    async def test_is_kept_in_the_vault_and_nowhere_else(self, visitor: Visitor, services: Services) -> None:
        response = await visitor.post(
            "contact", name=" Mette ", email="mette@mill.example", phone="20 12 34 56"
        )
        assert response.status_code == 204
        async with services.database.reading() as session:
            contact = await session.scalar(select(Contact))
            assert contact is not None
            assert (contact.name, contact.email, contact.phone) == (
                "Mette",
                "mette@mill.example",
                "+45 20 12 34 56",
            )
            texts = (await session.scalars(select(Text.text))).all()
            facts = (await session.scalars(select(Event.facts))).all()
        assert "mette@mill.example" not in str(texts) + str(facts)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "mette"),
            ("email", "a@b"),
            ("email", "a@b.dk, c@d.dk"),
            ("phone", "12"),
            ("name", "x" * 130),
        ],
    )
    async def test_what_cannot_be_is_named(self, visitor: Visitor, field: str, value: str) -> None:
        response = await visitor.post("contact", **{field: value})
        assert (response.status_code, code_of(response)) == (422, "invalid_input")
        assert list(response.json()["error"]["fields"]) == [field]

    async def test_nothing_at_all(self, visitor: Visitor) -> None:
        assert (await visitor.post("contact")).status_code == 422


class TestSmallThings:
    async def test_a_language_once_chosen_stays(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        response = await visitor.post("language", language="en")
        assert (response.status_code, response.json()["language"]) == (200, "en")
        await visitor.say("hello")
        assert dialogue.asked[0].metadata["language"] == "en"
        assert dialogue.asked[0].metadata["language_fixed"] is True

    async def test_typing_reaches_the_console(self, visitor: Visitor, services: Services) -> None:
        async with services.bus.subscribe(f"conversation:{visitor.id}") as hints:
            assert (await visitor.post("typing", typing=True)).status_code == 204
            assert (await anext(hints))["typing"] == {"author": "visitor", "typing": True}

    async def test_the_read_mark_only_moves_forward(self, visitor: Visitor, conversation_now: Any) -> None:
        await visitor.say("hi")
        for seq in (4, 2, 1_000_000):
            assert (await visitor.post("read", seq=seq)).status_code == 204
        assert (await conversation_now(visitor.id)).visitor_read_seq == 4

    async def test_ending_it_twice_is_ending_it(self, visitor: Visitor, conversation_now: Any) -> None:
        for _ in range(2):
            assert (await visitor.post("close")).json()["state"] == "closed"
        assert (await conversation_now(visitor.id)).epoch == 1


class TestOnesOwnData:
    async def test_the_copy_has_what_was_said_and_understood(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        dialogue.reply = lambda _: answer(
            "Quiet, then", events=[{"type": "need_heard", "subject": "quiet", "quote": "so quiet"}]
        )
        await visitor.say("so quiet")
        await visitor.post("contact", email="mette@mill.example")
        response = await visitor.get("export")
        copy = response.json()
        assert "attachment" in response.headers["Content-Disposition"]
        assert [message["text"] for message in copy["messages"]][1:] == ["so quiet", "Quiet, then"]
        assert copy["contact"]["email"] == "mette@mill.example"
        assert copy["what_was_understood"][0]["quote"] == "so quiet"
        assert visitor.token not in response.text

    async def test_erasure_leaves_nothing(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await visitor.say("forget me")
        await visitor.post("contact", name="Mette")
        response = await visitor.client.delete(visitor.path, headers=visitor.headers)
        assert response.status_code == 204
        async with services.database.reading() as session:
            for table in (Conversation, Event, Text, Contact, Turn, Erasure):
                assert await session.scalar(select(func.count()).select_from(table)) == 0, table
        assert dialogue.forgotten == [visitor.id]
        assert (await visitor.get("messages")).status_code == 401

    async def test_what_rasa_could_not_forget_it_forgets_later(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        dialogue.failure = "down"
        await visitor.client.delete(visitor.path, headers=visitor.headers)
        dialogue.failure = None
        await erasure.forget_later(services)
        assert dialogue.forgotten == [visitor.id]

    async def test_erased_while_the_bot_thinks(self, visitor: Visitor, dialogue: FakeDialogue) -> None:
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.post("messages", **visitor.message("hello")))
        await dialogue.heard.wait()
        erasing = asyncio.create_task(visitor.client.delete(visitor.path, headers=visitor.headers))
        await asyncio.sleep(0.05)
        dialogue.gate.set()
        assert (await erasing).status_code == 204
        assert (await sending).status_code in (200, 404)

    async def test_wording_goes_when_its_time_has_passed(self, visitor: Visitor, services: Services) -> None:
        await visitor.say("old words")
        async with services.database.writing() as session:
            await session.execute(update(Text).values(expires_at=now() - timedelta(seconds=1)))
        assert await erasure.erase_expired(services) == 3
        assert await visitor.heard() == ["", "", ""]


class TestDatabaseTrouble:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, busy_timeout_seconds=0.1)

    async def test_locked_gives_503_and_stores_nothing_by_halves(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        async with services.database.writing():
            response = await visitor.post("messages", client_message_id="a", text="hi")
        assert (response.status_code, code_of(response)) == (503, "database_busy")
        assert response.headers["Retry-After"] == "2"
        assert len(await visitor.heard()) == 1
        assert (await visitor.say("hi", key="a"))["replies"][0]["text"] == "You said hi"

    async def test_locked_after_the_message_was_stored_it_is_answered_later(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.post("messages", client_message_id="a", text="hi"))
        await dialogue.heard.wait()
        async with services.database.writing():
            dialogue.gate.set()
            response = await sending
        assert (response.status_code, response.json()["replies"]) == (200, [])
        assert response.json()["message"]["text"] == "hi"
        async with services.database.writing() as session:
            await session.execute(update(Turn).values(asking_until=now() - timedelta(seconds=1)))
        await turns.answer_interrupted(services, not_older_than=timedelta(minutes=15))
        assert (await visitor.heard())[1:] == ["hi", "You said hi"]

    async def test_locked_after_the_bot_answered_the_turn_is_done_at_the_next_try(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        dialogue.gate.clear()
        sending = asyncio.create_task(visitor.post("messages", client_message_id="a", text="hi"))
        await dialogue.heard.wait()
        async with services.database.writing():
            dialogue.gate.set()
            assert (await sending).json()["replies"] == []
        got = await visitor.say("hi", key="a")
        assert [reply["text"] for reply in got["replies"]] == ["You said hi"]


class TestPages:
    async def test_the_shop_in_each_language(self, client: httpx.AsyncClient) -> None:
        for asked, language in (("da", "da"), ("nb", "nb"), ("en", "en"), ("xx", "da")):
            response = await client.get("/", params={"lang": asked})
            assert response.status_code == 200
            assert f'lang="{language}"' in response.text

    async def test_the_widgets_files(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/widget/kundedialog.js", headers={"Origin": "https://shop.example"})
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"

    async def test_the_widgets_configuration(self, client: httpx.AsyncClient) -> None:
        config = (await client.get("/api/chat/config", params={"locale": "en-US"})).json()
        assert (config["language"], config["bot_name"], config["open"]) == ("en", "Millie [en]", True)
        assert config["texts"]["rate_question"] == "[en] were you helped?"
        assert config["timezone"] == "Europe/Copenhagen"

    async def test_closed_it_says_when_it_opens(self, settings: Settings, tmp_path: Path) -> None:
        files = catalog_files()
        today = datetime.now(UTC).strftime("%a").lower()
        files["hours.yml"]["weekly"] = {
            day: ["09:00", "10:00"] if day != today else None for day in files["hours.yml"]["weekly"]
        }
        directory = write_catalog(tmp_path / "closed", files)
        app = create_app(replace(settings, catalog=directory), dialogue=FakeDialogue())
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://test"
        ) as client:
            config = (await client.get("/api/chat/config")).json()
        assert config["open"] is False
        assert datetime.fromisoformat(config["opens_at"]) > datetime.now(UTC)

    async def test_alive_and_ready(self, client: httpx.AsyncClient, dialogue: FakeDialogue) -> None:
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert (await client.get("/ready")).status_code == 200
        dialogue.failure = "down"
        response = await client.get("/ready")
        assert response.status_code == 503
        assert response.json() == {
            "status": "unavailable",
            "database": "ok",
            "rasa": "unavailable",
            "actions": "ok",
        }


class TestTheOneShapeOfErrors:
    async def test_unknown_pages_and_methods(self, client: httpx.AsyncClient) -> None:
        assert code_of(await client.get("/api/chat/nothing")) == "not_found"
        assert code_of(await client.put("/api/chat/conversations")) == "method_not_allowed"

    async def test_a_mistake_of_ours_is_told_without_a_traceback(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        def broken(_: Any) -> Any:
            raise ZeroDivisionError("secret detail")

        dialogue.reply = broken
        response = await visitor.post("messages", client_message_id="a", text="hi")
        assert (response.status_code, code_of(response)) == (500, "internal_error")
        assert "secret" not in response.text


class TestHeaders:
    async def test_pages_run_only_what_comes_from_here(self, client: httpx.AsyncClient) -> None:
        headers = (await client.get("/")).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"

    async def test_answers_of_the_api_are_not_kept(self, visitor: Visitor) -> None:
        assert (await visitor.get("messages")).headers["Cache-Control"] == "no-store"

    async def test_other_sites_may_use_the_chat_but_not_the_console(self, client: httpx.AsyncClient) -> None:
        headers = {
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
        }
        chat = await client.options("/api/chat/conversations", headers=headers)
        assert (chat.status_code, chat.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert "Access-Control-Allow-Credentials" not in chat.headers
        console = await client.options("/api/console/queue", headers=headers)
        assert "Access-Control-Allow-Origin" not in console.headers

    async def test_errors_can_be_read_by_other_sites_too(
        self, visitor: Visitor, client: httpx.AsyncClient, dialogue: FakeDialogue
    ) -> None:
        def broken(_: Any) -> Any:
            raise ZeroDivisionError

        dialogue.reply = broken
        headers = {"Origin": "https://shop.example", **visitor.headers}
        large = await client.post(f"{visitor.path}/messages", content=b"x" * 70_000, headers=headers)
        mistake = await client.post(f"{visitor.path}/messages", json=visitor.message("hi"), headers=headers)
        assert (large.status_code, mistake.status_code) == (413, 500)
        for response in (large, mistake):
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert response.headers["X-Content-Type-Options"] == "nosniff"

    async def test_only_the_origins_that_are_allowed(self, settings: Settings, app: FastAPI) -> None:
        narrow = create_app(
            replace(settings, allowed_origins=("https://a.example",)), dialogue=FakeDialogue()
        )
        transport = httpx.ASGITransport(app=narrow)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            ok = await client.get("/api/chat/config", headers={"Origin": "https://a.example"})
            no = await client.get("/api/chat/config", headers={"Origin": "https://b.example"})
        assert ok.headers["Access-Control-Allow-Origin"] == "https://a.example"
        assert "Access-Control-Allow-Origin" not in no.headers
