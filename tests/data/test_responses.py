"""What the bot says: in three languages, to be chosen by the slot, brief, and at most one question."""

import re
from typing import Any

import pytest

from bot.catalog import LANGUAGES
from tests.data.dialogue_files import domain, responses
from tests.data.said_by_actions import said
from tests.data.taxonomy import INTENTS

VARIANTS = [(name, variant) for name, variants in responses().items() for variant in variants]
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def language_of(variant: dict[str, Any]) -> str | None:
    """The language that a variant is for, None for the default."""
    if "condition" not in variant:
        return None
    (condition,) = variant["condition"]
    assert condition["type"] == "slot"
    assert condition["name"] == "language"
    return str(condition["value"])


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


class TestVariants:
    @pytest.mark.parametrize("name", responses())
    def test_every_language_and_exactly_one_default(self, name: str) -> None:
        languages = [language_of(variant) for variant in responses()[name]]
        assert set(languages) == {*LANGUAGES, None}
        assert languages.count(None) == 1

    @pytest.mark.parametrize("name", responses())
    def test_the_default_is_one_of_the_english_ones(self, name: str) -> None:
        bare = [
            {key: value for key, value in variant.items() if key != "condition"}
            for variant in responses()[name]
            if language_of(variant) in {"en", None}
        ]
        assert bare[-1] in bare[:-1]

    def test_none_is_for_a_channel(self) -> None:
        assert [name for name, variant in VARIANTS if "channel" in variant] == []

    @pytest.mark.parametrize("name", responses())
    def test_the_same_values_are_said_in_every_language(self, name: str) -> None:
        used: dict[str | None, set[str]] = {}
        for variant in responses()[name]:
            used.setdefault(language_of(variant), set()).update(placeholders(variant["text"]) - {"name"})
        assert len({frozenset(values) for values in used.values()}) == 1

    def test_a_wording_stands_once_in_its_language(self) -> None:
        seen = [(name, language_of(v), v["text"]) for name, v in VARIANTS if language_of(v)]
        assert len(seen) == len(set(seen))


class TestSaidByActions:
    def test_every_response_that_is_said_exists_and_every_one_that_exists_is_said(self) -> None:
        assert said().keys() == responses().keys()

    @pytest.mark.parametrize("name", responses())
    def test_every_placeholder_is_filled_wherever_it_is_said(self, name: str) -> None:
        used = set().union(*(placeholders(variant["text"]) for variant in responses()[name]))
        assert used <= said()[name]

    def test_no_responses_hide_in_the_domain(self) -> None:
        assert "responses" not in domain()


class TestStyle:
    @pytest.mark.parametrize(("name", "variant"), VARIANTS)
    def test_at_most_one_question_and_it_is_the_end(self, name: str, variant: dict[str, Any]) -> None:
        text = variant["text"]
        assert text.count("?") <= 1
        if "?" in text and name != "utter_ask_situation":
            assert text.endswith("?")

    @pytest.mark.parametrize(("name", "variant"), VARIANTS)
    def test_no_exclamation_chains_and_no_emoji(self, name: str, variant: dict[str, Any]) -> None:
        assert variant["text"].count("!") <= 1
        assert not EMOJI.search(variant["text"])

    @pytest.mark.parametrize(("name", "variant"), VARIANTS)
    def test_at_most_three_sentences(self, name: str, variant: dict[str, Any]) -> None:
        assert len(re.findall(r"[.!?](?=\s|$)", variant["text"])) <= 3

    @pytest.mark.parametrize(("name", "variant"), VARIANTS)
    def test_the_quotation_marks_of_the_language(self, name: str, variant: dict[str, Any]) -> None:
        marks = {"da": "»«", "nb": "«»", "en": "“”"}[language_of(variant) or "en"]
        quoted = re.findall(r"[»«“”„\"]", variant["text"])
        assert "".join(quoted) in {"", marks, marks * 2}


class TestButtons:
    @pytest.mark.parametrize(
        ("name", "variant"), [(name, variant) for name, variant in VARIANTS if "buttons" in variant]
    )
    def test_send_intents(self, name: str, variant: dict[str, Any]) -> None:
        for button in variant["buttons"]:
            assert button["title"]
            assert button["payload"].removeprefix("/") in INTENTS
            assert button["payload"].startswith("/")

    @pytest.mark.parametrize("name", responses())
    def test_are_the_same_in_every_language(self, name: str) -> None:
        sent = {
            tuple(button["payload"] for button in variant.get("buttons", [])) for variant in responses()[name]
        }
        assert len(sent) == 1
