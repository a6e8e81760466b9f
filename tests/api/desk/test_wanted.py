"""Taking apart what was typed."""

import pytest

from api.desk.search.wanted import MOST_WORDS, Term, wanted


def terms(typed: str) -> list[tuple[str, bool]]:
    return [(" ".join(term.words), term.begun) for term in wanted(typed).terms]


def test_words_in_any_order_and_the_last_may_go_on() -> None:
    assert terms("late Kværn") == [("late", False), ("kvaern", True)]


def test_a_phrase_stays_together_and_is_whole() -> None:
    assert terms('late "my parcel"') == [("late", False), ("my parcel", False)]
    assert terms("»my parcel« la") == [("my parcel", False), ("la", True)]


def test_what_hangs_together_stays_together() -> None:
    assert terms("MC-10001") == [("mc 10001", True)]
    assert terms("mette@mill.example") == [("mette mill example", True)]


@pytest.mark.parametrize("nothing", ["", "   ", '"', '""', "!?*", "🦆", "'--", "- - -"])
def test_no_word_is_nothing_to_look_for(nothing: str) -> None:
    assert wanted(nothing).terms == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"half open', [("half", False), ("open", True)]),
        ("a OR b", [("a", False), ("or", False), ("b", True)]),
    ],
)
def test_operators_mean_nothing(typed: str, words: list[tuple[str, bool]]) -> None:
    assert terms(typed) == words


def test_very_much_is_cut_and_says_so() -> None:
    long = wanted(" ".join(f"word{number}" for number in range(200)))
    assert long.cut
    assert sum(len(term.words) for term in long.terms) == MOST_WORDS
    assert not wanted("word " * MOST_WORDS).cut


def test_what_is_said_twice_is_looked_for_once() -> None:
    assert terms("duck goose duck goose") == [("duck", False), ("goose", False), ("goose", True)]


def test_the_beginning_of_an_id() -> None:
    assert wanted("0a1b2c3d").identifier == "0a1b2c3d"
    assert wanted("kaffe").identifier is None
    assert wanted("0a1b2c3d kaffe").identifier is None


def test_terms_are_values() -> None:
    assert wanted("a") == wanted("A")
    assert wanted("a").terms == (Term(words=("a",), begun=True),)
