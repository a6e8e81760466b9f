"""What of the customer's words may stand in a letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.recovery.checks import gaps_in
from api.recovery.quoting import brief_quote


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("My parcel never came.", "My parcel never came"),
        ("Hello there. The parcel that I ordered never came!", "The parcel that I ordered never came"),
        ("It leaks. Call me on 20 30 40 50.", "It leaks"),
        ("Mail mette@example.dk about it", None),
        ("Order KH-10482 never came. I am tired of it.", "I am tired of it"),
        ("WHERE IS MY PARCEL", None),
        ("broken", None),
        ("Where is it?", "Where is it?"),
        ("Put [name] here, please", None),
        ("???", None),
        ("", None),
        (None, None),
    ],
)
def test_the_sentence_that_says_it_without_what_is_private(said: str | None, quoted: str | None) -> None:
    assert brief_quote(said, language="en") == quoted


def test_the_sentence_about_the_matter_goes_before_longer_ones() -> None:
    said = "I have been a customer for many years and liked it. The parcel is late. What now?"
    assert brief_quote(said, language="en", cues={"en": ["late"]}) == "The parcel is late"


def test_a_long_sentence_is_cut_between_words() -> None:
    quote = brief_quote("so " * 100, language="en")
    assert quote is not None
    assert len(quote) <= 142
    assert quote.endswith("so …")


@settings(deadline=None)
@given(st.text(max_size=400))
def test_whatever_was_said_a_quote_is_short_one_line_and_no_gap(said: str) -> None:
    quote = brief_quote(said, language="da")
    if quote is not None:
        assert 0 < len(quote) <= 142
        assert "\n" not in quote
        assert not gaps_in(quote)
