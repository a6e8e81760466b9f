"""Figures as they are written in each language."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.insights.rates import rate
from api.insights.words import Words, lower_first
from api.theme.pages import THEME_FOLDER
from api.theme.texts import load_texts

_TEXTS = load_texts([THEME_FOLDER / "texts", Path("api/insights/texts")])


@pytest.mark.parametrize(
    ("language", "number", "share", "span", "moment"),
    [
        ("da", "12.990", "63\u00a0%", "2.–21. nov. 2026", "21. nov. 2026 14.30"),
        ("nb", "12\u00a0990", "63\u00a0%", "2.–21. nov. 2026", "21. nov. 2026 14:30"),
        ("en", "12,990", "63%", "2–21 Nov 2026", "21 Nov 2026 14:30"),
    ],
)
def test_numbers_and_days(language: str, number: str, share: str, span: str, moment: str) -> None:
    words = Words(_TEXTS[language])
    half_past = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
    assert words.count(12990) == number
    assert words.percent(0.634) == share
    assert words.span(date(2026, 11, 2), date(2026, 11, 21)) == span
    assert words.moment(half_past, ZoneInfo("Europe/Copenhagen")) == moment


def test_a_rate_with_its_interval_and_one_too_thin_for_it() -> None:
    words = Words(_TEXTS["en"])
    assert words.rate(rate(8, 10)) == "80% (95% interval 49–94%)"
    assert words.rate(rate(3, 4)) == "3 of 4"
    assert words.interval(rate(3, 4)) == ""


def test_a_list_and_a_quotation() -> None:
    words = Words(_TEXTS["da"])
    assert words.listed(["a", "b", "c"]) == "a, b og c"
    assert words.listed(["a"]) == "a"
    assert words.quoted("Hej") == "»Hej«"


@pytest.mark.parametrize(("text", "lowered"), [("The price", "the price"), ("PIN", "PIN"), ("", "")])
def test_the_first_letter_within_a_sentence(text: str, lowered: str) -> None:
    assert lower_first(text) == lowered
