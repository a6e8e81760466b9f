"""The second business, `examples/accounting`: as complete as the first, true to itself, and openly made up."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.catalog import LANGUAGES, Catalog, load_catalog
from bot.catalog.money import money

EXAMPLE = Path(__file__).parents[3] / "examples" / "accounting"
# What a Norwegian sees at once was Danish.
DANISH = re.compile(
    r"\b(hvad|noget|nogle|af|efter|mig|dig|uden|ud|penge|bliver|måske|kvartaler|moms|faktura er)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[.!?][»”]?(?=\s+[A-ZÆØÅ»«“]|$)")
MOST_SENTENCES = 3


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(EXAMPLE)


def texts(thing: Any) -> Iterator[dict[str, str]]:
    """Every text in three languages, wherever in the catalog it stands; not the cues and steps."""
    if isinstance(thing, dict) and set(thing) == set(LANGUAGES):
        if all(isinstance(words, str) for words in thing.values()):
            yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from texts(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from texts(value)
    elif is_dataclass(thing):
        for entry in fields(thing):
            yield from texts(getattr(thing, entry.name))


class TestComplete:
    def test_counts(self, catalog: Catalog) -> None:
        assert 12 <= len(catalog.needs) <= 16
        assert len(catalog.products) >= 10
        assert len(catalog.personas) == 5
        assert all(len(facts) >= 3 for facts in catalog.barriers.values())
        assert all(len(answers) >= 3 for answers in catalog.service.values())
        assert all(len(complaint.matters) >= 4 for complaint in catalog.complaints.values())

    def test_every_need_is_heard_in_many_words(self, catalog: Catalog) -> None:
        for need in catalog.needs.values():
            assert all(len(cues) >= 8 for cues in need.cues.values()), need.id

    def test_every_need_has_a_product_a_story_and_something_more(self, catalog: Catalog) -> None:
        for kind in (catalog.products, catalog.stories, catalog.added_value):
            served = {need for item in kind.values() for need in item.needs}
            assert served == set(catalog.needs)

    @pytest.mark.parametrize("owners", [{"new", "both"}, {"owner", "both"}], ids=["new", "owner"])
    def test_every_need_has_advice_before_and_after(self, catalog: Catalog, owners: set[str]) -> None:
        served = {need for item in catalog.advice.values() if item.owner in owners for need in item.needs}
        assert served == set(catalog.needs)

    def test_advice_and_its_story_are_about_the_same_need(self, catalog: Catalog) -> None:
        for advice in catalog.advice.values():
            if advice.story is not None:
                assert set(advice.needs) & set(catalog.stories[advice.story].needs), advice.id

    def test_most_of_what_comes_on_top_is_free(self, catalog: Catalog) -> None:
        assert sum(offer.price is None for offer in catalog.added_value.values()) >= len(catalog.needs) - 2

    def test_matters_of_which_a_person_does_something_of_their_own(self, catalog: Catalog) -> None:
        matters = [matter for complaint in catalog.complaints.values() for matter in complaint.matters]
        assert sum(matter.next is not None for matter in matters) >= 6


class TestWording:
    def test_at_most_three_sentences(self, catalog: Catalog) -> None:
        long = [
            words
            for text in texts(catalog)
            for words in text.values()
            if len(SENTENCE.findall(words)) > MOST_SENTENCES
        ]
        assert not long

    def test_norwegian_is_not_danish(self, catalog: Catalog) -> None:
        found = [
            (DANISH.findall(text["nb"]), text["nb"]) for text in texts(catalog) if DANISH.search(text["nb"])
        ]
        assert not found

    def test_danish_quotes_and_norwegian_quotes(self, catalog: Catalog) -> None:
        for text in texts(catalog):
            assert not re.search('[«“”"]\\w', text["da"]), text["da"]
            assert not re.search('[»“”"]\\w', text["nb"]), text["nb"]


class TestHonest:
    def test_the_demo_says_that_it_is_one(self, catalog: Catalog) -> None:
        assert catalog.business.demo
        assert "Demo" in catalog.business.name
        assert "made-up" in catalog.business.greeting["en"]

    def test_nobody_can_be_reached_by_what_is_made_up(self, catalog: Catalog) -> None:
        content = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLE.glob("*.yml"))
        assert all(address.endswith(".example") for address in re.findall(r"[\w.]+@([\w.]+\w)", content))
        assert set(re.findall(r"\+\d{2} [\d ]+\d", content)) == {catalog.business.contact.phone}
        assert not re.search(r"https?://|www\.", content)


class TestFigures:
    @pytest.mark.parametrize(
        ("told", "figure"),
        [
            (r"trial (?:of )?(\d+) days|first (\d+) days are free", "30"),
            (
                r"(\w+) working days, from our having|done (\w+) working days|move itself is (\w+) working",
                "three",
            ),
            (r"call of (\d+) minutes|(\d+) minutes with your own first", "30"),
            (r"free (?:of charge )?(?:for|in) (\w+) years", "five"),
        ],
    )
    def test_that_come_back_are_the_same(self, catalog: Catalog, told: str, figure: str) -> None:
        found = [
            next(filter(None, match.groups()))
            for text in texts(catalog)
            for match in re.finditer(told, text["en"])
        ]
        assert len(found) >= 2
        assert set(found) == {figure}

    @pytest.mark.parametrize(("language", "currency"), [("da", "DKK"), ("nb", "NOK")])
    def test_prices_told_in_answers_are_those_of_the_products(
        self, catalog: Catalog, language: str, currency: str
    ) -> None:
        general = catalog.service["ask_price"][0].text[language]
        for plan in ("solo", "duet", "quartet", "club"):
            assert f"{catalog.products[plan].price[currency]}" in general, plan
        start = next(answer for answer in catalog.service["ask_price"] if answer.id == "start-cost").text[
            language
        ]
        for once in ("moving-help", "vat-check"):
            assert money(catalog.products[once].price, language).replace("\u00a0", " ") in start, once

    def test_what_is_sold_each_month_says_so(self, catalog: Catalog) -> None:
        once = {"moving-help", "vat-check", "course"}
        assert {product.id for product in catalog.products.values() if product.per is None} == once
        assert catalog.business.vat == "excluded"
        assert all(product.stock_days is None for product in catalog.products.values())
