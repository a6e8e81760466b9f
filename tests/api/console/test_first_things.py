"""What the next person reads first, and what they are to do next."""

from pathlib import Path

import pytest

from api.console.case_rows import StepRow
from api.console.first_things import Next, next_of, remarks_of
from api.console.labels import Labels
from api.console.reading import PAGES
from api.conversations.models import Event
from api.recovery.vocabulary import Step
from bot.catalog import load_catalog
from tests.api.conftest import Visitor
from tests.api.console.conftest import Happens
from tests.api.console.test_pages import fragment
from tests.api.console.test_timeline import event
from tests.api.staff.colleague import Colleague

TOLD = "We look for the parcel"


@pytest.fixture
def labels(catalog_dir: Path) -> Labels:
    return Labels(load_catalog(catalog_dir), PAGES.wordings["en"], {7: "Mika"})


def passed_on(seq: int, reason: str) -> Event:
    return event(seq, "transferred", "agent", facts={"staff_id": 7}, texts={"text": reason})


def words(events: list[Event], labels: Labels) -> list[tuple[str, int]]:
    return [(remark.words, remark.seq) for remark in remarks_of(events, labels)]


class TestRemarks:
    def test_the_last_reason_stands_there_and_the_thumb_down(self, labels: Labels) -> None:
        rated = event(4, "rated", "visitor", subject="bad", texts={"comment": "slow"})
        assert words([passed_on(1, "needs a refund"), passed_on(3, "ask the bank"), rated], labels) == [
            ("Mika passed it on: ask the bank", 3),
            ("Thumbs down: slow", 4),
        ]

    @pytest.mark.parametrize("ended", ["closed", "handed_back"])
    def test_not_once_somebody_has_dealt_with_it(self, labels: Labels, ended: str) -> None:
        bad = event(2, "rated", "visitor", subject="bad")
        assert words([passed_on(1, "needs a refund"), bad, event(3, ended, "agent")], labels) == []
        assert words([event(3, ended, "agent"), event(4, "rated", "visitor", subject="bad")], labels) == [
            ("Thumbs down", 4)
        ]

    def test_nothing_without_a_reason_or_with_a_thumb_up(self, labels: Labels) -> None:
        plain = event(1, "transferred", "agent", facts={"staff_id": 7})
        assert words([plain, event(2, "rated", "visitor", subject="good")], labels) == []


class TestNext:
    @pytest.mark.parametrize(
        ("step", "says", "told"),
        [
            ("thank", "Thank the customer", TOLD),
            ("cause", "Find out why it happened", None),
            ("solve", "Put it right", TOLD),
            ("follow_up", "Ask the customer how it went", None),
        ],
    )
    def test_is_the_step_of_the_case(self, labels: Labels, step: Step, says: str, told: str | None) -> None:
        row = StepRow(step=step, label="", standing="open", day="tomorrow", what=None)
        assert next_of(row, TOLD, labels) == Next(step=step, words=says, day="tomorrow", told=told)

    def test_without_a_case_it_is_what_the_customer_was_told(self, labels: Labels) -> None:
        assert next_of(None, TOLD, labels) == Next(step=None, words=None, day=None, told=TOLD)
        assert next_of(None, None, labels) is None


class TestPacket:
    async def test_follows_the_case_also_after_the_chat_is_closed(
        self, ida: Colleague, visitor: Visitor, queued: Happens, bot_says: Happens
    ) -> None:
        bot_says("Thanks", events=[{"type": "complaint_raised", "subject": "complain_delivery"}])
        await visitor.say("It is late")
        await queued(visitor, reason="complaint")
        await ida.post(f"/api/console/conversations/{visitor.id}/claim")
        first = (await ida.get(fragment(visitor))).text
        assert "Thank the customer" in first
        assert 'data-sheet-key="w"' in first
        (case,) = (await ida.get("/api/console/cases", conversation=visitor.id)).json()["cases"]
        await ida.post(f"/api/console/cases/{case['id']}/thanked")
        await ida.post(f"/api/console/conversations/{visitor.id}/close", {"resolution": "solved"})
        then = (await ida.get(fragment(visitor))).text
        assert "Find out why it happened" in then
        assert 'data-sheet-key="w"' not in then
