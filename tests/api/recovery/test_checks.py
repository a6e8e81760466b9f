"""What keeps a letter from being sent."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.recovery.checks import asks_something, fingerprint, gaps_in, own_words, problems_of
from api.recovery.wording import words

DRAFT = "Kære Mette\n\nTak, fordi du skrev.\n\n[Skriv selv en sætning.]\n\nVenlig hilsen\nIda"


def codes(text: str, *, draft: str = DRAFT, subject: str | None = None, repeated: bool = False) -> list[str]:
    found = problems_of(text, subject=subject, drafts=[draft], repeated=repeated, language="en")
    return [problem.code for problem in found]


class TestGaps:
    @pytest.mark.parametrize(
        ("text", "gaps"),
        [
            ("Hej [navn], tak", ["[navn]"]),
            ("Hej {name}", ["{name}"]),
            ("Hej [navn, tak", ["[navn, tak"]),
            ("tak]", ["]"]),
            ("Kære XX, og XXX", ["XX", "XXX"]),
            ("todo: ring", ["todo"]),
            ("senest ____ kl. 10", ["____"]),
            ("[…] og […]", ["[…]"]),
            ("Størrelse XXL, 3 x 2, kys xx, metodolog", []),
            ("Kære ‹navn› og <navn>, <<Name>>", ["‹navn›", "<navn>", "<<Name>>"]),
            ("Kjære «navn», kære »kundens navn«", ["«navn»", "»kundens navn«"]),
            ("Hi %name%, $name and {x}", ["%name%", "$name", "{x}"]),
            ("senest kl. ??? den xxx", ["???", "xxx"]),
            ("Kære NAVN, din ordre ORDRENUMMER", ["NAVN", "ORDRENUMMER"]),
        ],
    )
    def test_brackets_and_what_people_leave_for_themselves(self, text: str, gaps: list[str]) -> None:
        assert gaps_in(text) == gaps

    @pytest.mark.parametrize(
        "text",
        [
            "Du skrev «Hvor er pakken min???», og kalte den «støyende».",
            "Skriv til <mette@mill.example>, eller se <https://mill.example>.",
            "Vi er 100% enige: 50% rabat, 20 US$ eller $20. Jeg <3 kaffe, 2 < 3 og 5 > 4.",
            "»HVAD ER DIT NAVN«, spurgte vi. DATO: 24. november. Et navn er ikke nok.",
            "I’m sorry, what???",
        ],
    )
    def test_what_customers_say_and_people_write_is_none(self, text: str) -> None:
        assert gaps_in(text) == []

    @pytest.mark.parametrize("language", ["da", "nb", "en"])
    def test_an_instruction_without_its_brackets_is_still_one(self, language: str) -> None:
        for ask in words(language).under("letter.ask").values():
            bare = ask.replace("{cause}", "label").strip("[]")
            assert asks_something(bare)
            assert gaps_in(f"Hej. {bare} Hilsen")


class TestProblems:
    def test_none_in_a_letter_that_somebody_made_their_own(self) -> None:
        text = DRAFT.replace("[Skriv selv en sætning.]", "Vi ringer til fragtmanden i dag.")
        assert codes(text, subject="Om pakken") == []

    def test_all_of_them_at_once(self) -> None:
        assert codes(f"{DRAFT}{' ' * 4000}Ida", subject=" ", repeated=True) == [
            "too_long",
            "no_subject",
            "placeholder",
            "unchanged",
            "repeated",
        ]

    @pytest.mark.parametrize("text", ["", "  \n", "…!", "\u200b"])
    def test_nothing_is_no_letter(self, text: str) -> None:
        assert codes(text) == ["empty"]

    def test_taking_the_gap_away_is_not_writing(self) -> None:
        assert codes(DRAFT.replace("[Skriv selv en sætning.]\n\n", "")) == ["unchanged"]

    def test_one_word_of_ones_own_is_enough(self) -> None:
        assert codes(DRAFT.replace("[Skriv selv en sætning.]", "Fragtmanden.")) == []

    def test_they_are_told_in_the_readers_language(self) -> None:
        for language in ("da", "nb", "en"):
            (problem,) = problems_of("", subject=None, drafts=[], repeated=False, language=language)
            assert problem.message == words(language)("problem.empty")

    @settings(deadline=None)
    @given(st.randoms(), st.data())
    def test_whatever_is_taken_away_and_however_it_is_shuffled_it_is_the_draft(
        self, rng: random.Random, data: st.DataObject
    ) -> None:
        parts = DRAFT.replace("[Skriv selv en sætning.]", "").split()
        kept = [part for part in parts if data.draw(st.booleans())]
        rng.shuffle(kept)
        assert own_words(" ".join(kept).upper(), DRAFT) == []

    @settings(deadline=None)
    @given(st.text(alphabet="æøåabc", min_size=7, max_size=12))
    def test_a_word_that_the_draft_does_not_have_is_ones_own(self, word: str) -> None:
        assert own_words(f"{DRAFT} {word}", DRAFT)


class TestFingerprint:
    @settings(deadline=None)
    @given(st.text(max_size=200))
    def test_layout_signs_and_capitals_make_no_other_letter(self, text: str) -> None:
        assert fingerprint(f"  {text}\n!\n".upper().lower()) == fingerprint(text.upper().lower())

    def test_neither_do_the_name_and_the_number(self) -> None:
        one = fingerprint("Kære Mette. Ordre 123 er på vej.", without=["Mette Hansen"])
        other = fingerprint("Kære Ole. Ordre 456 er på vej!", without=["Ole"])
        assert one == other

    def test_other_words_do(self) -> None:
        assert fingerprint("Pakken er på vej") != fingerprint("Pengene er på vej")
