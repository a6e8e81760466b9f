"""The half hour of docs/catalog.md, done as it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from actions.choosing import choose_added_value, choose_advice
from actions.memory import Memory
from bot.catalog import Catalog, CatalogError, load_catalog
from bot.catalog_matcher import CatalogMatcher

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
HALF_HOUR = GUIDE.split("## The first half hour")[1].split("### After")[0]
BLOCKS = {
    re.findall(r"^# (\w+\.yml)", block)[0]: block
    for block in re.findall(r"```yaml\n(.*?)```", HALF_HOUR, re.DOTALL)
}
TOLD = dict(re.findall(r"^\| `(.+?)` \| `(.+)` \|$", HALF_HOUR, re.MULTILINE))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The catalog at the end of the half hour."""
    directory = Path(shutil.copytree(ROOT / "examples" / "accounting", tmp_path / "my-catalog"))
    for name, content in BLOCKS.items():
        path = directory / name
        if name == "business.yml":
            keys = {**yaml.safe_load(path.read_text(encoding="utf-8")), **yaml.safe_load(content)}
            content = yaml.safe_dump(keys, allow_unicode=True)
        path.write_text(content, encoding="utf-8")
    return directory


@pytest.fixture
def catalog(directory: Path) -> Catalog:
    return load_catalog(directory)


def test_the_steps_take_half_an_hour() -> None:
    assert sum(int(minutes) for minutes in re.findall(r"^### (\d+) minutes:", HALF_HOUR, re.MULTILINE)) == 30


def test_the_blocks_are_a_catalog_without_mistakes(catalog: Catalog) -> None:
    assert catalog.business.name == "Hjulstuen Demo"
    assert set(catalog.needs) == {"rolling-tomorrow", "brakes-i-trust"}


def test_the_bot_hears_advises_and_offers_what_the_guide_says(catalog: Catalog) -> None:
    (message,) = re.findall(r"^    (I have .*)$", HALF_HOUR, re.MULTILINE)
    found = CatalogMatcher(catalog).find(message, "en")
    assert "rolling-tomorrow" in [one.value for one in found if one.entity == "need"]
    memory = Memory(needs={"rolling-tomorrow": message}, confirmed=True)
    advice, offer = choose_advice(catalog, memory), choose_added_value(catalog, memory)
    assert advice is not None
    assert advice.story == "nurse-at-six"
    assert offer is not None
    assert offer.id == "pump-by-the-door"


@pytest.mark.parametrize(
    ("written", "file", "instead_of"),
    [
        ("price: {DKK: 1.299 kr, NOK: 295}", "products.yml", "price: {DKK: 195, NOK: 295}"),
        ("needs: [rolling-tomorow]", "products.yml", "needs: [rolling-tomorrow]"),
        (
            "en: [Flat tyre]",
            "needs.yml",
            "en: [flat tyre, puncture*, tyre is flat, need it tomorrow, to work tomorrow]",
        ),
        ("da: Husk: pump dækket", "stories.yml", "da: En sygeplejerske stod med fladt dæk"),
    ],
)
def test_mistakes_are_explained_in_the_words_of_the_guide(
    directory: Path, written: str, file: str, instead_of: str
) -> None:
    path = directory / file
    content = path.read_text(encoding="utf-8")
    assert instead_of in content
    path.write_text(content.replace(instead_of, written, 1), encoding="utf-8")

    with pytest.raises(CatalogError) as caught:
        load_catalog(directory)

    assert TOLD[written] in str(caught.value).splitlines()


def test_every_row_of_mistakes_is_tried() -> None:
    assert len(TOLD) == 4
