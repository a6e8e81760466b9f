"""The trained model: right, honest about it, and small."""

import pickle

import numpy as np
import pytest

from bot.concepts import Concept, Knowledge, Lexicon
from bot.concepts.entries import parse_entry
from bot.intents.model import IntentModel, Reader, Understood, Weights
from bot.intents.training import train_model
from tests.bot.labelled import INTENTS, TEXTS, WordEncoder

PARCEL: Lexicon = {
    "parcel": Concept("parcel", {"en": tuple(map(parse_entry, ("parcel*", "package*", "crate*", "carton*")))})
}


def understood(model: IntentModel, text: str) -> Understood:
    return model.understand(text, Reader(model.knowledge))


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return train_model(TEXTS, INTENTS)


class TestUnderstand:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [("hva er prisen da", "ask_price"), ("MIN PAKKE ER VÆK!!!", "complain_delivery"), ("heej", "greet")],
    )
    def test_messages_that_it_never_saw(self, model: IntentModel, text: str, intent: str) -> None:
        assert understood(model, text).ranking[0][0] == intent

    @pytest.mark.parametrize("text", ["hvad koster den", "xyzzy", "", "👍"])
    def test_ranks_every_intent_and_adds_up_to_one(self, model: IntentModel, text: str) -> None:
        ranking = understood(model, text).ranking
        confidences = [confidence for _, confidence in ranking]
        assert {intent for intent, _ in ranking} == set(INTENTS)
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) == pytest.approx(1)

    def test_is_surer_of_what_it_knows_than_of_gibberish(self, model: IntentModel) -> None:
        known, gibberish = understood(model, "hvad koster den"), understood(model, "xyzzy plugh")
        assert known.ranking[0][1] > gibberish.ranking[0][1]
        assert (known.known_words, gibberish.known_words) == (1.0, 0.0)

    def test_two_intents_are_enough(self) -> None:
        chosen = [(text, intent) for text, intent in zip(TEXTS, INTENTS, strict=True) if intent != "greet"]
        two = train_model([text for text, _ in chosen], [intent for _, intent in chosen])
        ranking = understood(two, "what is the price").ranking
        assert ranking[0][0] == "ask_price"
        assert sum(confidence for _, confidence in ranking) == pytest.approx(1)

    def test_a_label_with_one_message_is_learnt_from_it(self) -> None:
        model = train_model([*TEXTS, "læs mit horoskop op"], [*INTENTS, "chitchat"])
        assert understood(model, "horoskop").ranking[0][0] == "chitchat"

    def test_what_ranks_out_of_scope_first_is_rejected(self) -> None:
        texts = [*TEXTS, *(f"{word} football results" for word in ("the", "these", "my", "all", "no", "old"))]
        model = train_model(texts, [*INTENTS, *["out_of_scope"] * 6])
        found = understood(model, "football results")
        assert found.ranking[0][0] == "out_of_scope"
        assert found.rejected


class TestConcepts:
    def test_a_word_that_no_message_holds_is_known_by_its_concept(self) -> None:
        with_it, without = (
            train_model(TEXTS, INTENTS, knowledge=Knowledge(PARCEL)),
            train_model(TEXTS, INTENTS),
        )
        text = "crates"
        assert (
            dict(understood(with_it, text).ranking)["complain_delivery"]
            > dict(understood(without, text).ranking)["complain_delivery"]
        )

    def test_the_model_brings_its_knowledge_along(self) -> None:
        model = pickle.loads(pickle.dumps(train_model(TEXTS, INTENTS, knowledge=Knowledge(PARCEL))))
        assert model.knowledge.concepts == PARCEL


class TestEncoder:
    def test_its_dimensions_are_features(self) -> None:
        model = train_model(TEXTS, INTENTS, encoder=WordEncoder())
        reader = Reader(model.knowledge)
        assert model.dense is not None
        assert model.dense.shape == (WordEncoder.SIZE, 3)
        found = model.understand("hvad er prisen", reader, WordEncoder())
        assert found.ranking[0][0] == "ask_price"

    def test_a_model_trained_with_one_needs_it(self) -> None:
        model = train_model(TEXTS, INTENTS, encoder=WordEncoder())
        with pytest.raises(AssertionError, match="trained with an encoder"):
            understood(model, "hej")


class TestWeights:
    def test_a_byte_each_is_close_enough(self) -> None:
        full = np.random.default_rng(1).normal(size=(50, 7))
        weights, columns = Weights.from_full(full), np.array([3, 30])
        values = np.array([0.5, 2.0], np.float32)
        assert weights.times(columns, values) == pytest.approx(values @ full[columns], abs=0.05)
        assert weights.bytes.itemsize == 1

    def test_a_feature_without_weight_stays_without(self) -> None:
        weights = Weights.from_full(np.zeros((2, 3)))
        assert not weights.times(np.array([1]), np.ones(1, np.float32)).any()
