"""Which sides of a need a message tells, and what it denies."""

import pytest

from actions.details import begins_with_no, details_told, is_denied, is_ruled_out, is_thin, side_of


def told(text: str, language: str = "en", *, asked: str | None = None, intent: str = "") -> dict[str, str]:
    return {detail.field: detail.quote for detail in details_told(text, language, asked=asked, intent=intent)}


class TestSideOf:
    @pytest.mark.parametrize(
        ("language", "sentence", "side"),
        [
            ("da", "Jeg er glad, når huset sover videre", "success"),
            ("da", "Det vigtigste er smagen", "priority"),
            ("da", "Om morgenen før vi skal afsted", "situation"),
            ("da", "Jeg leder efter en gave", "purpose"),
            ("nb", "Da er jeg fornøyd", "success"),
            ("nb", "Det må ikke bråke", "priority"),
            ("nb", "På hytta i helga", "situation"),
            ("nb", "Vi trenger en ny maskin", "purpose"),
            ("en", "I'd be happy if it lasted", "success"),
            ("en", "It must be quick", "priority"),
            ("en", "every morning, before work", "situation"),
            ("en", "We need a new machine", "purpose"),
        ],
    )
    def test_shows_by_the_words(self, language: str, sentence: str, side: str) -> None:
        assert side_of(sentence, language) == side

    @pytest.mark.parametrize(("language", "sentence"), [("da", "okay"), ("nb", "okei"), ("en", "lovely")])
    def test_does_not_show(self, language: str, sentence: str) -> None:
        assert side_of(sentence, language) is None


class TestDetailsTold:
    def test_what_was_asked_is_what_an_answer_tells(self) -> None:
        assert told("peace and quiet", asked="success") == {"success": "peace and quiet"}

    def test_one_sentence_answers_the_question_whatever_its_words_remind_of(self) -> None:
        assert told("it must be ready before work", asked="success") == {
            "success": "it must be ready before work"
        }

    def test_what_is_told_beyond_the_question_is_kept_too(self) -> None:
        assert told("Peace. It must be quick!", asked="success") == {
            "success": "Peace.",
            "priority": "It must be quick!",
        }

    def test_three_sentences_tell_three_sides_in_the_order_of_the_message(self) -> None:
        found = told("Det skal være nemt.\nJeg mangler en kværn; om morgenen", "da", intent="state_need")
        assert list(found) == ["priority", "purpose", "situation"]

    @pytest.mark.parametrize(
        ("intent", "side"), [("state_need", "purpose"), ("state_priority", "priority"), ("affirm", None)]
    )
    def test_unasked_the_intent_tells_the_side(self, intent: str, side: str | None) -> None:
        assert told("cups and saucers", intent=intent) == ({side: "cups and saucers"} if side else {})

    def test_nothing_is_told_by_nothing(self) -> None:
        assert told("  ", asked="purpose") == {}


class TestIsThin:
    @pytest.mark.parametrize("text", ["", "yes", "coffee!", "👍"])
    def test_one_word_is(self, text: str) -> None:
        assert is_thin(text)

    def test_two_words_are_not(self) -> None:
        assert not is_thin("quiet coffee")


class TestBeginsWithNo:
    @pytest.mark.parametrize(
        "text", ["nej, til kontoret", "Nei!", "no, not that", "not quite", "forkert", "… ikke helt", "Wrong"]
    )
    def test_says_no(self, text: str) -> None:
        assert begins_with_no(text)

    @pytest.mark.parametrize(
        "text",
        ["no problem, and quiet", "normally yes", "og den må ikke larme", "notat", "det er ikke det", ""],
    )
    def test_says_something_else(self, text: str) -> None:
        assert not begins_with_no(text)


class TestIsDenied:
    @pytest.mark.parametrize(
        "before",
        ["it's not ", "nej, det er ikke til ", "nei, det er ikke ", "we don't need it for ", "it isn't the "],
    )
    def test_what_follows_a_no(self, before: str) -> None:
        assert is_denied(before + "THIS", len(before))

    @pytest.mark.parametrize(
        "before",
        [
            "it's ",
            "not camping, ",
            "it's not camping but ",
            "ikke gave men ",
            "it must not make ",
            "den må ikke ",
        ],
    )
    def test_what_is_out_of_its_reach(self, before: str) -> None:
        assert not is_denied(before + "THIS", len(before))


class TestIsRuledOut:
    @pytest.mark.parametrize("before", ["not for the ", "det er ikke til ", "ikke på ", "it isn't a "])
    def test_what_it_is_not_for(self, before: str) -> None:
        assert is_ruled_out(before + "THIS", len(before))

    @pytest.mark.parametrize(
        "before", ["not ", "so that I don't ", "den må ikke ", "uten å ", "kaffen er ikke "]
    )
    def test_what_must_not_be_is_a_need(self, before: str) -> None:
        assert not is_ruled_out(before + "THIS", len(before))
