"""The pages of complaint cases, and what the packet shows of one."""

import re
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.console.dates import day_in_words
from api.console.reading import PAGES
from api.services import Services
from api.staff.models import AuditEntry
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague

COMPLAINT = [
    {
        "type": "complaint_raised",
        "subject": "complain_delivery",
        "matter": "late",
        "quote": "My parcel is <b>nine</b> days late",
        "product": "grinder",
    },
    {"type": "mood_changed", "subject": "angry"},
]


@pytest.fixture
async def complaining(visitor: Visitor, bot_says: Any, queued: Any) -> Visitor:
    bot_says("Thank you", events=COMPLAINT)
    await visitor.say("My parcel is nine days late")
    await queued(visitor, reason="complaint")
    return visitor


async def case_of(ida: Colleague, visitor: Visitor) -> int:
    found = (await ida.get("/api/console/cases", conversation=visitor.id)).json()
    return int(found["cases"][0]["id"])


class TestAccess:
    @pytest.mark.parametrize("page", ["/console/cases", "/console/cases/1", "/console/cases/1/letter"])
    async def test_only_for_those_who_talk_with_customers(
        self, client: httpx.AsyncClient, marketer: Colleague, page: str
    ) -> None:
        assert (await client.get(page)).status_code == 303
        assert (await marketer.get(page)).status_code == 403

    @pytest.mark.parametrize("page", ["/console/cases/999", "/console/cases/999/letter"])
    async def test_a_case_that_is_gone(self, ida: Colleague, page: str) -> None:
        assert (await ida.get(page)).status_code == 404


class TestAuditTrail:
    @pytest.mark.parametrize("sheet", ["", "/letter"])
    async def test_says_who_read_the_customers_words_in_a_case(
        self, ida: Colleague, complaining: Visitor, services: Services, sheet: str
    ) -> None:
        case_id = await case_of(ida, complaining)
        for _ in range(2):
            assert (await ida.get(f"/console/cases/{case_id}{sheet}")).status_code == 200
        async with services.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry))).all()
        assert [(one.action, one.staff_id, one.conversation_id) for one in entries] == [
            ("conversation_opened", ida.staff.id, complaining.id)
        ]


class TestList:
    async def test_an_empty_one_says_what_comes(self, ida: Colleague) -> None:
        assert "No open cases." in (await ida.get("/console/cases")).text

    async def test_a_row_opens_the_conversation_and_counts(
        self, ida: Colleague, complaining: Visitor
    ) -> None:
        page = (await ida.get("/console/cases")).text
        assert f'href="/console?c={complaining.id}"' in page
        assert "The late parcel [en]" in page
        assert re.search(r'Open\s*<span class="count number">1</span>', page)

    async def test_every_filter_narrows(self, ida: Colleague, complaining: Visitor) -> None:
        async def shows(**chosen: str) -> bool:
            page = await ida.get("/console/cases", **chosen)
            assert page.status_code == 200
            return complaining.id in page.text

        assert await shows(shown="unowned", kind="complain_delivery", cause="0")
        assert not await shows(shown="overdue")
        assert not await shows(shown="closed")
        assert not await shows(mine="true")
        assert not await shows(kind="complain_billing")
        assert not await shows(cause="7")
        assert await shows(kind="", cause="")

    @pytest.mark.parametrize("odd", [{"shown": "x"}, {"cause": "x"}, {"cause": "9" * 30}, {"page": "0"}])
    async def test_odd_addresses_are_refused_or_ignored(self, ida: Colleague, odd: dict[str, str]) -> None:
        assert (await ida.get("/console/cases", **odd)).status_code == 422

    async def test_nothing_is_inline(self, ida: Colleague, complaining: Visitor) -> None:
        page = await ida.get("/console/cases")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)


class TestSheets:
    async def test_the_case_offers_what_can_be_done(self, ida: Colleague, complaining: Visitor) -> None:
        case = await case_of(ida, complaining)
        page = (await ida.get(f"/console/cases/{case}")).text
        assert 'data-case-do="thanked"' in page
        assert "A few days after it’s solved" in page
        await ida.post(f"/api/console/cases/{case}/thanked")
        await ida.post(f"/api/console/cases/{case}/solved", {"solution": "replaced"})
        page = (await ida.get(f"/console/cases/{case}")).text
        assert 'data-case-do="thanked"' not in page
        assert 'value="happy"' in page

    async def test_the_letter_begins_in_the_customers_language_with_their_words(
        self, ida: Colleague, complaining: Visitor
    ) -> None:
        case = await case_of(ida, complaining)
        page = (await ida.get(f"/console/cases/{case}/letter")).text
        assert 'lang="da"' in page
        assert "&lt;b&gt;nine&lt;/b&gt;" in page
        assert "[" in page.partition("<textarea")[2]


class TestPacket:
    async def test_shows_the_steps_the_mood_and_the_way_to_the_letter(
        self, ida: Colleague, complaining: Visitor
    ) -> None:
        case = await case_of(ida, complaining)
        page = (await ida.get(f"/console/conversations/{complaining.id}")).text
        assert f'data-sheet="/console/cases/{case}/letter"' in page
        assert 'class="mood-angry"' in page
        assert page.count('class="step step-') == 4

    async def test_the_wait_says_what_it_became(self, ida: Colleague, complaining: Visitor) -> None:
        await ida.post(f"/api/console/conversations/{complaining.id}/claim")
        wait = (await ida.get(f"/api/console/conversations/{complaining.id}")).json()["side"]["wait"]
        assert wait["over"]
        assert wait["became"] == "0 min"

    async def test_advice_stands_with_the_answer_to_it(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says("Grind slowly", events=[{"type": "advice_given", "subject": "slow"}])
        await visitor.say("How do I do it?")
        bot_says("Well")
        await visitor.say("I tried that")
        (given,) = (await ida.get(f"/api/console/conversations/{visitor.id}")).json()["side"]["given"]
        assert given["what"] == "grind slowly [en]"
        assert given["answer"] == "I tried that"
        assert given["answer_seq"] > given["seq"]


class TestDays:
    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 11, 19), "3 days late"),
            (date(2026, 11, 21), "1 day late"),
            (date(2026, 11, 22), "today"),
            (date(2026, 11, 23), "tomorrow"),
            (date(2026, 11, 25), "25 Nov"),
            (date(2027, 1, 2), "2 Jan 2027"),
        ],
    )
    def test_as_one_says_them(self, day: date, words: str) -> None:
        assert day_in_words(day, today=date(2026, 11, 22), t=PAGES.wordings["en"]) == words
