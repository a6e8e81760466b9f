"""The files of the lexicon: what they say, and what is wrong with them."""

from pathlib import Path

import pytest

from bot.catalog import LANGUAGES
from bot.concepts import ConceptMatcher, load_lexicon, merge
from bot.concepts.lexicon import ConceptError

PARCEL = """\
parcel:
  da: |
    pakke, *pakken

    papkasse*
  nb: |
    pakke
  en: |
    parcel*
"""
ROOT = Path(__file__).parents[3]


def write(folder: Path, content: str, name: str = "delivery.yml") -> Path:
    """A folder with one file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder


def problem(folder: Path) -> str:
    """What the loader says."""
    with pytest.raises(ConceptError) as told:
        load_lexicon(folder)
    return str(told.value)


class TestLoadLexicon:
    def test_reads_entries_by_language(self, tmp_path: Path) -> None:
        (concept,) = load_lexicon(write(tmp_path, PARCEL)).values()
        assert concept.name == "parcel"
        assert {language: len(entries) for language, entries in concept.entries.items()} == {
            "da": 3, "nb": 1, "en": 1,
        }  # fmt: skip

    def test_a_folder_that_is_not_there_holds_nothing(self, tmp_path: Path) -> None:
        assert load_lexicon(tmp_path / "none") == {}

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("papkasse*", "pa*", 'delivery.yml:5 parcel.da: "pa*" would match too much'),
            ("    parcel*", "    box, hello?", "delivery.yml:9 parcel.en: \"hello?\" holds '?'"),
            ("  nb: |\n    pakke\n", "", "delivery.yml:2 parcel: has no entries in nb"),
            ("  en: |", "  sv: |", "delivery.yml:8 parcel: sv is not one of da, nb, en"),
            ("parcel:", "Parcel:", "delivery.yml:1: a concept's name"),
            ("parcel:", "rules:", 'delivery.yml:1: Rasa would take a file with "rules:"'),
            ("  nb: |\n    pakke\n", "  nb: [pakke]\n", 'delivery.yml:6 parcel: entries are text after "|"'),
            ("  da: |\n    pakke", "  da: *pakke", "delivery.yml:2: is not readable as YAML"),
        ],
    )
    def test_tells_file_and_line_of_a_mistake(
        self, tmp_path: Path, before: str, after: str, told: str
    ) -> None:
        assert told in problem(write(tmp_path, PARCEL.replace(before, after)))

    def test_a_concept_stands_in_one_file(self, tmp_path: Path) -> None:
        write(tmp_path, PARCEL)
        assert "orders.yml:2 parcel: stands twice" in problem(write(tmp_path, PARCEL, "orders.yml"))

    @pytest.mark.parametrize("content", ["", "- parcel\n"])
    def test_a_file_holds_concepts(self, tmp_path: Path, content: str) -> None:
        assert "delivery.yml:1: should hold concepts by name" in problem(write(tmp_path, content))

    @pytest.mark.parametrize(("name", "least"), [("concepts", 300), ("senses", 1500)])
    def test_the_shipped_lexicons_are_whole(self, name: str, least: int) -> None:
        lexicon = load_lexicon(ROOT / "data" / name)
        assert len(lexicon) >= least
        assert all(concept.entries.keys() == set(LANGUAGES) for concept in lexicon.values())


class TestMerge:
    def test_a_business_adds_its_words_to_a_known_concept(self, tmp_path: Path) -> None:
        base = load_lexicon(write(tmp_path / "base", PARCEL))
        own = load_lexicon(write(tmp_path / "own", "parcel:\n  en: |\n    crate*\n"), required=())
        found = ConceptMatcher(merge(base, own)).find("two crates and a parcel", "en")
        assert [match.concept for match in found] == ["parcel", "parcel"]

    def test_a_business_brings_its_own_concepts(self, tmp_path: Path) -> None:
        own = load_lexicon(write(tmp_path, "kayak:\n  en: |\n    paddle*\n"), required=())
        assert set(merge({}, own)) == {"kayak"}
