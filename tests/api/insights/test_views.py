"""The views over a house with something of everything: figures, and that each leads to its conversations."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.insights.rates import rate
from api.insights.views.registry import VIEW_NAMES
from bot.catalog.models import BARRIERS
from tests.api.insights.conftest import Past, noted, said
from tests.api.staff.colleague import Colleague

Json = dict[str, Any]
_LINKED = re.compile(r'data-value="(\d+)">\s*<a href="(/insights/conversations\?[^"]+)"')


async def view(marketer: Colleague, name: str, **params: Any) -> Json:
    response = await marketer.get(f"/api/insights/{name}", **params)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def rows(found: Json, table: str) -> dict[str, Json]:
    """The rows of a table by their id."""
    return {row["id"]: row for row in found["tables"][table]}


def the_rate(num: int, den: int) -> Json:
    return vars(rate(num, den))


@pytest.mark.usefixtures("busy")
class TestFigures:
    async def test_overview(self, marketer: Colleague) -> None:
        found = await view(marketer, "overview")
        figures = rows(found, "figures")
        assert figures["conversations"]["conversations"] == 17
        assert figures["conversations"]["before"] == 1
        assert figures["handed_over"]["share"] == the_rate(3, 17)
        assert figures["returned"]["conversations"] == 1
        assert figures["contained"]["conversations"] == 13
        assert found["headline"].startswith("17 conversations, 16 more")
        assert {row["id"]: row["conversations"] for row in found["tables"]["languages"]} == {
            "da": 15,
            "nb": 1,
            "en": 1,
        }
        assert rows(found, "stages")["evaluation"]["conversations"] == 5
        assert sum(row["conversations"] for row in found["tables"]["days"]) == 17
        assert found["period"] == {"first": "2026-10-23", "last": "2026-11-21"}
        assert found["before"] == {"first": "2026-09-23", "last": "2026-10-22"}

    async def test_needs(self, marketer: Colleague) -> None:
        found = await view(marketer, "needs")
        quiet = rows(found, "needs")["quiet"]
        assert (quiet["name"], quiet["heard"], quiet["confirmed"], quiet["rejected"]) == (
            "quiet mornings [en]",
            10,
            10,
            1,
        )
        assert quiet["confirmed_rate"] == the_rate(10, 10)
        assert quiet["before"] == 1
        assert rows(found, "needs")["unserved"]["confirmed_rate"] == the_rate(0, 1)
        assert (
            found["headline"] == "quiet mornings [en] is the need heard most often, and all 10 confirmed it."
        )
        assert [group["title"] for group in found["quotes"]] == [
            "A need we have nothing for",
            "quiet mornings [en]",
        ]
        assert found["quotes"][0]["quotes"][0]["text"] == "For a boat"
        assert found["definitions"]["need_confirmed"] == 1

    async def test_all_five_barriers_are_always_there(self, marketer: Colleague) -> None:
        found = await view(marketer, "barriers")
        assert rows(found, "barriers").keys() == set(BARRIERS)
        assert rows(found, "barriers")["price"]["share"] == the_rate(1, 17)
        assert rows(found, "barriers")["trust"]["conversations"] == 0
        assert found["headline"] == "The price held a customer back in one of 17 conversations."
        assert [group["title"] for group in found["quotes"]] == ["Too expensive", "Bought elsewhere"]

    async def test_complaints(self, marketer: Colleague) -> None:
        found = await view(marketer, "complaints")
        assert rows(found, "kinds")["complain_delivery"]["share"] == the_rate(2, 17)
        assert rows(found, "matters")["complain_delivery:late"]["name"] == "The late parcel [en]"
        assert rows(found, "products")["grinder"]["name"] == "Mill"
        assert found["quotes"][0]["quotes"][0]["text"] == "It is late"

    async def test_escalations(self, marketer: Colleague) -> None:
        found = await view(marketer, "escalations")
        reasons = rows(found, "reasons")
        assert reasons.keys() == {
            "complaint",
            "churn_risk",
            "policy",
            "requested",
            "low_confidence",
            "stepped_in",
        }
        assert reasons["complaint"]["share"] == the_rate(2, 3)
        assert reasons["stepped_in"]["conversations"] == 1
        assert "because the customer complains, in 2 of 3" in found["headline"]

    async def test_offers(self, marketer: Colleague) -> None:
        found = await view(marketer, "offers")
        course = rows(found, "offers")["course"]
        assert {
            key: course[key] for key in ("shown", "accepted", "declined", "then_stop", "then_complaint")
        } == {
            "shown": 5,
            "accepted": 1,
            "declined": 1,
            "then_stop": 1,
            "then_complaint": 1,
        }
        assert course["accepted_rate"] == the_rate(1, 5)
        assert rows(found, "offer_kinds")["course"]["name"] == "Course"
        assert "yes to an offer in one of the 5" in found["headline"]
        assert "After 2 of them" in found["headline"]

    async def test_satisfaction(self, marketer: Colleague) -> None:
        found = await view(marketer, "satisfaction")
        ratings = rows(found, "ratings")
        assert ratings["all"]["satisfied"] == the_rate(5, 6)
        assert ratings["bot"]["satisfied"] == the_rate(5, 5)
        assert ratings["person"]["satisfied"] == the_rate(0, 1)
        assert {group["title"]: len(group["quotes"]) for group in found["quotes"]} == {
            "What satisfied customers wrote": 5,
            "Praise": 1,
            "Ideas": 1,
        }


async def test_a_yes_whose_offer_was_dropped_does_not_break_the_figures(
    marketer: Colleague, past: Past
) -> None:
    await past(said("Hi"), noted("offer_made", "course", kind="course"))
    for _ in range(6):
        await past(said("Yes"), noted("offer_accepted", "course", kind="course"))
    assert rows(await view(marketer, "offers"), "offers")["course"]["accepted_rate"] == the_rate(1, 1)
    assert (await marketer.get("/insights/offers")).status_code == 200
    assert (await marketer.get("/insights")).status_code == 200


async def test_scores_typed_in_the_chat_stand_apart_from_ratings(marketer: Colleague, past: Past) -> None:
    await past(said("a 4 from me"), noted("score_given", "4", "a 4 from me"))
    await past(said("👍"), noted("score_given", "up", "👍"))
    await past(said("fine"), noted("score_given", None, "fine"))
    found = await view(marketer, "satisfaction")
    assert found["tables"].keys() == {"scores"}
    assert {row["id"]: (row["name"], row["conversations"]) for row in found["tables"]["scores"]} == {
        "4": ("4", 1),
        "unknown": ("In words only", 1),
        "up": ("Thumbs up", 1),
    }
    words = next(group for group in found["quotes"] if group["title"] == "Words with a typed score")
    assert {quote["text"] for quote in words["quotes"]} == {"a 4 from me", "👍", "fine"}


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("name", VIEW_NAMES)
async def test_every_linked_number_is_that_of_the_conversations_behind_it(
    marketer: Colleague, name: str
) -> None:
    page = (await marketer.get(f"/insights/{name}")).text
    links = {(unescape(href), int(number)) for number, href in _LINKED.findall(page)}
    assert links
    for href, number in links:
        listed = await marketer.client.get(f"/api{href}")
        assert listed.status_code == 200, href
        assert listed.json()["total"] == number, href
        assert len(listed.json()["conversations"]) == number, href


class TestFewConversations:
    @pytest.mark.parametrize("name", VIEW_NAMES)
    async def test_none_at_all_says_what_to_do_next(self, marketer: Colleague, name: str) -> None:
        found = await view(marketer, name)
        assert found["headline"] == "No conversations in this period"
        assert "longer period" in found["empty"]
        page = await marketer.get(f"/insights/{name}")
        assert page.status_code == 200
        assert "longer period" in page.text

    @pytest.mark.parametrize("name", VIEW_NAMES)
    async def test_a_single_one(self, marketer: Colleague, past: Past, name: str) -> None:
        await past(said("Hello"))
        found = await view(marketer, name)
        assert found["headline"]
        assert (await marketer.get(f"/insights/{name}")).status_code == 200
        rates = [cell for table in found["tables"].values() for row in table for cell in row.values()]
        assert all(cell["value"] is None for cell in rates if isinstance(cell, dict))

    async def test_what_the_catalog_no_longer_has_is_shown_by_its_id(
        self, marketer: Colleague, past: Past
    ) -> None:
        await past(said("Tea?"), noted("need_heard", "tea"), noted("offer_made", "teapot", kind="gone"))
        assert rows(await view(marketer, "needs"), "needs")["tea"]["name"] == "tea"
        assert rows(await view(marketer, "offers"), "offer_kinds")["gone"]["name"] == "gone"


@pytest.mark.usefixtures("busy")
async def test_a_link_keeps_the_days(marketer: Colleague) -> None:
    page = (await marketer.get("/insights/needs", days=7)).text
    assert "/insights/barriers?days=7" in page
    link = page.split('href="/insights/conversations?')[1].split('"')[0]
    assert urlsplit(f"?{link}").query.endswith("from=2026-11-15&amp;to=2026-11-21")
