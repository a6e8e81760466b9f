"""The list of conversations behind a figure."""

from datetime import timedelta

from tests.api.insights.conftest import NOON, Did, Past, noted, said
from tests.api.staff.colleague import Colleague

PATH = "/api/insights/conversations"


async def test_each_has_its_words_and_nobodys_name(marketer: Colleague, past: Past) -> None:
    await past(
        said("Hello"),
        said("I am Mette, mette@example.org"),
        noted("complaint_raised", "complain_delivery", "Mette here: it is late"),
        customer="Mette Sørensen",
        state="queued",
    )
    found = (await marketer.get(PATH, figure="complaint", subject="complain_delivery")).json()
    assert (found["total"], found["label"]) == (1, "Complaint: complain_delivery [en]")
    one = found["conversations"][0]
    assert one["quote"] == "[name] here: it is late"
    assert (one["language"], one["state"], one["message_seq"]) == ("da", "queued", 2)
    assert one["who"].startswith("Customer ")
    assert one["href"].endswith("#m2")
    assert "Mette" not in str(found)


async def test_without_words_of_its_own_the_message_is_quoted(marketer: Colleague, past: Past) -> None:
    await past(said("Hello"), said("Give me a person"), Did("queued", "requested", author="system"))
    found = (await marketer.get(PATH, figure="reason", subject="requested")).json()
    assert found["conversations"][0]["quote"] == "Give me a person"
    assert found["conversations"][0]["who"].startswith("Guest ")


async def test_of_all_conversations_the_first_words_are_quoted(marketer: Colleague, past: Past) -> None:
    await past(said("Welcome", author="bot"), said("Hello"), said("Bye"))
    found = (await marketer.get(PATH)).json()
    assert found["conversations"][0]["quote"] == "Hello"


async def test_erased_words_leave_the_figure(marketer: Colleague, past: Past) -> None:
    await past(Did("message", author="visitor"), noted("barrier_raised", "price"))
    found = (await marketer.get(PATH, figure="barrier", subject="price")).json()
    assert found["total"] == 1
    assert found["conversations"][0]["quote"] is None
    page = await marketer.get("/insights/conversations", figure="barrier", subject="price")
    assert "The text has been erased" in page.text


async def test_pages_follow_one_another(marketer: Colleague, past: Past) -> None:
    for number in range(5):
        await past(said(f"Number {number}"), at=NOON - timedelta(hours=number))
    first = (await marketer.get(PATH, size=2)).json()
    last = (await marketer.get(PATH, size=2, page=3)).json()
    beyond = (await marketer.get(PATH, size=2, page=4)).json()
    assert [one["quote"] for one in first["conversations"]] == ["Number 0", "Number 1"]
    assert [one["quote"] for one in last["conversations"]] == ["Number 4"]
    assert (beyond["total"], beyond["pages"], beyond["conversations"]) == (5, 3, [])


async def test_the_page_leads_to_the_next_and_back(marketer: Colleague, past: Past) -> None:
    for number in range(51):
        await past(said(f"Number {number}"), at=NOON - timedelta(minutes=number))
    first = (await marketer.get(PATH.removeprefix("/api"))).text
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    last = (await marketer.get(PATH.removeprefix("/api"), page=2)).text
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


async def test_an_unknown_figure_is_refused(marketer: Colleague) -> None:
    response = await marketer.get(PATH, figure="nonsense")
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "unknown_figure"
