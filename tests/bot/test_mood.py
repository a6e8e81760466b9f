"""The mood of a message: what it learns from, what it hears, and how well, on messages labelled by others."""

from pathlib import Path

import pytest
import yaml

from bot.catalog import fold
from bot.mood import MoodClassifier
from bot.mood_model import ANGRY, MOODS, MoodModel, read_examples, signs, train_mood
from tests.bot.components import Storage, message

ROOT = Path(__file__).parents[2]
LANGUAGES = ("da", "nb", "en")
# Chance is a quarter; what is asked for here is a little less than what was measured.
ACCURACY = 0.68
ANGRY_PRECISION = 0.80
ANGRY_RECALL = 0.55


def labelled(language: str) -> list[tuple[str, str]]:
    """Messages by other authors than those of the examples, with their moods."""
    given = yaml.safe_load((ROOT / "tests" / "mood" / f"{language}.yml").read_text(encoding="utf-8"))
    return [(str(text), mood) for mood, texts in given.items() for text in texts]


@pytest.fixture(scope="module")
def model() -> MoodModel:
    texts, moods = zip(*read_examples(ROOT / "data" / "mood"), strict=True)
    return train_mood(list(texts), list(moods))


class TestExamples:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_mood_has_many(self, language: str) -> None:
        given = yaml.safe_load((ROOT / "data" / "mood" / f"{language}.yml").read_text(encoding="utf-8"))
        assert set(given) == set(MOODS)
        assert min(map(len, given.values())) >= 90

    def test_none_is_a_test_message(self) -> None:
        learnt = {fold(text) for text, _ in read_examples(ROOT / "data" / "mood")}
        assert not learnt & {fold(text) for language in LANGUAGES for text, _ in labelled(language)}

    def test_a_mood_that_there_is_not_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "en.yml").write_text("sunny: [what a day]\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"en\.yml: unknown mood sunny; there are calm"):
            read_examples(tmp_path)

    def test_none_at_all_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="no messages"):
            read_examples(tmp_path)


class TestSigns:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("when do you open?", set()),
            ("WHERE IS MY PARCEL", {"shouts"}),
            ("the VAT is wrong", set()),
            ("I said it TWICE to NOBODY who listened", {"raises_the_voice"}),
            ("what the f**k", {"masked_swearing"}),
            ("yes!!!", {"exclamations", "many_exclamations"}),
            ("really?! well", {"asks_loudly"}),
            ("sooo good ❤", {"drawn_out", "smiles"}),
            ("great 🙄", {"frowns"}),
            ("🤬", {"rages"}),
        ],
    )
    def test_what_a_message_shows_beside_its_words(self, text: str, found: set[str]) -> None:
        assert set(signs(text)) == found


class TestMood:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_heard_on_messages_of_others(self, model: MoodModel, language: str) -> None:
        heard = [(mood, model.read(text)[0]) for text, mood in labelled(language)]
        assert sum(true == said for true, said in heard) / len(heard) >= ACCURACY

    @pytest.mark.parametrize(
        "text",
        [
            "ola.nordmann@example.no",
            "KH-20455",
            "+45 20 12 34 56",
            "hvad er forskellen på espresso og filter?",
        ],
    )
    def test_addresses_numbers_and_plain_questions_are_calm(self, model: MoodModel, text: str) -> None:
        assert model.read(text)[0] == "calm"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_anger_is_seldom_heard_where_there_is_none(self, model: MoodModel, language: str) -> None:
        heard = [(mood, model.read(text)[0]) for text, mood in labelled(language)]
        angry = sum(true == said == ANGRY for true, said in heard)
        assert angry / sum(said == ANGRY for _, said in heard) >= ANGRY_PRECISION
        assert angry / sum(true == ANGRY for true, _ in heard) >= ANGRY_RECALL


class TestComponent:
    def test_trained_stored_and_loaded_it_hears_the_same(self, tmp_path: Path) -> None:
        storage = Storage(tmp_path / "model")
        arguments = storage.arguments(
            {**MoodClassifier.get_default_config(), "data": str(ROOT / "data/mood")}
        )
        trained = MoodClassifier.create(*arguments)
        trained.train(None)
        for component in (trained, MoodClassifier.load(*arguments)):
            (heard,) = component.process([message("WHERE THE HELL IS MY MONEY, YOU THIEVES!!!")])
            (entity,) = heard.get("entities")
            assert (entity["entity"], entity["value"]) == ("mood", ANGRY)

    def test_other_examples_make_another_fingerprint(self, tmp_path: Path) -> None:
        (tmp_path / "en.yml").write_text("calm: [hello]\n", encoding="utf-8")
        before = MoodClassifier.fingerprint_addon({"data": str(tmp_path)})
        (tmp_path / "en.yml").write_text("calm: [hello there]\n", encoding="utf-8")
        assert MoodClassifier.fingerprint_addon({"data": str(tmp_path)}) != before
