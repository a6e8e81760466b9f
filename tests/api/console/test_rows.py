"""Rows that can be told apart: who it is, what it is about, and what was said last."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Visitor, arrive
from tests.api.console.conftest import Happens
from tests.api.staff.colleague import Colleague

LATE = {"type": "complaint_raised", "subject": "complain_delivery", "matter": "late", "quote": "late"}
NUMBER = {"type": "complaint_detail", "subject": "order_number", "value": "KH-10482"}
LONG = "The parcel has not come. I wrote on Monday already, and nobody has answered me since then."


async def row_of(ida: Colleague, tab: str = "open") -> dict[str, Any]:
    (row,) = (await ida.get("/api/console/queue", tab=tab)).json()["rows"]
    found: dict[str, Any] = row
    return found


async def says(visitor: Visitor, bot_says: Any, text: str, *events: dict[str, Any]) -> None:
    bot_says("Thanks", events=list(events))
    await visitor.say(text)


class TestWho:
    async def test_is_the_name_else_the_address_else_the_order(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        assert ((await row_of(ida))["who"], (await row_of(ida))["named"]) == ("Guest", False)
        await says(visitor, bot_says, "It is late", LATE)
        await says(visitor, bot_says, "KH-10482", NUMBER)
        assert ((await row_of(ida))["who"], (await row_of(ida))["named"]) == ("KH-10482", False)
        await visitor.post("contact", email="mette@mill.example")
        assert ((await row_of(ida))["who"], (await row_of(ida))["named"]) == ("mette@mill.example", False)
        page = (await ida.get(f"/console/conversations/{visitor.id}")).text
        assert '<h1 id="talk-who">mette@mill.example</h1>' in page
        await visitor.post("contact", name="Mette")
        assert ((await row_of(ida))["who"], (await row_of(ida))["named"]) == ("Mette", True)


class TestMatter:
    async def test_is_the_complaint_with_its_order(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        await visitor.post("contact", name="Mette")
        await says(visitor, bot_says, "It is late", {**LATE, "order_number": "KH-1"})
        await says(visitor, bot_says, "No, KH-10482", NUMBER)
        row = await row_of(ida)
        assert (row["matter"], row["detail"]) == ("Complain_delivery [en]", "KH-10482")
        assert row["said"] == "No, KH-10482"

    async def test_the_order_stands_once(self, ida: Colleague, visitor: Visitor, bot_says: Any) -> None:
        await says(visitor, bot_says, "It is late", {**LATE, "order_number": "KH-1"})
        row = await row_of(ida)
        assert (row["who"], row["detail"]) == ("KH-1", None)

    async def test_or_with_its_product(self, ida: Colleague, visitor: Visitor, bot_says: Any) -> None:
        await says(visitor, bot_says, "It is broken", {**LATE, "product": "grinder", "order_number": "KH-1"})
        row = await row_of(ida)
        assert (row["who"], row["detail"]) == ("KH-1", "Mill")

    async def test_another_complaint_has_not_the_order_of_the_first(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        await says(visitor, bot_says, "It is late", {**LATE, "order_number": "KH-1"})
        await says(visitor, bot_says, "And broken", {**LATE, "subject": "complain_product"})
        row = await row_of(ida)
        assert (row["who"], row["matter"], row["detail"]) == ("Guest", "Complain_product [en]", None)


class TestSaid:
    async def test_is_more_than_the_first_sentence(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        await says(visitor, bot_says, LONG, LATE)
        assert (await row_of(ida))["said"] == LONG

    async def test_is_the_matter_where_nothing_else_is_known(self, ida: Colleague, waiting: Visitor) -> None:
        await waiting.say(LONG)
        row = await row_of(ida)
        assert (row["matter"], row["verbatim"], row["said"]) == (LONG, True, None)
        assert f'<span class="row-words">{LONG}</span>' in (await ida.get("/console/queue")).text

    async def test_the_word_of_a_thumb_down_comes_last(
        self, ida: Colleague, visitor: Visitor, bot_says: Any, queued: Happens
    ) -> None:
        await says(visitor, bot_says, "It is late", LATE)
        await queued(visitor, reason="complaint")
        path = f"/api/console/conversations/{visitor.id}"
        await ida.post(f"{path}/claim")
        await ida.post(f"{path}/close", {"resolution": "solved"})
        await visitor.post("rating", rating="bad", comment="Still no parcel")
        row = await row_of(ida)
        assert (row["said"], row["rating"]) == ("Thumbs down: Still no parcel", None)
        page = (await ida.get(f"/console/conversations/{visitor.id}")).text
        assert page.count("Thumbs down: Still no parcel") >= 2


class TestCases:
    async def test_have_the_order_and_who_it_is(
        self, ida: Colleague, client: httpx.AsyncClient, visitor: Visitor, bot_says: Any
    ) -> None:
        await says(visitor, bot_says, "It is late", {**LATE, "order_number": "KH-1"})
        other = await arrive(client)
        await says(other, bot_says, "It is late", {**LATE, "order_number": "KH-2"})
        await other.post("contact", email="bob@mill.example")
        page = (await ida.get("/console/cases")).text
        assert f'<a href="/console?c={visitor.id}">KH-1</a>' in page
        assert page.count("KH-1") == 2
        assert f'<a href="/console?c={other.id}">bob@mill.example</a>' in page
        assert '<span class="number">KH-2</span>' in page


class TestTabs:
    @pytest.mark.parametrize("path", ["/console", "/console/queue"])
    async def test_one_that_does_not_exist_is_the_first(
        self, ida: Colleague, waiting: Visitor, path: str
    ) -> None:
        page = await ida.get(path, tab="all")
        assert page.status_code == 200
        assert f'data-open="{waiting.id}"' in page.text
        assert "tab=waiting" in page.text


class TestWithoutReply:
    async def test_counts_those_that_no_person_has_answered(
        self, ida: Colleague, client: httpx.AsyncClient, waiting: Visitor
    ) -> None:
        other = await arrive(client)
        await other.say("Hello")
        ids = {"ids": [waiting.id, other.id, "unknown"]}
        count = "/api/console/bulk/without-reply"
        assert (await ida.post(count, ids)).json() == {"without_reply": 2}
        reply = {"text": "Hello", "client_message_id": "reply-one"}
        await ida.post(f"/api/console/conversations/{waiting.id}/reply", reply)
        assert (await ida.post(count, ids)).json() == {"without_reply": 1}

    async def test_is_for_those_who_work_there(
        self, client: httpx.AsyncClient, marketer: Colleague, waiting: Visitor
    ) -> None:
        ids = {"ids": [waiting.id]}
        assert (await client.post("/api/console/bulk/without-reply", json=ids)).status_code == 401
        assert (await marketer.post("/api/console/bulk/without-reply", ids)).status_code == 403
