"""Saying back what a visitor said: idiomatic, word for word, in three languages."""

import pytest

from actions.own_words import LONGEST_QUOTE, mirror, quote, said_back


class TestMirror:
    @pytest.mark.parametrize(
        ("language", "said", "mirrored"),
        [
            ("da", "jeg vil ikke vække min datter", "du vil ikke vække din datter"),
            ("da", "Vi drikker det hos os i vores hus", "I drikker det hos jer i jeres hus"),
            ("da", "Jeg laver mit eget, mine egne og min mands", "Du laver dit eget, dine egne og din mands"),
            ("nb", "jeg vil ikke vekke datteren min", "du vil ikke vekke datteren din"),
            ("nb", "vi drikker det hos oss i huset vårt", "dere drikker det hos dere i huset deres"),
            ("nb", "kona mi, barnet mitt og barna mine", "kona di, barnet ditt og barna dine"),
            (
                "en",
                "I make my coffee myself and mine is good",
                "you make your coffee yourself and yours is good",
            ),
            ("en", "because I'm tired and we've had enough", "because you're tired and you've had enough"),
            ("en", "because I’d rather and we’ll see", "because you’d rather and you’ll see"),
            ("en", "I am late and it wakes me", "you are late and it wakes you"),
            ("en", "I was hoping that my wife was in", "you were hoping that your wife was in"),
            ("en", "My machine and Our grinder", "Your machine and Your grinder"),
        ],
    )
    def test_exchanges_the_persons(self, language: str, said: str, mirrored: str) -> None:
        assert mirror(said, language) == mirrored

    @pytest.mark.parametrize(
        ("language", "said"),
        [("da", "minut, midt i mosen"), ("nb", "minutt, i midten"), ("en", "myrtle in the mine-shaft, army")],
    )
    def test_leaves_other_words_alone(self, language: str, said: str) -> None:
        assert mirror(said, language) == said


class TestQuote:
    @pytest.mark.parametrize(
        ("language", "quoted"), [("da", "»til hytten«"), ("nb", "«til hytten»"), ("en", "“til hytten”")]
    )
    def test_has_the_marks_of_the_language(self, language: str, quoted: str) -> None:
        assert quote(' "til\n hytten" ', language) == quoted

    def test_is_shortened_at_a_word(self) -> None:
        quoted = quote("coffee, " * 40, "en")
        assert len(quoted) <= LONGEST_QUOTE + 4
        assert quoted.endswith("coffee …”")


