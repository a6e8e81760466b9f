"""What a letter of thanks begins as."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.recovery.checks import asks_something, gaps_in
from api.recovery.complaint import Told
from api.recovery.letter import Facts, draft, drafts_before, first_name
from api.recovery.vocabulary import Solution
from bot.catalog import Catalog, load_catalog
from bot.catalog.models import COMPLAINTS

LANGUAGES = ("da", "nb", "en")
TOLD = Told(quote=None, number=None, product=None, wish=None, angry=False, seq=None)
FACTS = Facts(
    seed="one",
    language="da",
    name="Mette",
    agent="Ida Holm",
    kind="complain_delivery",
    matter="late",
    told=replace(TOLD, quote="Pakken er ni dage forsinket"),
    solve_by=date(2026, 11, 24),
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(Path(__file__).parents[3] / "data" / "catalog")


class TestParts:
    def test_name_matter_own_words_what_happens_when_and_who(self, catalog: Catalog) -> None:
        text = draft(FACTS, catalog).text
        for part in (
            "Mette",
            "pakken, der burde være hos dig nu",
            "»Pakken er ni dage forsinket«",
            "tirsdag den 24. november",
            "Ida Holm",
            catalog.business.name,
        ):
            assert part in text

    def test_while_no_cause_is_known_a_person_has_to_say_what_was_learned(self, catalog: Catalog) -> None:
        assert len(gaps_in(draft(FACTS, catalog).text)) == 1
        known = draft(replace(FACTS, cause="forkert label på lageret"), catalog).text
        assert "forkert label på lageret" in known
        assert gaps_in(known) == []

    def test_in_another_language_than_the_causes_a_person_says_it(self, catalog: Catalog) -> None:
        text = draft(replace(FACTS, language="nb", cause="forkert [label]"), catalog).text
        (gap,) = gaps_in(text)
        assert "forkert (label)" in gap

    @pytest.mark.parametrize(
        ("kind", "angry", "apologises"),
        [
            ("complain_service", False, True),
            ("complain_delivery", False, True),
            ("complain_other", True, True),
            ("complain_other", False, False),
            ("threaten_to_leave", False, False),
        ],
    )
    def test_an_apology_where_we_were_wrong_or_they_are_angry(
        self, catalog: Catalog, kind: str, angry: bool, apologises: bool
    ) -> None:
        facts = replace(FACTS, language="en", kind=kind, matter=None, told=replace(TOLD, angry=angry))
        assert (
            "sorry" in draft(facts, catalog).text or "apologise" in draft(facts, catalog).text
        ) is apologises

    def test_what_there_is_no_fact_for_is_left_out(self, catalog: Catalog) -> None:
        bare = draft(replace(FACTS, name=None, told=TOLD), catalog).text
        assert "»" not in bare
        assert "None" not in bare
        assert "Mette" not in bare

    def test_a_wait_that_was_longer_than_promised_is_owned_up_to(self, catalog: Catalog) -> None:
        waited = replace(FACTS, waited=timedelta(minutes=40), promised=timedelta(minutes=10))
        text = draft(waited, catalog).text
        assert "40 minutter" in text
        assert "10 minutter" in text

    def test_once_solved_it_says_how_and_when_we_ask_again(self, catalog: Catalog) -> None:
        solved = replace(FACTS, solution="refunded", ask_again_on=date(2026, 12, 1), told=TOLD)
        text = draft(solved, catalog).text
        assert "pengene tilbage" in text
        assert "tirsdag den 1. december" in text
        assert "24. november" not in text

    def test_a_day_that_has_passed_is_not_promised(self, catalog: Catalog) -> None:
        assert len(gaps_in(draft(replace(FACTS, solve_by=None), catalog).text)) == 2


class TestVariety:
    def test_always_the_same_for_a_conversation(self, catalog: Catalog) -> None:
        assert draft(FACTS, catalog) == draft(FACTS, catalog)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hardly_ever_the_same_for_two_customers_with_the_same_complaint(
        self, catalog: Catalog, language: str
    ) -> None:
        letters = {
            draft(replace(FACTS, seed=str(number), language=language), catalog).text for number in range(200)
        }
        assert len(letters) > 150


class TestName:
    @pytest.mark.parametrize(
        ("name", "called"),
        [
            ("mette", "Mette"),
            ("Mette Hansen", "Mette"),
            ("Anne Marie Hansen", "Anne Marie Hansen"),
            ("Dr. Hansen", "Dr. Hansen"),
            ("Anne-Lise Berg", "Anne-Lise"),
        ],
    )
    def test_by_the_first_name_where_that_is_certain(self, name: str, called: str) -> None:
        assert first_name(name) == called


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    words = st.one_of(st.none(), st.text(max_size=120))
    days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
    return Facts(
        seed=draw(st.text(max_size=8)),
        language=draw(st.sampled_from(LANGUAGES)),
        name=draw(st.one_of(st.none(), st.sampled_from(["Mette", "ole Olsen", "Anne Marie Berg"]))),
        agent="Ida Holm",
        kind=draw(st.sampled_from([*COMPLAINTS, "gone"])),
        matter=draw(st.one_of(st.none(), st.sampled_from(["late", "rude", "leaking", "gone"]))),
        told=Told(
            quote=draw(words),
            number=draw(st.one_of(st.none(), st.just("KH-10482"))),
            product=draw(st.one_of(st.none(), st.just("gone"))),
            wish=draw(words),
            angry=draw(st.booleans()),
            seq=None,
        ),
        cause=draw(st.one_of(st.none(), st.text(min_size=1, max_size=40))),
        solution=draw(st.one_of(st.none(), st.sampled_from(get_args(Solution)))),
        solve_by=draw(days),
        ask_again_on=draw(days),
    )


def test_a_cause_that_reads_like_a_gap_is_said_by_a_person(catalog: Catalog) -> None:
    facts = Facts(
        seed="",
        language="da",
        name=None,
        agent="Ida Holm",
        kind="complain_delivery",
        matter=None,
        told=Told(quote=None, number=None, product=None, wish=None, angry=False, seq=None),
        cause="$Lager nord",
        solution=None,
        solve_by=None,
        ask_again_on=None,
    )
    written = draft(facts, catalog).text
    assert "$" not in written
    assert asks_something(written)


@settings(deadline=None)
@given(facts=some_facts())
def test_whatever_is_known_the_draft_is_whole(catalog: Catalog, facts: Facts) -> None:
    written = draft(facts, catalog)
    assert written.text.endswith(f"Ida Holm\n{catalog.business.name}")
    assert "{" not in written.text
    assert "\n\n\n" not in written.text
    assert len(written.text) < 4000
    assert written.subject
    # What a person has to fill in are our own gaps and nothing else.
    assert bool(gaps_in(written.text)) == asks_something(written.text)
    assert written in list(drafts_before(facts, catalog))
