"""Which language: a message adds evidence, the conversation has a language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import LanguageIdentifier
from bot.language_model import FADE, LANGUAGES, LEAST, PAGE_WEIGHT, Evidence, weigh
from tests.bot.components import Storage, examples, message, tracker

LINES = {
    "da": [
        "hvad koster den kværn", "jeg vil gerne have noget kaffe", "hvornår kommer min pakke", "det ved jeg ikke",
        "kan I hjælpe mig med bønnerne", "nogle gange er den for langsom", "hvorfor er den så dyr", "mange tak",
    ],
    "nb": [
        "hva koster den kverna", "jeg vil gjerne ha noe kaffe", "når kommer pakken min", "det vet jeg ikke",
        "kan dere hjelpe meg med bønnene", "noen ganger er den for treg", "hvorfor er den så dyr da", "tusen takk",
    ],
    "en": [
        "what does the grinder cost", "I would like some coffee", "when does my parcel come", "I do not know that",
        "can you help me with the beans", "sometimes it is too slow", "why is it so expensive", "many thanks",
    ],
}  # fmt: skip
CLEAR = {
    "da": "hvad ved I om hvornår kværnen kommer",
    "nb": "hva vet dere om når kverna kommer",
    "en": "what do you know about when the grinder comes",
}

# Just too little to outweigh the language of the page, which fades once before the first message.
WEAK = PAGE_WEIGHT * FADE - 0.1


def says(language: str, strength: float = 4.0) -> Evidence:
    return {one: 0.0 if one == language else -strength for one in LANGUAGES}


def winner(evidence: Evidence) -> str:
    return max(evidence, key=evidence.__getitem__)


class TestWeigh:
    @pytest.mark.parametrize("page", LANGUAGES)
    def test_a_message_that_shows_nothing_leaves_the_pages_language(self, page: str) -> None:
        assert winner(weigh(None, dict.fromkeys(LANGUAGES, -1.1), page_language=page)) == page

    def test_a_weak_hint_does_not_outweigh_the_page(self) -> None:
        assert winner(weigh(None, says("nb", WEAK), page_language="da")) == "da"

    def test_a_clear_message_does(self) -> None:
        assert winner(weigh(None, says("en"), page_language="da")) == "en"

    def test_weak_hints_add_up(self) -> None:
        evidence = None
        seen = []
        for _ in range(4):
            evidence = weigh(evidence, says("nb", WEAK), page_language="da")
            seen.append(winner(evidence))
        assert seen[0] == "da"
        assert seen[-1] == "nb"

    def test_one_foreign_word_does_not_turn_a_conversation(self) -> None:
        evidence = None
        for _ in range(3):
            evidence = weigh(evidence, says("da", 6.0), page_language="da")
        assert winner(weigh(evidence, says("en", 3.0), page_language="da")) == "da"

    def test_old_evidence_fades_so_that_who_changes_language_is_followed(self) -> None:
        evidence = None
        for _ in range(10):
            evidence = weigh(evidence, says("da", 6.0), page_language="da")
        for _ in range(3):
            evidence = weigh(evidence, says("en", 6.0), page_language="da")
        assert winner(evidence or {}) == "en"

    @given(
        st.lists(
            st.fixed_dictionaries({one: st.floats(-800, 0) for one in LANGUAGES}), min_size=1, max_size=30
        )
    )
    def test_stays_within_bounds_however_long_the_conversation(self, messages: list[Evidence]) -> None:
        evidence = None
        for one in messages:
            evidence = weigh(evidence, one, page_language="en")
        assert all(LEAST / (1 - FADE) - 0.01 <= value <= PAGE_WEIGHT for value in (evidence or {}).values())


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    """An identifier trained on a few lines per language, on disk."""
    stored = Storage(tmp_path_factory.mktemp("language"))
    lines = [("say", language, line) for language, lines in LINES.items() for line in lines]
    component = LanguageIdentifier.create(*stored.arguments())
    component.train(examples(lines))
    return stored


@pytest.fixture
def identifier(storage: Storage) -> LanguageIdentifier:
    """The identifier as a new process loads it."""
    return LanguageIdentifier.load(*storage.arguments())


class TestLanguageIdentifier:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_knows_the_three_apart(self, identifier: LanguageIdentifier, language: str) -> None:
        assert winner(identifier.scores(CLEAR[language])) == language

    @pytest.mark.parametrize("text", ["👍", "12345", "?!", ""])
    def test_learns_nothing_from_what_has_no_letters(self, identifier: LanguageIdentifier, text: str) -> None:
        assert len(set(identifier.scores(text).values())) == 1

    def test_sets_the_conversations_language_and_the_messages(self, identifier: LanguageIdentifier) -> None:
        (read,) = identifier.process([message(CLEAR["en"], metadata={"language": "da"})], tracker())
        assert read.get("message_language") == "en"
        assert read.get("language") == "en"
        assert winner(read.get("language_evidence")) == "en"

    def test_a_single_word_weighs_less_than_a_sentence(self, identifier: LanguageIdentifier) -> None:
        def evidence(text: str) -> Evidence:
            (read,) = identifier.process([message(text, metadata={"language": "da"})], tracker())
            found: Evidence = read.get("language_evidence")
            return found

        heavy = weigh(None, identifier.scores("sometimes"), page_language="da")
        light = evidence("sometimes")
        assert light["en"] - light["da"] < heavy["en"] - heavy["da"]
        assert evidence(CLEAR["en"]) == weigh(None, identifier.scores(CLEAR["en"]), page_language="da")

    def test_begins_with_the_evidence_so_far(self, identifier: LanguageIdentifier) -> None:
        before = {"da": 0.0, "nb": -12.0, "en": -12.0}
        (read,) = identifier.process(
            [message("ok", metadata={"language": "en"})], tracker(language_evidence=before)
        )
        assert read.get("language") == "da"

    def test_a_language_that_the_visitor_chose_stays(self, identifier: LanguageIdentifier) -> None:
        metadata = {"language": "da", "language_fixed": True}
        (read,) = identifier.process([message(CLEAR["en"], metadata=metadata)], tracker())
        assert read.get("language") == "da"
        assert read.get("message_language") == "en"

    @pytest.mark.parametrize(("slots", "language"), [({"language": "nb"}, "nb"), ({}, "en")])
    def test_without_metadata_it_goes_on_in_the_language_of_the_tracker(
        self, identifier: LanguageIdentifier, slots: dict[str, str], language: str
    ) -> None:
        (read,) = identifier.process([message("👍")], tracker(**slots))
        assert read.get("language") == language

    def test_examples_whose_language_nobody_stated_are_left_out(self, tmp_path: Path) -> None:
        stored = Storage(tmp_path / "model")
        lines = [("say", language, line) for language, lines in LINES.items() for line in lines]
        unlabelled = [("say", "", "xyzzy")] * 9
        LanguageIdentifier.create(*stored.arguments()).train(examples([*lines, *unlabelled]))
        loaded = LanguageIdentifier.load(*stored.arguments())
        assert set(loaded.scores("xyzzy")) == set(LANGUAGES)

    def test_is_no_good_before_it_is_trained(self, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        untrained: Callable[[str], Evidence] = LanguageIdentifier.create(
            *Storage(tmp_path / "model").arguments()
        ).scores
        with pytest.raises(AssertionError, match="not trained"):
            untrained("hej")
