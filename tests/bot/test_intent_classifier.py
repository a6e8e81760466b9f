"""The intent classifier: right, honest about it, and the same after a restart."""

from pathlib import Path

import numpy as np
import pytest

from bot.intent_classifier import (
    RANKED,
    IntentClassifier,
    fit_temperature,
    log_probabilities,
    train_model,
)
from tests.bot.components import Storage, examples, message

EXAMPLES = {
    "greet": ["hej", "hejsa", "goddag", "hello there", "hi", "godmorgen", "hallo", "hei hei"],
    "ask_price": [
        "hvad koster den", "hvad er prisen", "what does it cost", "how much is it", "hva koster kverna",
        "prisen på maskinen", "what is the price", "hvor meget koster det",
    ],
    "complain_delivery": [
        "min pakke er ikke kommet", "the parcel never came", "pakken min er borte", "hvor bliver min pakke af",
        "my parcel is late", "pakken er forsinket", "still no parcel", "jeg venter stadig på pakken",
    ],
}  # fmt: skip
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
INTENTS = [intent for intent, texts in EXAMPLES.items() for _ in texts]


class TestTrainModel:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [("hva er prisen da", "ask_price"), ("MIN PAKKE ER VÆK!!!", "complain_delivery"), ("heej", "greet")],
    )
    def test_understands_messages_that_it_never_saw(self, text: str, intent: str) -> None:
        assert train_model(TEXTS, INTENTS).rank(text)[0][0] == intent

    @pytest.mark.parametrize("text", ["hvad koster den", "xyzzy", "", "👍"])
    def test_a_ranking_falls_and_adds_up_to_one(self, text: str) -> None:
        ranking = train_model(TEXTS, INTENTS).rank(text)
        confidences = [confidence for _, confidence in ranking]
        assert {intent for intent, _ in ranking} == set(EXAMPLES)
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) == pytest.approx(1)

    def test_is_surer_of_what_it_knows_than_of_gibberish(self) -> None:
        model = train_model(TEXTS, INTENTS)
        assert model.rank("hvad koster den")[0][1] > model.rank("xyzzy plugh")[0][1]

    def test_two_intents_are_enough(self) -> None:
        texts = EXAMPLES["greet"] + EXAMPLES["ask_price"]
        model = train_model(texts, ["greet"] * 8 + ["ask_price"] * 8)
        ranking = model.rank("what is the price")
        assert ranking[0][0] == "ask_price"
        assert sum(confidence for _, confidence in ranking) == pytest.approx(1)


class TestFitTemperature:
    def test_is_positive(self) -> None:
        assert train_model(TEXTS, INTENTS).temperature > 0

    def test_margins_that_are_often_wrong_make_it_humble(self) -> None:
        margins = np.tile([2.0, -2.0], (100, 1))
        right, half = np.zeros(100, dtype=int), np.arange(100) % 2
        humble, sure = fit_temperature(margins, half), fit_temperature(margins, right)
        assert humble > sure > 0
        confident = np.exp(log_probabilities(margins[:1], humble))[0, 0]
        assert confident == pytest.approx(0.5, abs=0.1)

    def test_makes_confidences_that_come_true(self) -> None:
        margins = np.tile([1.0, -1.0], (100, 1))
        truth = (np.arange(100) >= 80).astype(int)
        confident = np.exp(log_probabilities(margins[:1], fit_temperature(margins, truth)))[0, 0]
        assert confident == pytest.approx(0.8, abs=0.01)


class TestIntentClassifier:
    def test_answers_the_same_after_a_restart(self, tmp_path: Path) -> None:
        stored = Storage(tmp_path / "model")
        config = IntentClassifier.get_default_config()
        trained = IntentClassifier.create(*stored.arguments(config))
        labelled = [(intent, "da", text) for text, intent in zip(TEXTS, INTENTS, strict=True)]
        assert trained.train(examples(labelled)) == stored.resource
        loaded = IntentClassifier.load(*stored.arguments(config))
        (before,) = trained.process([message("hva er prisen da")])
        (after,) = loaded.process([message("hva er prisen da")])
        assert after.get("intent_ranking") == before.get("intent_ranking")
        assert after.get("intent") == after.get("intent_ranking")[0]
        assert after.get("intent")["name"] == "ask_price"

    def test_hands_on_at_most_the_ten_likeliest(self, tmp_path: Path) -> None:
        stored = Storage(tmp_path / "model")
        config = IntentClassifier.get_default_config()
        many = [
            (f"intent_{letter}", "en", f"{letter * 3} {word}")
            for letter in "abcdefghijkl"
            for word in ("one", "two", "three", "four")
        ]
        classifier = IntentClassifier.create(*stored.arguments(config))
        classifier.train(examples(many))
        (read,) = classifier.process([message("ccc two")])
        assert len(read.get("intent_ranking")) == RANKED
        assert read.get("intent")["name"] == "intent_c"
