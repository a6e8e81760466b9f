"""Prices in the three languages."""

import pytest

from bot.catalog.money import money

PRICE = {"DKK": 1299, "NOK": 1999}


class TestMoney:
    @pytest.mark.parametrize(
        ("language", "shown"),
        [("da", "1.299\u00a0kr."), ("nb", "1\u00a0999\u00a0kr"), ("en", "DKK\u00a01,299")],
    )
    def test_each_language_writes_thousands_and_currency_its_own_way(self, language: str, shown: str) -> None:
        assert money(PRICE, language) == shown

    @pytest.mark.parametrize(
        ("language", "shown"), [("da", "89\u00a0kr."), ("nb", "139\u00a0kr"), ("en", "DKK\u00a089")]
    )
    def test_small_amounts_have_no_separator(self, language: str, shown: str) -> None:
        assert money({"DKK": 89, "NOK": 139}, language) == shown

    def test_millions_have_two_separators(self) -> None:
        assert money({"DKK": 1250000}, "da") == "1.250.000\u00a0kr."

    def test_a_business_may_show_another_currency(self) -> None:
        assert money(PRICE, "en", currency="NOK") == "NOK\u00a01,999"

    def test_a_price_never_breaks_over_a_line(self) -> None:
        assert all(" " not in money(PRICE, language) for language in ("da", "nb", "en"))
