"""Prices as people in each country write and say them.

Danish has a full stop between thousands and "kr." after (1.299 kr.), Norwegian a space and "kr" (1 299 kr),
English the currency's code in front and a comma (DKK 1,299). Spaces never break over a line.
"""

from collections.abc import Mapping

from bot.catalog.models import Business, Product

_SPACE = "\u00a0"
_CURRENCY = {"da": "DKK", "nb": "NOK", "en": "DKK"}
_THOUSANDS = {"da": ".", "nb": _SPACE, "en": ","}
_SUFFIX = {"da": "kr.", "nb": "kr"}
_PER = {
    "month": {"da": "om måneden", "nb": "i måneden", "en": "a month"},
    "year": {"da": "om året", "nb": "i året", "en": "a year"},
}
_PLUS_VAT = {"da": "plus moms", "nb": "pluss mva.", "en": "plus VAT"}


def money(price: Mapping[str, int], language: str, *, currency: str | None = None) -> str:
    """A price in words for one language.

    Args:
        price: Whole kroner by currency code, as in the catalog.
        language: ``da``, ``nb`` or ``en``.
        currency: Which of the amounts to show; the usual one of the language when left out.
    """
    shown = currency or _CURRENCY[language]
    amount = f"{price[shown]:,}".replace(",", _THOUSANDS[language])
    suffix = _SUFFIX.get(language)
    return f"{amount}{_SPACE}{suffix}" if suffix else f"{shown}{_SPACE}{amount}"


def price_of(product: Product, business: Business, language: str) -> str:
    """What a product costs, as one says it: with how often it is paid, and whether VAT comes on top.

    Norwegian may end with a full stop ("pluss mva."), so no sentence should end with a price.
    """
    parts = [money(product.price, language, currency=business.currency[language])]
    if product.per:
        parts.append(_PER[product.per][language])
    if business.vat == "excluded":
        parts.append(_PLUS_VAT[language])
    return " ".join(parts)
