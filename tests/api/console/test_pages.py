"""The console's page and fragments: who sees them, and that nobody's words become code."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from api.conversations.models import Text
from api.services import Services
from api.theme.texts import STAFF_LANGUAGES
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague

ATTACK = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&"


def fragment(visitor: Visitor) -> str:
    return f"/console/conversations/{visitor.id}"


class TestAccess:
    @pytest.mark.parametrize("page", ["/console", "/console/queue", "/console/conversations/x"])
    async def test_without_a_login_leads_to_the_login_and_back(
        self, client: httpx.AsyncClient, page: str
    ) -> None:
        answer = await client.get(f"{page}?tab=mine")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/login?next={page}%3Ftab%3Dmine"

    @pytest.mark.parametrize("page", ["/console", "/console/queue", "/console/conversations/x"])
    async def test_a_marketer_is_told_in_words(self, marketer: Colleague, page: str) -> None:
        answer = await marketer.get(page)
        assert answer.status_code == 403
        assert "You don’t have access to this" in answer.text

    async def test_nothing_is_cached_or_inline(self, ida: Colleague, waiting: Visitor) -> None:
        page = await ida.get("/console", c=waiting.id)
        assert page.headers["cache-control"] == "no-store"
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)


class TestConsole:
    async def test_carries_the_sessions_token(self, ida: Colleague) -> None:
        assert f'<meta name="csrf-token" content="{ida.csrf}">' in (await ida.get("/console")).text

    async def test_counts_in_its_title_and_opens_a_conversation(
        self, ida: Colleague, waiting: Visitor
    ) -> None:
        page = (await ida.get("/console", c=waiting.id)).text
        assert "<title>(1) Console" in page
        assert f'data-key="talk-{waiting.id}"' in page
        assert 'aria-current="true"' in page

    async def test_a_conversation_that_is_gone_leaves_the_list(self, ida: Colleague) -> None:
        page = await ida.get("/console", c="gone")
        assert page.status_code == 200
        assert "Choose a conversation" in page.text

    @pytest.mark.parametrize("language", STAFF_LANGUAGES)
    async def test_every_language_has_every_word(
        self, ida: Colleague, waiting: Visitor, language: str
    ) -> None:
        for tab in ("waiting", "mine", "open", "closed"):
            page = await ida.get("/console", tab=tab, c=waiting.id, lang=language)
            assert page.status_code == 200
            assert f'<html lang="{language}"' in page.text

    async def test_empty_lists_say_what_comes_next(self, ida: Colleague) -> None:
        assert "Take the next one from Waiting." in (await ida.get("/console/queue", tab="mine")).text


class TestEscaping:
    async def test_the_visitors_words_are_only_words(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        events = [
            {"type": "need_heard", "subject": "quiet", "quote": ATTACK},
            {"type": "need_heard", "subject": "unserved", "quote": ATTACK},
            {"type": "need_detail", "subject": "success", "quote": ATTACK},
            {"type": "complaint_raised", "subject": "complain_delivery", "quote": ATTACK, "product": ATTACK},
            {"type": "complaint_detail", "subject": "order_number", "value": ATTACK},
            {"type": "advice_given", "subject": ATTACK},
            {"type": "offer_made", "subject": ATTACK},
        ]
        buttons = [{"title": ATTACK, "payload": "/affirm"}]
        bot_says(ATTACK, events=events, buttons=buttons)
        await visitor.post("contact", name=ATTACK)
        await visitor.say(ATTACK)
        await ida.post(f"/api/console/conversations/{visitor.id}/note", {"text": ATTACK})
        for page in (fragment(visitor), "/console/queue?tab=open", f"/console?tab=open&c={visitor.id}"):
            html = (await ida.client.get(page)).text
            assert "<script>alert" not in html
            assert "<img" not in html
            assert "&lt;script&gt;alert" in html

    async def test_a_name_in_an_address_is_only_text(self, ida: Colleague, waiting: Visitor) -> None:
        page = await ida.client.get("/console/queue", params={"c": '"><script>x</script>'})
        assert "<script>x" not in page.text


class TestConversationFragment:
    async def test_offers_what_the_mode_allows(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        assert 'data-action="claim"' in (await ida.get(fragment(waiting))).text
        await ida.post(f"/api/console/conversations/{waiting.id}/claim")
        mine, theirs = (await ida.get(fragment(waiting))).text, (await lars.get(fragment(waiting))).text
        assert 'data-action="close"' in mine
        assert 'data-action="claim"' not in mine + theirs
        assert "Ida has this conversation. You can leave a note." in theirs

    async def test_packet_items_lead_to_their_message(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says("And?", events=[{"type": "need_heard", "subject": "quiet", "quote": "quiet please"}])
        seq = (await visitor.say("quiet please"))["message"]["seq"]
        html = (await ida.get(fragment(visitor))).text
        assert f'data-jump="{seq}"' in html
        assert re.search(rf'<li class="said message by-visitor"[^>]*data-seq="{seq}"', html)

    async def test_erased_words_are_said_to_be_erased(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("secret")
        async with services.database.writing() as session:
            await session.execute(delete(Text))
        html = (await ida.get(fragment(visitor))).text
        assert "secret" not in html
        assert "The text has been erased" in html

    async def test_an_unknown_conversation_is_not_found(self, ida: Colleague) -> None:
        assert (await ida.get("/console/conversations/unknown")).status_code == 404
