"""Entities that look the same whatever the business sells: names, addresses, amounts, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.catalog_matcher import Found

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AMOUNT = re.compile(
    r"(?<!\w)(?:kr\.?|dkk|nok|eur|€)\s?\d{1,3}(?:[.,\s]?\d{3})*(?:,\d{2})?(?!\d)"
    r"|(?<!\d)\d{1,3}(?:[.,\s]?\d{3})*(?:,\d{2})?\s?(?:(?:kroner|kr|dkk|nok|eur)(?!\w)\.?|€|,-)",
    re.IGNORECASE,
)
_MONTHS = (
    "januar|februar|marts|mars|april|maj|mai|juni|juli|august|september|oktober|november|december|desember"
    "|january|february|march|may|june|july|october"
)
_DAY_MONTH = r"(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])(?:[./-]\d{2,4})?"
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DATE = re.compile(
    rf"\b\d{{1,2}}\.?\s(?:{_MONTHS})(?:\s\d{{4}})?\b|(?<!\d[.,/])\b{_DAY_MONTH}\b", re.IGNORECASE
)
_SIGNED = re.compile(
    r"\b(?i:hilsen|mvh\.?|best regards,?|kind regards,?)\s+"
    r"(?P<name>[A-ZÆØÅ][\w'’-]+(?:\s+[A-ZÆØÅ][\w'’-]+){0,2})",
)
_STATED_NAME = re.compile(
    r"\b(?i:jeg hedder|mit navn er|jeg heter|navnet mitt er|mitt navn er|eg heiter|my name is|my name's"
    r")\s+(?P<name>(?!(?i:ikke|ikkje|not)\b)[^\W\d_][\w'’-]+(?:\s+[A-ZÆØÅ][\w'’-]+){0,2})",
)
# The same eight digits are a number in both countries: the message's language tells which is meant.
_REGIONS = {"nb": ("NO", "DK")}


# A number that is called one, or stands alone: "order 10045", "ordrenr. 10045", "#10045", "it's 10045".
_CALLED_A_NUMBER = re.compile(
    r"(?:\b(?:order|ordre|ordr|ord|bestilling(?:en|s)?|number|num|nummer|no|ordrenr|ordernr|ordrenummer(?:et)?|bestillingsnummer(?:et)?)"
    r"\b[.:]?\s*(?:is|er|no\.?|nr\.?|number|nummer)?[.:]?\s*#?|#)\s?(?P<digits>\d{4,8})\b(?![.,]\d)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(?:(?:it['’]?s|it is|det er|den er|the number is)\s+)?(?P<digits>\d{4,8})\W*$", re.IGNORECASE
)


def find_fixed(
    text: str, *, order_number: re.Pattern[str], order_example: str = "", language: str = "da"
) -> list[Found]:
    """Order numbers, e-mail addresses, phone numbers, amounts, dates and a stated name in a message.

    Args:
        text: What the visitor wrote.
        order_number: The business's own form of order numbers.
        order_example: One of them; what customers leave out of it ("KH-") is put before bare digits.
        language: The language of the conversation; a Norwegian's phone number is taken for a Norwegian one.

    Returns:
        Entities by position; a stretch of text that is an order number is nothing else.
    """
    taken: list[Found] = []
    for entity in (
        *_orders(text, order_number),
        *_bare_orders(text, order_number, order_example.rstrip("0123456789")),
        *_emails(text),
        *_dates(text, _ISO_DATE),
        *_phones(text, _REGIONS.get(language, ("DK", "NO"))),
        *_amounts(text),
        *_dates(text, _DATE),
        *_name(text),
    ):
        if not any(entity.start < other.end and other.start < entity.end for other in taken):
            taken.append(entity)
    return sorted(taken, key=lambda entity: entity.start)


def _orders(text: str, order_number: re.Pattern[str]) -> Iterator[Found]:
    for match in order_number.finditer(text):
        yield Found("order_number", match[0].upper().replace(" ", ""), *match.span())


def _bare_orders(text: str, form: re.Pattern[str], prefix: str) -> Iterator[Found]:
    """Numbers that are an order's once the letters before it are added."""
    for match in [*_CALLED_A_NUMBER.finditer(text), *_ALONE.finditer(text)]:
        whole = f"{prefix}{match['digits']}"
        if prefix and form.fullmatch(whole):
            yield Found("order_number", whole.upper(), *match.span("digits"))


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found("email", match[0].lower(), *match.span())


def _phones(text: str, regions: tuple[str, ...]) -> Iterator[Found]:
    if sum(character.isdigit() for character in text) < 8:
        return
    seen: set[int] = set()
    for region in regions:
        for match in phonenumbers.PhoneNumberMatcher(text, region):
            if match.start not in seen:
                seen.add(match.start)
                number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                yield Found("phone", number, match.start, match.end)


def _amounts(text: str) -> Iterator[Found]:
    for match in _AMOUNT.finditer(text):
        yield Found("amount", match[0], *match.span())


def _dates(text: str, form: re.Pattern[str]) -> Iterator[Found]:
    for match in form.finditer(text):
        yield Found("date", match[0], *match.span())


def _name(text: str) -> Iterator[Found]:
    match = _STATED_NAME.search(text) or _SIGNED.search(text)
    if match:
        yield Found(
            "person_name",
            match["name"].title() if match["name"].islower() else match["name"],
            *match.span("name"),
        )
