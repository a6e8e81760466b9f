"""Asking the bot while writing."""

from typing import Any

import httpx

from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague

CONFIRMED = [
    {"type": "need_heard", "subject": "quiet", "quote": "no noise"},
    {"type": "need_confirmed", "subject": "quiet"},
]


def calls(visitor: Visitor) -> tuple[str, str]:
    return (
        f"/api/console/conversations/{visitor.id}/advice",
        f"/console/conversations/{visitor.id}/advice",
    )


class TestAccess:
    async def test_needs_a_login(self, client: httpx.AsyncClient, waiting: Visitor) -> None:
        call, page = calls(waiting)
        assert (await client.get(call)).status_code == 401
        assert (await client.get(page)).status_code == 303

    async def test_is_not_for_marketers(self, marketer: Colleague, waiting: Visitor) -> None:
        assert [(await marketer.get(path)).status_code for path in calls(waiting)] == [403, 403]

    async def test_a_conversation_that_is_gone(self, ida: Colleague) -> None:
        assert (await ida.get("/api/console/conversations/gone/advice")).status_code == 404


class TestAsking:
    async def test_without_words_what_serves_the_confirmed_needs(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says("Yes", events=CONFIRMED)
        await visitor.say("no noise")
        found = (await ida.get(calls(visitor)[0])).json()
        assert found["needs"] == ["quiet"]
        assert {one["kind"] for one in found["suggestions"]} == {"advice", "story"}

    async def test_by_words_in_the_customers_language(self, ida: Colleague, waiting: Visitor) -> None:
        found = (await ida.get(calls(waiting)[0], q="slowly")).json()
        assert [one["text"] for one in found["suggestions"]] == ["grind slowly [da]\n1. One.\n2. Two."]

    async def test_the_page_offers_each_as_a_start(self, ida: Colleague, waiting: Visitor) -> None:
        page = (await ida.get(calls(waiting)[1], q="slowly")).text
        assert 'data-insert="grind slowly [da]' in page

    async def test_words_are_never_markup(self, ida: Colleague, waiting: Visitor) -> None:
        page = (await ida.get(calls(waiting)[1], q='"><script>alert(1)</script>')).text
        assert "<script" not in page
