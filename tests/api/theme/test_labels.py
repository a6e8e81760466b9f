"""Sentences cut short, and names every surface shares."""

from pathlib import Path

import pytest

from api.console.reading import PAGES
from api.theme.labels import CatalogLabels, shortened
from bot.catalog import load_catalog


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One thing. Another thing.", "One thing"),
        ("A question? Yes.", "A question?"),
        ("1.299 kr. is a price", "1.299 kr"),
        ("no full stop", "no full stop"),
        ("", ""),
        ("word " * 30, ("word " * 16).strip() + "\u00a0…"),
    ],
)
def test_a_text_is_cut_to_its_first_sentence_and_at_a_word(text: str, short: str) -> None:
    assert shortened(text) == short


def test_what_the_catalog_no_longer_has_is_shown_as_it_is(catalog_dir: Path) -> None:
    labels = CatalogLabels(load_catalog(catalog_dir), PAGES.wordings["nb"])
    assert (labels.need("quiet"), labels.story("neighbour")) == ("quiet mornings [nb]", "a story [nb]")
    assert (labels.need("gone"), labels.story("gone"), labels.story(None)) == ("gone", "gone", "")
