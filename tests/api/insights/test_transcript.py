"""Reading a whole conversation."""

from tests.api.insights.conftest import Did, Past, noted, said
from tests.api.staff.colleague import Colleague

PATH = "/api/insights/conversations"
SAID = (
    said("What do you need?", author="bot"),
    said("It must be quiet"),
    noted("need_heard", "quiet", "It must be quiet"),
    said("Hello Mette", author="bot"),
    said("Too dear"),
    noted("barrier_raised", "price", "Too dear"),
    Did("claimed", author="agent", facts={"name": "Ida"}),
    Did("note", author="agent", texts={"text": "Call her on 22 33 44 55"}),
    Did("rated", "bad", author="visitor", texts={"comment": "Slow, says Mette"}),
)


async def test_the_message_behind_the_figure_is_marked(marketer: Colleague, past: Past) -> None:
    one = await past(*SAID)
    found = (await marketer.get(f"{PATH}/{one}", figure="barrier", subject="price")).json()
    assert found["label"] == "Barrier: Too expensive"
    assert [row["seq"] for row in found["said"] if row["behind"]] == [5]
    page = (await marketer.get(f"/insights/conversations/{one}", figure="barrier", subject="price")).text
    assert 'id="m5" class="said-visitor is-behind"' in page
    assert page.count("is-behind") == 1


async def test_what_was_noted_stands_by_its_message(marketer: Colleague, past: Past) -> None:
    one = await past(*SAID)
    found = (await marketer.get(f"{PATH}/{one}")).json()
    assert [row["noted"] for row in found["said"] if row["noted"]] == [
        ["Need heard: quiet mornings [en]"],
        ["Barrier: Too expensive"],
    ]
    assert not any(row["behind"] for row in found["said"])


async def test_names_notes_and_staff_are_left_out(marketer: Colleague, past: Past) -> None:
    one = await past(*SAID, customer="Mette")
    text = (await marketer.get(f"{PATH}/{one}")).text
    assert "Hello [name]" in text
    assert "Slow, says [name]" in text
    assert not any(word in text for word in ("Mette", "22 33", "Ida"))


async def test_a_rating_is_marked_where_it_was_given(marketer: Colleague, past: Past) -> None:
    one = await past(*SAID)
    found = (await marketer.get(f"{PATH}/{one}", figure="rated", subject="bad")).json()
    assert [(row["seq"], row["author"]) for row in found["said"] if row["behind"]] == [(9, "event")]


async def test_erased_words_are_said_to_be_erased(marketer: Colleague, past: Past) -> None:
    one = await past(Did("message", author="visitor"))
    assert (await marketer.get(f"{PATH}/{one}")).json()["said"][0]["text"] is None
    assert "The text has been erased" in (await marketer.get(f"/insights/conversations/{one}")).text


async def test_every_kind_of_note_has_words(marketer: Colleague, past: Past) -> None:
    one = await past(
        said("Hello"),
        noted("advice_given", "slow"),
        noted("recommendation_given", "grinder", products=["grinder"]),
        noted("offer_made", "course"),
        noted("complaint_raised", "complain_delivery", matter="late"),
        noted("stage_changed", "decision"),
        noted("persona_suggested", "office"),
        noted("escalate", "complaint"),
        noted("something_new", "x"),
    )
    assert (await marketer.get(f"{PATH}/{one}")).json()["said"][0]["noted"] == [
        "Advice given: grind slowly [en]",
        "Recommended: Mill",
        "Offered: [en] a course?",
        "Complaint: The late parcel [en]",
        "Stage: Deciding",
        "Looks like: office [en]",
        "Handed over: Complaint",
    ]


async def test_an_unknown_conversation(marketer: Colleague) -> None:
    assert (await marketer.get(f"{PATH}/nowhere")).status_code == 404
    assert (await marketer.get("/insights/conversations/nowhere")).status_code == 404
