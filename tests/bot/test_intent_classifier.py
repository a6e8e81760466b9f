"""The intent classifier in Rasa's pipeline: the same after a restart, and a business's own words."""

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.intent_classifier import RANKED, IntentClassifier
from bot.intents.encoder import EncoderError
from tests.bot.components import Storage, examples, message
from tests.bot.labelled import INTENTS, TEXTS, WordEncoder

LABELLED = [(intent, "da", text) for text, intent in zip(TEXTS, INTENTS, strict=True)]


@pytest.fixture
def stored(tmp_path: Path) -> Storage:
    """A trained classifier on disk."""
    storage = Storage(tmp_path / "model")
    IntentClassifier.create(*storage.arguments()).train(examples(LABELLED))
    return storage


def read(classifier: IntentClassifier, text: str) -> Message:
    (found,) = classifier.process([message(text)])
    return found


class TestIntentClassifier:
    def test_answers_the_same_after_a_restart(self, tmp_path: Path) -> None:
        stored = Storage(tmp_path / "model")
        trained = IntentClassifier.create(*stored.arguments())
        assert trained.train(examples(LABELLED)) == stored.resource
        loaded = IntentClassifier.load(*stored.arguments())
        before, after = read(trained, "hva er prisen da"), read(loaded, "hva er prisen da")
        assert after.get("intent_ranking") == before.get("intent_ranking")
        assert after.get("intent") == after.get("intent_ranking")[0]
        assert after.get("intent")["name"] == "ask_price"
        assert after.get("rejected") is False

    def test_hands_on_at_most_the_ten_likeliest(self, tmp_path: Path) -> None:
        stored = Storage(tmp_path / "model")
        many = [
            (f"intent_{letter}", "en", f"{letter * 3} {word}")
            for letter in "abcdefghijkl"
            for word in ("one", "two", "three", "four")
        ]
        classifier = IntentClassifier.create(*stored.arguments())
        classifier.train(examples(many))
        found = read(classifier, "ccc two")
        assert len(found.get("intent_ranking")) == RANKED
        assert found.get("intent")["name"] == "intent_c"

    def test_a_business_adds_words_to_a_concept_without_training(
        self, stored: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = read(IntentClassifier.load(*stored.arguments()), "zibbel")
        own = tmp_path / "catalog" / "concepts"
        own.mkdir(parents=True)
        (own / "delivery.yml").write_text("parcel:\n  da: |\n    zibbel*\n", encoding="utf-8")
        monkeypatch.setenv("CATALOG", str(own.parent))
        extended = read(IntentClassifier.load(*stored.arguments()), "zibbel")
        assert extended.get("intent")["name"] == "complain_delivery"
        assert extended.get("intent")["confidence"] > plain.get("intent")["confidence"]


class TestEncoderFromEnvironment:
    def test_a_folder_without_a_model_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ENCODER", str(tmp_path))
        with pytest.raises(EncoderError, match="no folder of a sentence-transformers model"):
            IntentClassifier.create(*Storage(tmp_path / "model").arguments())

    def test_a_model_trained_with_one_does_not_run_without(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stored = Storage(tmp_path / "model")
        monkeypatch.setattr("bot.intent_classifier.encoder_from_environment", WordEncoder)
        IntentClassifier.create(*stored.arguments()).train(examples(LABELLED))
        assert read(IntentClassifier.load(*stored.arguments()), "hejsa").get("intent")["name"] == "greet"
        monkeypatch.setattr("bot.intent_classifier.encoder_from_environment", lambda: None)
        with pytest.raises(EncoderError, match="set ENCODER"):
            IntentClassifier.load(*stored.arguments())
