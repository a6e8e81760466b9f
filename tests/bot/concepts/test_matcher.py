"""Concepts in messages."""

import pytest

from bot.concepts import Concept, ConceptMatcher, Match
from bot.concepts.entries import parse_entry


def matcher(**entries: str) -> ConceptMatcher:
    """A matcher of the concept "it"; entries by language, separated by commas."""
    parsed = {
        language: tuple(parse_entry(each.strip()) for each in listed.split(","))
        for language, listed in entries.items()
    }
    return ConceptMatcher({"it": Concept("it", parsed)})


class TestFind:
    @pytest.mark.parametrize(
        ("entry", "text", "found"),
        [
            ("parcel", "my Parcel!", True),
            ("parcel", "parcels", False),
            ("parcel*", "parcels", True),
            ("*pakken", "lillepakken", True),
            ("*pakken", "pakkene", False),
            ("*gebyr*", "rykkergebyret", True),
            ("sell … kidney*", "I'd have to sell one of my kidneys", True),
            ("sell … kidney*", "sell it all, then the house, then a kidney", False),
            ("no answer", "no, answer me", True),
            ("no answer", "no real answer", False),
            ("ikke … kommet … endnu", "den er ikke kommet frem endnu", True),
        ],
    )
    def test_finds_what_the_entry_means(self, entry: str, text: str, found: bool) -> None:
        assert bool(matcher(en=entry).find(text, "en")) is found

    def test_tells_where(self) -> None:
        assert matcher(en="sell … kidney*").find("sell my kidney now", "en") == [Match("it", 0, 3)]

    def test_danish_and_norwegian_are_heard_together_and_english_apart(self) -> None:
        both = matcher(da="pakke", en="box")
        assert both.find("en pakke", "nb")
        assert not both.find("box", "da")
        assert not both.find("pakke", "en")
        assert both.find("pakke", None)
        assert both.find("box", None)
