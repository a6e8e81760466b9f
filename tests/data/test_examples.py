"""The training messages: enough of each, none twice, and none of those the bot is tested with."""

from collections import Counter, defaultdict

import pytest

from bot.catalog import LANGUAGES
from tests.data.dialogue_files import DIALOGUE, ROOT, domain, heldout, training
from tests.data.taxonomy import DECIDED, ENTITIES, INTENTS

FEWEST = 20


class TestLabels:
    def test_training_and_domain_have_the_intents_of_the_taxonomy(self) -> None:
        assert {example.intent for example in training()} == INTENTS
        assert set(domain()["intents"]) == INTENTS | DECIDED

    def test_the_entities_of_the_taxonomy_are_in_the_domain(self) -> None:
        assert set(domain()["entities"]) >= ENTITIES

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_intent_has_examples_enough_in_every_language(self, language: str) -> None:
        counts = Counter(example.intent for example in training() if example.language == language)
        assert {intent: counts[intent] for intent in INTENTS if counts[intent] < FEWEST} == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_intent_is_held_out_in_every_language(self, language: str) -> None:
        assert {example.intent for example in heldout() if example.language == language} == INTENTS

    def test_a_file_is_in_the_language_of_its_name(self) -> None:
        wrong = [
            f"{example.file}: {example.text}"
            for example in [*training(), *heldout()]
            if f"{example.language}.yml" not in example.file
        ]
        assert wrong == []

    def test_every_topic_has_its_messages_in_every_language(self) -> None:
        missing = [
            f"{topic.name}/nlu.{language}.yml"
            for topic in DIALOGUE.iterdir()
            for language in LANGUAGES
            if topic.is_dir() and not (topic / f"nlu.{language}.yml").exists()
        ]
        assert missing == []


class TestExamples:
    def test_are_words_not_payloads_or_annotations(self) -> None:
        odd = [
            example.text
            for example in training()
            if not example.text.strip() or example.text.startswith("/") or "](" in example.text
        ]
        assert odd == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_none_stands_twice(self, language: str) -> None:
        places = defaultdict(list)
        for example in training():
            if example.language == language:
                places[example.normal].append(f"{example.intent}: {example.text}")
        assert {normal: found for normal, found in places.items() if len(found) > 1} == {}

    def test_none_has_two_meanings(self) -> None:
        """Not even in two languages: the classifier reads them with the same eyes."""
        meanings = defaultdict(set)
        for example in training():
            meanings[example.normal].add(example.intent)
        assert {normal: intents for normal, intents in meanings.items() if len(intents) > 1} == {}

    def test_none_of_the_messages_held_out_is_trained_on(self) -> None:
        trained = {example.normal: example.file for example in training()}
        leaks = [f"{e.file}: {e.text} ({trained[e.normal]})" for e in heldout() if e.normal in trained]
        assert leaks == []

    def test_no_message_is_held_out_twice(self) -> None:
        for language in LANGUAGES:
            counts = Counter(example.normal for example in heldout() if example.language == language)
            assert [normal for normal, count in counts.items() if count > 1] == []


class TestCatalogFolder:
    def test_no_line_makes_rasa_take_a_catalog_file_for_training_data(self) -> None:
        keys = ("nlu:", "rules:", "stories:", "responses:")
        lines = [
            f"{path.name}: {line}"
            for path in (ROOT / "data" / "catalog").glob("*.yml")
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip().startswith(keys)
        ]
        assert lines == []
