"""Summaries: the visitor's own words in whole sentences, at most three."""

import pytest

from actions.memory import Detail, Memory
from actions.summary import summarise
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG


def summary(language: str, *details: tuple[str, str], needs: dict[str, str] | None = None) -> str:
    memory = Memory(details=[Detail(side, words) for side, words in details], needs=needs or {})
    return summarise(memory, CATALOG, language)


class TestSummarise:
    @pytest.mark.parametrize(
        ("language", "details", "sentences"),
        [
            (
                "da",
                [
                    ("purpose", "Jeg vil have kaffe uden at vække min datter"),
                    ("priority", "at den er stille"),
                    ("success", "når det smager som hos min søster"),
                ],
                "Så du vil have kaffe uden at vække din datter. Det vigtigste for dig er, at den er stille. "
                "Du er glad for det, når det smager som hos din søster.",
            ),
            (
                "da",
                [("purpose", "en kværn"), ("priority", "pris"), ("situation", "i vores sommerhus")],
                "Så for dig handler det om: »en kværn«. Og vigtigst af alt: pris. "
                "Du skal bruge det i jeres sommerhus.",
            ),
            (
                "nb",
                [
                    ("purpose", "Vi trenger kaffe på jobben vår"),
                    ("priority", "at den er stille"),
                    ("success", "når gjestene våre kommer igjen"),
                ],
                "Så dere trenger kaffe på jobben deres. Det viktigste for deg er at den er stille. "
                "Du er fornøyd når gjestene deres kommer igjen.",
            ),
            (
                "nb",
                [("purpose", "en kvern"), ("situation", "når vi har gjester")],
                "Så det du trenger, er dette: «en kvern». Du skal bruke det når dere har gjester.",
            ),
            (
                "en",
                [("purpose", "I need a gift for my mum"), ("situation", "on her birthday")],
                "So you need a gift for your mum. You’ll use it on her birthday.",
            ),
            (
                "en",
                [("purpose", "a grinder"), ("priority", "I want peace"), ("success", "peace in the house")],
                "So what you need is this: “a grinder”. What matters most: you want peace. "
                "What success looks like to you: peace in the house.",
            ),
        ],
    )
    def test_weaves_the_words_in(self, language: str, details: list[tuple[str, str]], sentences: str) -> None:
        assert summary(language, *details) == sentences

    def test_has_at_most_three_sentences_the_last_told(self) -> None:
        told = summary(
            "en",
            ("purpose", "I need a gift"),
            ("priority", "price"),
            ("success", "when she smiles"),
            ("situation", "at home"),
        )
        assert told == "So you need a gift. You’ll be content when she smiles. You’ll use it at home."

    def test_what_was_said_last_is_never_left_out(self) -> None:
        told = summary(
            "en",
            ("success", "when she smiles"),
            ("situation", "at home"),
            ("purpose", "I need a gift"),
            ("priority", "price"),
        )
        assert told == "So you need a gift. What matters most to you: price. You’ll use it at home."

    def test_how_people_begin_to_speak_is_not_said_back(self) -> None:
        assert summary("en", ("purpose", "hi, a grinder.")) == "So what you need is this: “a grinder”."

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_needs_named_in_passing_are_said_by_the_catalogs_name(self, language: str) -> None:
        told = summary(language, needs={"gift": "…", "milk-drinks": "…", "scale": "gone from the catalog"})
        assert CATALOG.needs["gift"].summary[language] in told
        assert CATALOG.needs["milk-drinks"].summary[language] in told

    def test_a_bare_purpose_stands_beside_the_name_of_its_need(self) -> None:
        told = summary("en", ("purpose", "camping in May"), needs={"travel-coffee": "camping in May"})
        assert told == f"So you want {CATALOG.needs['travel-coffee'].summary['en']} – “camping in May”."
