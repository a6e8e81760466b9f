"""Names for ids."""

from pathlib import Path

import pytest

from api.console.labels import Labels
from api.console.reading import PAGES
from bot.catalog import load_catalog


@pytest.fixture
def labels(catalog_dir: Path) -> Labels:
    return Labels(load_catalog(catalog_dir), PAGES.wordings["da"], {7: "Ida"})


def test_ids_become_words_in_the_readers_language(labels: Labels) -> None:
    assert labels.need("quiet") == "quiet mornings [da]"
    assert labels.product("grinder") == "Mill"
    assert labels.matter("complain_delivery", "late") == "the late parcel [da]"
    assert labels.colleague(7) == "Ida"


def test_what_the_catalog_no_longer_has_is_shown_as_it_is(labels: Labels) -> None:
    assert labels.need("gone") == "gone"
    assert labels.product("My own words") == "My own words"
    assert labels.matter("complain_delivery", "gone") == "complain_delivery [da]"
    assert labels.matter("gone", None) == "gone"
    assert labels.colleague(None) == "Support"
