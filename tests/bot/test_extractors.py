"""The entities of a message: the catalog as it is now, and what looks the same everywhere."""

import os
import shutil
from pathlib import Path

import pytest

from bot.catalog import CatalogSource
from bot.extractors import CatalogEntityExtractor
from tests.bot.components import Storage, message

SMALL = Path(__file__).parent / "catalog" / "small"


@pytest.fixture
def extractor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CatalogEntityExtractor:
    monkeypatch.setenv("CATALOG", str(SMALL))
    return CatalogEntityExtractor.create(*Storage(tmp_path / "model").arguments())


class TestProcess:
    def test_adds_what_the_catalog_knows_and_what_looks_the_same_everywhere(
        self, extractor: CatalogEntityExtractor
    ) -> None:
        text = "Jeg hedder Anna, min kaffekværn fra KH-10482 er ikke stille"
        (read,) = extractor.process([message(text)])
        assert {(entity["entity"], entity["value"]) for entity in read.get("entities")} == {
            ("person_name", "Anna"),
            ("order_number", "KH-10482"),
            ("product", "grinder"),
            ("need", "quiet"),
        }
        assert all(text[entity["start"] : entity["end"]] for entity in read.get("entities"))

    def test_keeps_what_others_found(self, extractor: CatalogEntityExtractor) -> None:
        before = {"entity": "mood", "value": "sunny", "start": 0, "end": 1}
        (read,) = extractor.process([message("stille", entities=[before])])
        assert [entity["entity"] for entity in read.get("entities")] == ["mood", "need"]

    def test_nothing_found_is_an_empty_list(self, extractor: CatalogEntityExtractor) -> None:
        (read,) = extractor.process([message("hej")])
        assert read.get("entities") == []

    def test_reads_a_phone_number_in_the_language_of_the_conversation(
        self, extractor: CatalogEntityExtractor
    ) -> None:
        (read,) = extractor.process([message("ring 41 23 45 67", language="nb")])
        assert read.get("entities")[0]["value"] == "+4741234567"

    def test_follows_a_catalog_that_changes_without_training(self, tmp_path: Path) -> None:
        directory = Path(shutil.copytree(SMALL, tmp_path / "catalog"))
        seconds = iter(range(0, 100, 10))
        extractor = CatalogEntityExtractor(CatalogSource(directory, clock=lambda: float(next(seconds))))
        (before,) = extractor.process([message("larmende")])
        needs = directory / "needs.yml"
        needs.write_text(needs.read_text(encoding="utf-8").replace("[stille]", "[stille, larm*]"))
        os.utime(needs, (1, 1))
        (after,) = extractor.process([message("larmende")])
        assert before.get("entities") == []
        assert [entity["value"] for entity in after.get("entities")] == ["quiet"]
