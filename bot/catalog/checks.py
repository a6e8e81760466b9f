"""What must hold between the parts of a catalog, once each part by itself is well formed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import NamedTuple
from zoneinfo import available_timezones

from bot.catalog.cues import any_cue, words
from bot.catalog.hints import did_you_mean
from bot.catalog.models import Answer, BarrierFact, Business, Catalog, Hours, Matter, ServiceLevels
from bot.catalog.problems import Problem
from bot.catalog.reader import Reader


class Found(NamedTuple):
    """A mistake whose line is looked up afterwards: that of the field, else of the item."""

    file: str
    item: str
    message: str
    field: str = ""


def check_references(readers: Mapping[str, Reader], *, items: Sequence[str]) -> list[Problem]:
    """Ids that are mentioned but not in the file they should be in (one that cannot be read is skipped)."""
    known = {name: readers[name].lines for name in items if name in readers}
    return [
        Problem(
            one.file,
            one.item,
            one.line,
            f'{one.field}: "{one.id}" is not in {one.target}{did_you_mean(one.id, known[one.target])}',
        )
        for reader in readers.values()
        for one in reader.references
        if one.target in known and one.id not in known[one.target]
    ]


def check_catalog(catalog: Catalog, readers: Mapping[str, Reader]) -> list[Problem]:
    """Everything that needs more than one value at a time."""
    checks = (_business(catalog.business), _shelves(catalog), _products(catalog), _needs(catalog),
              _added_value(catalog), _personas(catalog), _answers(catalog), _hours(catalog.hours),
              _service_levels(catalog.service_levels))  # fmt: skip
    return [
        Problem(one.file, one.item, readers[one.file].line(one.item, one.field), one.message)
        for check in checks
        for one in check
    ]


def _business(business: Business) -> Iterator[Found]:
    try:
        pattern = re.compile(business.order_number.pattern, re.IGNORECASE)
    except re.error as error:
        yield Found("business.yml", "", f"order_number.pattern is not a regular expression: {error}",
                    "order_number.pattern")  # fmt: skip
        return
    if not pattern.fullmatch(business.order_number.example):
        message = "order_number.example does not match order_number.pattern"
        yield Found("business.yml", "", message, "order_number.example")


def _shelves(catalog: Catalog) -> Iterator[Found]:
    categories = {product.category for product in catalog.products.values()}
    for shelf in catalog.business.shelves:
        for category in shelf.categories:
            if category not in categories:
                message = f'shelves: no product has the category "{category}"'
                yield Found("business.yml", "", message + did_you_mean(category, categories), "shelves")


def _products(catalog: Catalog) -> Iterator[Found]:
    for product in catalog.products.values():
        if not product.audience:
            yield Found("products.yml", product.id, "audience: names nobody", "audience")
        for language, name in product.name.items():
            if not any_cue(product.cues[language], words(name)):
                message = f'cues for {language} do not find its own name "{name}"'
                yield Found("products.yml", product.id, message, "cues")
        for fact in product.facts:
            if any(not cues for cues in fact.cues.values()):
                yield Found(
                    "products.yml", f"{product.id}/{fact.id}", "a fact without cues is never told", "cues"
                )


def _needs(catalog: Catalog) -> Iterator[Found]:
    served = {need for advice in catalog.advice.values() for need in advice.needs}
    for need in catalog.needs:
        if need not in served:
            yield Found("needs.yml", need, "no advice is for this need")
    for advice in catalog.advice.values():
        if not advice.needs:
            yield Found("advice.yml", advice.id, "needs: names none", "needs")


def _added_value(catalog: Catalog) -> Iterator[Found]:
    for offer in catalog.added_value.values():
        if offer.kind == "product" and offer.product is None:
            yield Found("added_value.yml", offer.id, "product: an offer of a product must name it", "product")
        if offer.product is not None and offer.price is not None:
            price = catalog.products[offer.product].price
            if any(offer.price[currency] > price[currency] for currency in price):
                yield Found("added_value.yml", offer.id, f"price: is above that of {offer.product}", "price")


def _personas(catalog: Catalog) -> Iterator[Found]:
    for persona in catalog.personas.values():
        if persona.service_level not in catalog.service_levels.levels:
            message = (
                f'service_level: "{persona.service_level}" is not among the levels of service_levels.yml'
            )
            yield Found("personas.yml", persona.id, message, "service_level")


def _answers(catalog: Catalog) -> Iterator[Found]:
    """The first of a list is the general one; any other needs cues, or nobody would ever read it."""
    lists: list[tuple[str, str, Iterable[Answer | BarrierFact | Matter]]] = [
        *(("barriers.yml", key, facts) for key, facts in catalog.barriers.items()),
        *(("service.yml", key, answers) for key, answers in catalog.service.items()),
        *(("complaints.yml", key, complaint.matters) for key, complaint in catalog.complaints.items()),
    ]
    for file, key, entries in lists:
        first, *others = [*entries, None]
        if first is None:
            yield Found(file, key, "is empty; the first is the general one")
        for entry in others:
            if entry is not None and any(not cues for cues in entry.cues.values()):
                yield Found(
                    file, f"{key}/{entry.id}", "has no cues; only the first, general one may lack them"
                )


def _hours(hours: Hours) -> Iterator[Found]:
    if hours.timezone not in available_timezones():
        message = f'timezone: "{hours.timezone}" is not a time zone such as Europe/Copenhagen'
        yield Found("hours.yml", "", message, "timezone")
    for day, times in hours.weekly.items():
        if times is not None and times[0] == times[1] != time():
            message = f'weekly.{day}: opens and closes at the same time; a whole day is "00:00" to "24:00"'
            yield Found("hours.yml", "", message, f"weekly.{day}")
    if not any(hours.weekly.values()):
        yield Found("hours.yml", "", "weekly: is never open", "weekly")


def _service_levels(levels: ServiceLevels) -> Iterator[Found]:
    if not 1 <= levels.warn_percent <= 99:
        message = f"warn_percent: should be from 1 to 99, not {levels.warn_percent}"
        yield Found("service_levels.yml", "", message, "warn_percent")
