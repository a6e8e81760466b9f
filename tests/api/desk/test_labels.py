"""Labels and priority."""

from typing import Any

import pytest

from api.desk.palette import PALETTE
from api.theme.accent import AA_TEXT, contrast
from tests.api.conftest import Visitor
from tests.api.desk.conftest import Calls, ask, listed
from tests.api.staff.colleague import Colleague

BLUE = next(colour.light for colour in PALETTE if colour.name == "blue")


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


@pytest.mark.parametrize("colour", PALETTE, ids=lambda colour: colour.name)
def test_every_colour_is_readable_on_light_and_on_dark(colour: Any) -> None:
    assert contrast(rgb(colour.light), (255, 255, 255)) >= AA_TEXT
    assert contrast(rgb(colour.dark), (32, 32, 36)) >= AA_TEXT


async def make(tove: Colleague, name: str = "Returns", colour: str = BLUE, status: int = 201) -> Any:
    return await ask(tove, "POST", "labels", {"name": name, "colour": colour}, status=status)


class TestMaking:
    async def test_a_lead_makes_changes_and_deletes(self, tove: Colleague, ida: Colleague) -> None:
        made = await make(tove)
        await ask(tove, "PUT", f"labels/{made['id']}", {"name": "Refunds", "colour": BLUE}, status=204)
        shown = await ask(ida, "GET", "labels")
        assert [(one["name"], one["conversations"]) for one in shown["labels"]] == [("Refunds", 0)]
        assert (shown["may_change"], len(shown["palette"])) == (False, len(PALETTE))
        await ask(tove, "DELETE", f"labels/{made['id']}", status=204)
        assert (await ask(ida, "GET", "labels"))["labels"] == []

    async def test_an_agent_may_not(self, ida: Colleague, tove: Colleague) -> None:
        await make(ida, status=403)
        made = await make(tove)
        await ask(ida, "DELETE", f"labels/{made['id']}", status=403)

    async def test_a_name_is_taken_however_it_is_capitalised(self, tove: Colleague) -> None:
        await make(tove)
        assert (await make(tove, "RETURNS", status=409))["error"]["code"] == "name_taken"

    async def test_in_every_alphabet(self, tove: Colleague) -> None:
        await make(tove, "ærgerlig")
        other = await make(tove, "Øl")
        for taken in ("Ærgerlig", "ÆRGERLIG"):
            assert (await make(tove, taken, status=409))["error"]["code"] == "name_taken"
        path = f"labels/{other['id']}"
        await ask(tove, "PUT", path, {"name": "ÆRGERLIG", "colour": BLUE}, status=409)
        await ask(tove, "PUT", path, {"name": "øl", "colour": BLUE}, status=204)
        await make(tove, "Zebra")
        shown = (await ask(tove, "GET", "labels"))["labels"]
        assert [one["name"] for one in shown] == ["Zebra", "ærgerlig", "øl"]

    async def test_a_colour_that_nobody_checked_is_refused(self, tove: Colleague) -> None:
        assert (await make(tove, colour="#ffff00", status=422))["error"]["fields"] == {
            "colour": "This colour is not on the palette."
        }

    async def test_one_that_does_not_exist(self, tove: Colleague) -> None:
        await ask(tove, "PUT", "labels/99", {"name": "x", "colour": BLUE}, status=404)
        await ask(tove, "DELETE", "labels/99", status=404)


class TestPuttingOn:
    async def test_leaves_an_event_each_time_something_changes(
        self, ida: Colleague, tove: Colleague, visitor: Visitor, happened: Calls
    ) -> None:
        label = (await make(tove))["id"]
        path = f"conversations/{visitor.id}/labels"
        for body in ({"on": [label]}, {"on": [label]}, {"off": [label]}, {"off": [label]}):
            await ask(ida, "POST", path, body, status=204)
        events = await happened(visitor.id, "labelled", "unlabelled")
        assert [(event.type, event.subject, event.audience) for event in events] == [
            ("labelled", "Returns", "internal"),
            ("unlabelled", "Returns", "internal"),
        ]
        assert events[0].facts == {"staff_id": ida.staff.id, "label_id": label}

    async def test_is_seen_in_lists_and_around_the_conversation(
        self, ida: Colleague, tove: Colleague, visitor: Visitor
    ) -> None:
        label = (await make(tove))["id"]
        await ask(ida, "POST", f"conversations/{visitor.id}/labels", {"on": [label]}, status=204)
        (row,) = (await ask(ida, "GET", "queue?tab=open"))["rows"]
        (mark,) = row["marks"]
        assert (mark["name"], mark["colour"]) == ("Returns", BLUE)
        assert (await ask(ida, "GET", f"conversations/{visitor.id}/aids"))["labels"] == [mark]
        assert (await ask(ida, "GET", "labels"))["labels"][0]["conversations"] == 1

    async def test_one_that_does_not_exist(self, ida: Colleague, visitor: Visitor) -> None:
        got = await ask(ida, "POST", f"conversations/{visitor.id}/labels", {"on": [99]}, status=422)
        assert got["error"]["code"] == "unknown_label"
        await ask(ida, "POST", "conversations/none/labels", {"on": [1]}, status=404)


class TestPriority:
    async def test_leaves_an_event_and_sorts(self, ida: Colleague, visitor: Visitor, happened: Calls) -> None:
        path = f"conversations/{visitor.id}/priority"
        for _ in range(2):
            await ask(ida, "POST", path, {"priority": 2}, status=204)
        (event,) = await happened(visitor.id, "priority_set")
        assert (event.subject, event.facts["was"]) == ("urgent", "usual")
        assert await listed(ida, priority=2) == [visitor.id]
        assert await listed(ida, priority=0) == []

    async def test_there_are_three(self, ida: Colleague, visitor: Visitor) -> None:
        await ask(ida, "POST", f"conversations/{visitor.id}/priority", {"priority": 3}, status=422)


class TestInTheTimeline:
    async def test_what_was_done_is_a_line_in_the_readers_language(
        self, ida: Colleague, tove: Colleague, visitor: Visitor
    ) -> None:
        label = (await make(tove))["id"]
        path = f"conversations/{visitor.id}"
        await ask(ida, "POST", f"{path}/labels", {"on": [label]}, status=204)
        await ask(ida, "POST", f"{path}/priority", {"priority": 2}, status=204)
        shown = await ask(ida, "GET", f"{path}?lang=nb")
        lines = [line["words"] for entry in shown["timeline"] for line in entry["lines"]]
        assert lines[-2:] == ["Ida satte på etiketten Returns", "Ida satte prioriteten til haster"]
