"""Finding conversations by what was said, and by whom."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.services import Services
from api.staff.models import AuditEntry
from tests.api.conftest import Visitor, arrive
from tests.api.desk.conftest import Calls, ask
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.staff.colleague import Colleague


async def find(person: Colleague, text: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await person.get("/api/console/search", text=text, **filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["found"]
    return found


async def ids(person: Colleague, text: str, **filters: Any) -> list[str]:
    return [one["row"]["id"] for one in await find(person, text, **filters)]


@pytest.fixture(autouse=True)
def silent_bot(dialogue: FakeDialogue) -> None:
    dialogue.reply = lambda _: answer("Okay")


class TestWords:
    @pytest.mark.parametrize(
        "typed", ["kvaern", "KVÆRN", "kvær", "larmer kværnen", '"min kværn"', "larmer, (kværn)"]
    )
    async def test_are_found_however_they_are_typed(
        self, ida: Colleague, visitor: Visitor, typed: str
    ) -> None:
        await visitor.say("Min kværn larmer. Kværnen er ny!")
        (found,) = await find(ida, typed)
        assert found["row"]["id"] == visitor.id
        assert found["kind"] == "message"
        assert found["snippet"] == "Min kværn larmer. Kværnen er ny!"
        assert found["ranges"]

    @pytest.mark.parametrize("typed", ["kvern", '"kværn min"', "kværn bønner", '"min kvær"', "ærn"])
    async def test_others_are_not(self, ida: Colleague, visitor: Visitor, typed: str) -> None:
        await visitor.say("Min kværn larmer")
        assert await ids(ida, typed) == []

    async def test_the_hit_is_told_as_ranges_and_markup_stays_text(
        self, ida: Colleague, visitor: Visitor
    ) -> None:
        await visitor.say("<b>loud</b> 🦆 mill")
        (found,) = await find(ida, "mill")
        ((start, end),) = found["ranges"]
        assert found["snippet"][start:end] == "mill"
        assert "<b>loud</b>" in found["snippet"]

    async def test_who_said_it_when_and_where_it_stands(self, ida: Colleague, visitor: Visitor) -> None:
        await visitor.post("contact", name="Mette Holm")
        await visitor.say("The mill is loud")
        (found,) = await find(ida, "loud")
        assert (found["said_by"], found["row"]["who"]) == ("Mette Holm", "Mette Holm")
        assert (found["row"]["state"], found["hits"]) == ("bot", 1)
        assert found["when"]
        assert found["seq"] > 1

    async def test_notes_and_replies_too(self, ida: Colleague, visitor: Visitor) -> None:
        path = f"conversations/{visitor.id}"
        await ask(ida, "POST", f"{path}/note", {"text": "Waiting for the warehouse"}, status=201)
        (found,) = await find(ida, "warehouse")
        assert (found["kind"], found["said_by"]) == ("note", "Ida")

    async def test_an_order_number(self, ida: Colleague, visitor: Visitor, dialogue: FakeDialogue) -> None:
        raised = {"type": "complaint_raised", "subject": "delivery", "order_number": "MC-10001"}
        dialogue.reply = lambda _: answer("Thank you", events=[raised])
        await visitor.say("It is late")
        for typed in ("MC-10001", "mc 10001", "10001"):
            (found,) = await find(ida, typed)
            assert (found["kind"], found["snippet"]) == ("order_number", "MC-10001")

    async def test_one_row_for_a_conversation_with_its_hits_counted(
        self, ida: Colleague, visitor: Visitor
    ) -> None:
        for _ in range(3):
            await visitor.say("duck duck goose")
        (found,) = await find(ida, "goose")
        assert found["hits"] == 3


class TestPeople:
    @pytest.mark.parametrize("typed", ["soerensen", "bodil sør", "bodil@mill.example", "bodil@mil"])
    async def test_by_name_and_address(self, ida: Colleague, visitor: Visitor, typed: str) -> None:
        await visitor.post("contact", name="Bodil Sørensen", email="bodil@mill.example")
        (found,) = await find(ida, typed)
        assert (found["kind"], found["seq"]) == ("person", None)
        assert found["snippet"] == "Bodil Sørensen · bodil@mill.example"
        assert found["ranges"]

    async def test_by_the_beginning_of_an_id(self, ida: Colleague, visitor: Visitor) -> None:
        (found,) = await find(ida, visitor.id[:8])
        assert (found["kind"], found["row"]["id"]) == ("id", visitor.id)


class TestOrder:
    async def test_among_equals_the_newest_first(self, ida: Colleague, client: httpx.AsyncClient) -> None:
        said = []
        for _ in range(3):
            visitor = await arrive(client)
            await visitor.say("exactly the same words")
            said.append(visitor.id)
        assert await ids(ida, "same words") == said[::-1]


class TestWithFilters:
    async def test_both_must_be_so(self, ida: Colleague, client: httpx.AsyncClient, queued: Calls) -> None:
        waiting, talking = await arrive(client), await arrive(client)
        for visitor in (waiting, talking):
            await visitor.say("my goose")
        await queued(waiting)
        assert await ids(ida, "goose", state="queued") == [waiting.id]
        assert set(await ids(ida, "goose")) == {waiting.id, talking.id}

    async def test_a_list_can_be_narrowed_to_words(self, ida: Colleague, client: httpx.AsyncClient) -> None:
        one, other = await arrive(client), await arrive(client)
        await one.say("my goose")
        await other.say("my duck")
        await other.post("contact", name="Mother Goose")
        answer = (await ida.get("/api/console/list", text="goose")).json()
        assert {row["id"] for row in answer["rows"]} == {one.id, other.id}
        assert answer["total"] == 2
        assert (await ida.get("/api/console/list", text="!!")).json()["total"] == 0


class TestOddInput:
    @pytest.mark.parametrize(
        "typed",
        [
            '"',
            '"""',
            "a\"b'c",
            "NEAR(a b, 2)",
            "a AND OR NOT b*",
            "words:kaffe -x ^y {a b}: c",
            "a & | ! <-> b:* ' \\",
            "🦆" * 50,
            "x" * 1000,
            "a " * 500,
            "a" + "\u030a" * 999,
            "%' OR 1=1 --",
            "1e5 0x1f 3.14 -7",
            "İstanbul ẞ ﬁ ①",
            "\u202e\u0007",
        ],
    )
    async def test_is_never_an_error(self, ida: Colleague, visitor: Visitor, typed: str) -> None:
        await visitor.say(f"odd {typed}"[:1000])
        for path in ("search", "list"):
            answer = await ida.get(f"/api/console/{path}", text=typed)
            assert answer.status_code == 200, answer.text

    async def test_what_is_said_oddly_is_found(self, ida: Colleague, visitor: Visitor) -> None:
        await visitor.say("1e5 grams of x²; see https://mill.example/a_b?c=d and <script>")
        for typed in ("1e5", "a_b", "https://mill.example/a_b", "script", "gram"):
            assert await ids(ida, typed) == [visitor.id], typed

    async def test_nothing_to_look_for_is_said(self, ida: Colleague) -> None:
        answer = (await ida.get("/api/console/search", text="!?")).json()
        assert (answer["found"], answer["looked_for"]) == ([], False)

    async def test_more_than_a_thousand_characters_are_told_to_be_too_many(self, ida: Colleague) -> None:
        assert (await ida.get("/api/console/search", text="x" * 1001)).status_code == 422


class TestForgetting:
    async def test_what_is_erased_is_not_found(
        self, ida: Colleague, visitor: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        await visitor.say("a goose")
        await visitor.post("contact", name="Mother Goose")
        other = await arrive(client)
        await other.say("another goose")
        gone = await client.delete(visitor.path, headers=visitor.headers)
        assert gone.status_code == 204
        assert await ids(ida, "goose") == [other.id]

    async def test_a_changed_name_is_found_by_the_new_one_only(
        self, ida: Colleague, visitor: Visitor
    ) -> None:
        await visitor.post("contact", name="Mette Holm")
        await visitor.post("contact", name="Mette Lund")
        assert await ids(ida, "holm") == []
        assert await ids(ida, "lund") == [visitor.id]


class TestAuditTrail:
    async def test_says_of_which_conversations_somebody_was_shown_words(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("Min kværn larmer")
        for _ in range(2):
            assert len((await ida.get("/api/console/search", text="kværn")).json()["found"]) == 1
        await ida.get("/api/console/search", text="espresso")
        async with services.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry))).all()
        assert [(one.action, one.staff_id, one.conversation_id, one.facts) for one in entries] == [
            ("conversation_found", ida.staff.id, visitor.id, {})
        ]
