"""Prices in the three languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalog import load_catalog
from bot.catalog.money import money, price_of

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


class TestPriceOf:
    @pytest.mark.parametrize(
        ("language", "once", "monthly", "yearly"),
        [
            ("da", "100 kr.", "100 kr. om måneden plus moms", "100 kr. om året plus moms"),
            ("nb", "150 kr", "150 kr i måneden pluss mva.", "150 kr i året pluss mva."),
            ("en", "DKK 100", "DKK 100 a month plus VAT", "DKK 100 a year plus VAT"),
        ],
    )
    def test_says_how_often_it_is_paid_and_whether_vat_comes_on_top(
        self, directory: Path, language: str, once: str, monthly: str, yearly: str
    ) -> None:
        catalog = load_catalog(directory)
        product, shop = catalog.products["grinder"], catalog.business
        firm = replace(shop, vat="excluded")

        assert price_of(product, shop, language).replace("\u00a0", " ") == once
        assert price_of(replace(product, per="month"), firm, language).replace("\u00a0", " ") == monthly
        assert price_of(replace(product, per="year"), firm, language).replace("\u00a0", " ") == yearly