class TestSaidBack:
    @pytest.mark.parametrize(
        ("side", "said", "shape", "text"),
        [
            (
                "purpose",
                "I want coffee without waking the baby.",
                "about_self",
                "you want coffee without waking the baby",
            ),
            ("purpose", "Hi, I need a grinder for myself", "about_self", "you need a grinder for yourself"),
            (
                "purpose",
                "Hello! We'd like the cups we had in Rome",
                "about_self",
                "you'd like the cups you had in Rome",
            ),
            (
                "purpose",
                "I'm looking for a gift for my wife",
                "about_self",
                "you're looking for a gift for your wife",
            ),
            (
                "purpose",
                "I was hoping for less, because I'm tired",
                "about_self",
                "you were hoping for less, because you're tired",
            ),
            ("purpose", "My old machine packed in", "phrase", "your old machine packed in"),
            ("purpose", "can you help me find one?", "sentence", "“can you help me find one?”"),
            ("purpose", "I want you to help me", "sentence", "“I want you to help me”"),
            ("purpose", "TV and coffee in my room", "phrase", "TV and coffee in your room"),
            ("priority", "quiet and quick", "phrase", "quiet and quick"),
            ("priority", "that my daughter sleeps on", "that", "your daughter sleeps on"),
            ("priority", "The most important thing is that it is quiet", "that", "it is quiet"),
            ("priority", "It has to fit under our shelf", "that", "it has to fit under your shelf"),
            ("priority", "mostly that I don't have to clean it", "that", "you don't have to clean it"),
            (
                "success",
                "when it tastes as it does at my sister's",
                "when",
                "it tastes as it does at your sister's",
            ),
            ("success", "I'd be happy if we all drank it", "when", "you all drank it"),
            ("success", "When I'm not late", "when", "you're not late"),
            ("success", "good coffee every day", "phrase", "good coffee every day"),
            ("situation", "On weekday mornings with my son", "place", "on weekday mornings with your son"),
            ("situation", "I will use it mostly at the cabin", "place", "at the cabin"),
            ("situation", "when my in-laws visit", "when", "your in-laws visit"),
            ("situation", "we drink it after dinner", "about_self", "you drink it after dinner"),
        ],
    )
    def test_in_english(self, side: str, said: str, shape: str, text: str) -> None:
        back = said_back(said, "en", side=side)
        assert (back.shape, back.text) == (shape, text)

    @pytest.mark.parametrize(
        ("side", "said", "shape", "text"),
        [
            (
                "purpose",
                "Jeg vil have god kaffe uden at vække min datter",
                "about_self",
                "du vil have god kaffe uden at vække din datter",
            ),
            (
                "purpose",
                "Hej! Vi er tolv, og vores maskine er død.",
                "about_self",
                "I er tolv, og jeres maskine er død",
            ),
            ("purpose", "Jeg vil ikke vække nogen", "about_self", "du vil ikke vække nogen"),
            ("purpose", "en kværn til mig selv", "phrase", "en kværn til dig selv"),
            ("purpose", "Kan I hjælpe mig", "sentence", "»Kan I hjælpe mig«"),
            ("priority", "at den er stille", "that", "den er stille"),
            ("priority", "At vi ikke vækker vores børn", "that", "I ikke vækker jeres børn"),
            ("priority", "Det vigtigste for mig er, at det smager", "that", "det smager"),
            ("priority", "den skal være hurtig", "that", "den skal være hurtig"),
            ("priority", "det skal ikke tage lang tid", "sentence", "»det skal ikke tage lang tid«"),
            ("priority", "jeg vil gerne have fred", "sentence", "»jeg vil gerne have fred«"),
            ("priority", "jeg skal kunne stole på den", "about_self", "du skal kunne stole på den"),
            ("success", "når det smager som hos min søster", "when", "det smager som hos din søster"),
            ("success", "Når vi alle drikker den", "when", "I alle drikker den"),
            ("success", "jeg bliver glad, hvis vi sparer tid", "when", "I sparer tid"),
            ("situation", "I weekenden, når vi er hjemme", "place", "i weekenden, når I er hjemme"),
            ("situation", "Jeg skal bruge den i kolonihaven", "place", "i kolonihaven"),
            ("situation", "mest når jeg er alene hjemme", "when", "du er alene hjemme"),
        ],
    )
    def test_in_danish(self, side: str, said: str, shape: str, text: str) -> None:
        back = said_back(said, "da", side=side)
        assert (back.shape, back.text) == (shape, text)

    @pytest.mark.parametrize(
        ("side", "said", "shape", "text"),
        [
            (
                "purpose",
                "Jeg vil ha god kaffe uten å vekke datteren min",
                "about_self",
                "du vil ha god kaffe uten å vekke datteren din",
            ),
            (
                "purpose",
                "Hei, vi er tolv, og maskinen vår er ødelagt.",
                "about_self",
                "dere er tolv, og maskinen deres er ødelagt",
            ),
            ("purpose", "mora mi fyller 70", "phrase", "mora di fyller 70"),
            ("purpose", "en kvern til meg selv", "phrase", "en kvern til deg selv"),
            ("purpose", "Kan dere hjelpe meg", "sentence", "«Kan dere hjelpe meg»"),
            ("priority", "at barna våre sover videre", "that", "barna deres sover videre"),
            ("priority", "det viktigste er at den er stille", "that", "den er stille"),
            ("priority", "det skal ikke ta lang tid", "sentence", "«det skal ikke ta lang tid»"),
            ("priority", "jeg vil gjerne ha fred", "sentence", "«jeg vil gjerne ha fred»"),
            ("priority", "stille og rask", "phrase", "stille og rask"),
            ("success", "når det smaker som hos søstera mi", "when", "det smaker som hos søstera di"),
            (
                "success",
                "da er jeg fornøyd når alle i huset vårt drikker den",
                "when",
                "alle i huset deres drikker den",
            ),
            ("situation", "På hytta vår", "place", "på hytta deres"),
            ("situation", "jeg skal bruke den i bobilen", "place", "i bobilen"),
            ("situation", "når vi har gjester", "when", "dere har gjester"),
        ],
    )
    def test_in_norwegian(self, side: str, said: str, shape: str, text: str) -> None:
        back = said_back(said, "nb", side=side)
        assert (back.shape, back.text) == (shape, text)

    def test_what_is_too_long_to_weave_in_is_quoted(self) -> None:
        back = said_back("I want " + "very " * 60 + "good coffee", "en", side="purpose")
        assert back.shape == "sentence"
        assert back.text.endswith("very …”")

    @pytest.mark.parametrize("language", ["da", "nb", "en"])
    def test_what_has_no_words_is_left_as_it_is(self, language: str) -> None:
        assert said_back("👍", language, side="priority").text == "👍"
