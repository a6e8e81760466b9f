"""The windows over a conversation, and what stands around its timeline."""

from datetime import timedelta
from typing import get_args

import httpx
import pytest

from api.console.asking import What
from api.db import now
from api.theme.texts import STAFF_LANGUAGES
from tests.api.conftest import Visitor
from tests.api.console.test_pages import fragment
from tests.api.staff.colleague import Colleague


def window(visitor: Visitor, what: str) -> str:
    return f"/console/conversations/{visitor.id}/ask/{what}"


def tomorrow() -> str:
    return (now() + timedelta(days=1)).isoformat()


class TestWindows:
    @pytest.mark.parametrize("language", STAFF_LANGUAGES)
    @pytest.mark.parametrize("what", get_args(What))
    async def test_each_is_there_in_every_language(
        self, ida: Colleague, waiting: Visitor, what: str, language: str
    ) -> None:
        page = await ida.get(window(waiting, what), lang=language)
        assert page.status_code == 200
        assert f'data-ask="{what}"' in page.text
        assert "style=" not in page.text

    async def test_without_a_login_there_is_none(self, client: httpx.AsyncClient, waiting: Visitor) -> None:
        assert (await client.get(window(waiting, "transfer"))).status_code == 303

    async def test_a_marketer_has_none(self, marketer: Colleague, waiting: Visitor) -> None:
        assert (await marketer.get(window(waiting, "transfer"))).status_code == 403

    @pytest.mark.parametrize("path", ["unknown/ask/transfer", "unknown/ask/labels"])
    async def test_nor_about_a_conversation_that_does_not_exist(self, ida: Colleague, path: str) -> None:
        assert (await ida.get(f"/console/conversations/{path}")).status_code == 404

    async def test_nor_one_that_nobody_knows(self, ida: Colleague, waiting: Visitor) -> None:
        assert (await ida.get(window(waiting, "abolish"))).status_code == 422

    async def test_it_is_passed_on_only_to_those_who_are_there(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(f"/api/console/conversations/{waiting.id}/claim")
        await lars.post("/api/console/presence", {"available": True})
        here = (await ida.get(window(waiting, "transfer"))).text
        await lars.post("/api/console/presence", {"available": False})
        away = (await ida.get(window(waiting, "transfer"))).text
        choice = f'value="staff_id:{lars.staff.id}" required'
        assert f"{choice}>" in here
        assert f"{choice} disabled>" in away
        assert '<span class="quiet number">away</span>' in away
        assert f'value="staff_id:{ida.staff.id}"' not in here

    async def test_what_waits_on_a_line_is_not_passed_on_to_it(
        self, ida: Colleague, waiting: Visitor
    ) -> None:
        html = (await ida.get(window(waiting, "transfer"))).text
        assert 'value="line:1"' not in html
        assert 'value="line:2"' in html

    async def test_a_transcript_goes_only_to_the_customers_own_address(
        self, ida: Colleague, waiting: Visitor
    ) -> None:
        assert "You can send it once" in (await ida.get(window(waiting, "transcript"))).text
        await waiting.post("contact", email="mette@example.dk")
        assert "Send to mette@example.dk" in (await ida.get(window(waiting, "transcript"))).text


class TestAroundTheTimeline:
    async def test_the_clocks_say_what_is_left(self, ida: Colleague, waiting: Visitor) -> None:
        html = (await ida.get(fragment(waiting))).text
        assert 'data-key="level-first"' in html
        assert 'data-key="level-resolution"' in html

    async def test_labels_priority_and_reminders_are_shown(self, ida: Colleague, waiting: Visitor) -> None:
        base = f"/api/console/conversations/{waiting.id}"
        await ida.post(f"{base}/priority", {"priority": 2})
        await ida.post(f"{base}/reminders", {"at": tomorrow(), "text": "call <b>back</b>"})
        html = (await ida.get(fragment(waiting))).text
        assert "Urgent" in html
        assert "call &lt;b&gt;back&lt;/b&gt;" in html

    async def test_ones_own_reminders_are_not_the_colleagues(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        base = f"/api/console/conversations/{waiting.id}"
        await ida.post(f"{base}/reminders", {"at": tomorrow(), "text": "call back"})
        assert "call back" not in (await lars.get(fragment(waiting))).text

    async def test_passing_on_is_offered_only_where_it_is_allowed(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await ida.post(f"/api/console/conversations/{waiting.id}/claim")
        offered = 'data-ask-for="transfer"'
        assert offered in (await ida.get(fragment(waiting))).text
        assert offered not in (await lars.get(fragment(waiting))).text
