"""The pages: who may see them, in which language, what they carry and what they never carry."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

import httpx
import pytest
from fastapi import FastAPI

from api.insights.views.registry import VIEW_NAMES
from api.services import Services
from tests.api.insights.conftest import Past, noted, said
from tests.api.staff.colleague import Colleague, colleague

PAGES = (
    "/insights",
    *(f"/insights/{name}" for name in VIEW_NAMES),
    "/insights/conversations",
    "/insights/conversations/x",
    "/insights/conversations.csv",
    "/insights/needs/needs.csv",
)
CALLS = (*(f"/api/insights/{name}" for name in VIEW_NAMES), "/api/insights/conversations")
EVIL = "<script>alert('x')</script>"


@pytest.fixture
async def agent_at_desk(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def admin(app: FastAPI, services: Services, at_noon: None) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Charlie", role="admin") as person:
        yield person


class TestWhoMaySeeThem:
    @pytest.mark.parametrize("path", PAGES)
    async def test_nobody_logged_in_is_led_to_the_login(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/login?next=/insights")

    @pytest.mark.parametrize("path", CALLS)
    async def test_calls_answer_401(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "not_logged_in"

    async def test_a_bad_period_tells_a_stranger_nothing(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/insights", params={"days": "x"})).status_code == 303

    @pytest.mark.parametrize("path", [*PAGES, *CALLS])
    async def test_support_has_no_access(self, agent_at_desk: Colleague, path: str) -> None:
        assert (await agent_at_desk.get(path)).status_code == 403

    async def test_an_administrator_has(self, admin: Colleague) -> None:
        assert (await admin.get("/insights")).status_code == 200


class TestWhatTheyCarry:
    @pytest.mark.usefixtures("busy")
    @pytest.mark.parametrize("name", VIEW_NAMES)
    async def test_strict_headers_and_nothing_inline(self, marketer: Colleague, name: str) -> None:
        response = await marketer.get(f"/insights/{name}")
        assert "style-src 'self'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"
        assert "style=" not in response.text
        assert "<style" not in response.text
        assert "http://" not in response.text.replace("http://www.w3.org", "")
        assert 'aria-current="page"' in response.text

    @pytest.mark.usefixtures("busy")
    @pytest.mark.parametrize(
        ("language", "question", "number"),
        [
            ("da", "Er kunderne tilfredse?", "83\u00a0%"),
            ("nb", "Er kundene fornøyde?", "83\u00a0%"),
            ("en", "Are customers satisfied?", "83%"),
        ],
    )
    async def test_in_the_readers_language(
        self, marketer: Colleague, language: str, question: str, number: str
    ) -> None:
        response = await marketer.get("/insights/satisfaction", lang=language)
        assert question in response.text
        assert number in response.text
        assert f'<html lang="{language}"' in response.text

    async def test_another_language_keeps_the_days(self, marketer: Colleague) -> None:
        page = (await marketer.get("/insights/needs", days=7, lang="en")).text
        assert 'href="?days=7&amp;lang=da"' in page

    @pytest.mark.parametrize(
        "path", ["/insights/barriers", "/insights/conversations?figure=barrier&subject=price"]
    )
    async def test_quotes_are_escaped(self, marketer: Colleague, past: Past, path: str) -> None:
        await past(said(EVIL), noted("barrier_raised", "price", EVIL))
        page = (await marketer.client.get(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    async def test_a_transcript_and_a_subject_are_escaped(self, marketer: Colleague, past: Past) -> None:
        one = await past(said(EVIL), noted("need_heard", EVIL, EVIL))
        for path in (f"/insights/conversations/{one}", "/insights/needs"):
            assert "<script>alert" not in (await marketer.get(path)).text
        listed = await marketer.get("/insights/conversations", figure="need_heard", subject=EVIL)
        assert "<script>alert" not in listed.text

    async def test_an_unknown_view_is_not_found(self, marketer: Colleague) -> None:
        assert (await marketer.get("/insights/nonsense")).status_code in (404, 422)


class TestPeriods:
    @pytest.mark.parametrize(
        ("params", "words"),
        [
            ({"from": "2026-11-20", "to": "2026-11-01"}, "begins after it ends"),
            ({"from": "yesterday"}, "Write dates like this"),
            ({"from": "2020-01-01"}, "longer than three years"),
            ({"days": "12"}, "7, 30 and 90"),
        ],
    )
    async def test_one_that_cannot_be_used_is_explained(
        self, marketer: Colleague, params: dict[str, str], words: str
    ) -> None:
        page = await marketer.get("/insights/needs", **params)
        assert page.status_code == 422
        assert words in page.text
        call = await marketer.get("/api/insights/needs", **params)
        assert call.status_code == 422
        assert call.json()["error"]["code"] == "invalid_period"
        assert call.json()["error"]["fields"].keys() <= {"from", "to", "days"}


class TestCsv:
    @pytest.mark.usefixtures("busy")
    async def test_a_table_for_english_spreadsheets(self, marketer: Colleague) -> None:
        response = await marketer.get("/insights/barriers/barriers.csv", lang="en")
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        assert "barriers-barriers-2026-10-23--2026-11-21.csv" in response.headers["content-disposition"]
        table = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
        price = next(row for row in table if row["id"] == "price")
        assert (price["name"], price["conversations"], price["share_num"]) == ("Too expensive", "1", "1")
        assert price["share_value"] == "0.0588"
        assert len(table) == 5

    @pytest.mark.usefixtures("busy")
    async def test_a_table_for_danish_spreadsheets(self, marketer: Colleague) -> None:
        text = (await marketer.get("/insights/barriers/barriers.csv", lang="da")).text
        table = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        assert next(row["share_value"] for row in table if row["id"] == "price") == "0,0588"

    @pytest.mark.usefixtures("busy")
    @pytest.mark.parametrize("name", VIEW_NAMES)
    async def test_every_table_can_be_downloaded(self, marketer: Colleague, name: str) -> None:
        found = (await marketer.get(f"/api/insights/{name}")).json()
        page = (await marketer.get(f"/insights/{name}")).text
        for table, rows in found["tables"].items():
            assert f"/insights/{name}/{table}.csv?days=30" in page
            text = (await marketer.get(f"/insights/{name}/{table}.csv")).text
            assert len(text.splitlines()) == len(rows) + 1

    async def test_what_begins_like_a_formula_is_defused(self, marketer: Colleague, past: Past) -> None:
        await past(said("=HYPERLINK(1)"), noted("barrier_raised", "price", "=HYPERLINK(1)"))
        text = (await marketer.get("/insights/conversations.csv", figure="barrier")).text
        row = next(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
        assert row["quote"] == "'=HYPERLINK(1)"
        assert row["began_at"] == "2026-11-20T12:00+01:00"

    async def test_an_unknown_table_is_not_found(self, marketer: Colleague) -> None:
        assert (await marketer.get("/insights/needs/nonsense.csv")).status_code == 404
