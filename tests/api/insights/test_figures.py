"""Which figures an address may name."""

import pytest

from api.conversations.vocabulary import TEXT_FIELDS
from api.insights.errors import UnknownFigure
from api.insights.figures import FIGURES, figure_named
from api.insights.reading import PAGES
from api.theme.texts import STAFF_LANGUAGES


def test_a_figure_is_found_by_its_name() -> None:
    assert figure_named("barrier", "price") is FIGURES["barrier"]
    assert figure_named("barrier", None) is FIGURES["barrier"]


@pytest.mark.parametrize(
    ("name", "subject", "field"),
    [
        ("nonsense", None, "figure"),
        ("contained", "da", "subject"),
        ("language", None, "subject"),
        ("complaint_matter", "late", "subject"),
    ],
)
def test_what_is_no_figure_is_refused(name: str, subject: str | None, field: str) -> None:
    with pytest.raises(UnknownFigure) as caught:
        figure_named(name, subject)
    assert list(caught.value.fields or {}) == [field]


@pytest.mark.parametrize("language", STAFF_LANGUAGES)
def test_every_figure_has_a_name_in_every_language(language: str) -> None:
    assert PAGES.wordings[language].under("figure").keys() == FIGURES.keys()


def test_quotes_are_taken_from_fields_that_are_stored() -> None:
    quoted = [figure for figure in FIGURES.values() if figure.events and figure.quoted == "quote"]
    assert all("quote" in TEXT_FIELDS[event] for figure in quoted for event in figure.events)
