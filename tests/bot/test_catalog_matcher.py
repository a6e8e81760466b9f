"""The catalog's products, needs and personas in what people write: inflected, compounded, misspelt."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalog import LANGUAGES, Catalog, load_catalog
from bot.catalog_matcher import CatalogMatcher

SMALL = load_catalog(Path(__file__).parent / "catalog" / "small")
NEED, PRODUCT = SMALL.needs["quiet"], SMALL.products["grinder"]


def catalog(*, needs: dict[str, str] | None = None, products: dict[str, str] | None = None) -> Catalog:
    """The small catalog with other needs and products: their cues, separated by commas, by id."""

    def cues(listed: str) -> dict[str, tuple[str, ...]]:
        return {"da": tuple(listed.split(", ")), "nb": (), "en": ()}

    return replace(
        SMALL,
        needs={key: replace(NEED, id=key, cues=cues(listed)) for key, listed in (needs or {}).items()},
        products={
            key: replace(PRODUCT, id=key, name=dict.fromkeys(("da", "nb", "en"), key), cues=cues(listed))
            for key, listed in (products or {}).items()
        },
        personas={},
    )


def values(matcher: CatalogMatcher, text: str, language: str = "da") -> list[str]:
    return [found.value for found in matcher.find(text, language)]


class TestCues:
    @pytest.mark.parametrize(
        ("cue", "text"),
        [
            ("støj*", "den støjer så meget"),
            ("støj*", "STØJENDE!"),
            ("støj*", "den stoejer"),
            ("*kværn", "en ny espressokværn, tak"),
            ("*kværn", "en ny espressokvaern"),
            ("stille", "helt stille"),
            ("varm hele morgenen", "kaffen er varm næsten hele lange morgenen"),
            ("e mail", "send en e-mail"),
            ("café", "som på cafe"),
            ("sommerhus", "i sommehus"),
            ("sommerhus", "i sommerhuus"),
            ("sommerhus", "i sommerhis"),
        ],
    )
    def test_find(self, cue: str, text: str) -> None:
        assert values(CatalogMatcher(catalog(needs={"it": cue})), text) == ["it"]

    @pytest.mark.parametrize(
        ("cue", "text"),
        [
            ("stille", "stilling"),
            ("støj*", "rumstøj"),
            ("*kværn", "kværnen"),
            ("gave", "have"),
            ("varm kaffe", "kaffe varm"),
            ("varm kaffe", "varm en to tre fire kaffe"),
            ("sommerhus", "sommerens"),
            ("stille", ""),
            ("stille", "?! 👍"),
        ],
    )
    def test_leave_alone(self, cue: str, text: str) -> None:
        assert values(CatalogMatcher(catalog(needs={"it": cue})), text) == []


class TestFind:
    def test_each_item_once_in_the_order_of_the_message_with_its_place(self) -> None:
        matcher = CatalogMatcher(catalog(needs={"quiet": "stille, ro", "quick": "hurtig*"}))
        text = "Hurtigt og stille, ro og hurtighed"
        assert values(matcher, text) == ["quick", "quiet"]
        quick, quiet = matcher.find(text, "da")
        assert (text[quick.start : quick.end], text[quiet.start : quiet.end]) == ("Hurtigt", "stille")

    def test_a_product_inside_the_longer_name_of_another_is_not_meant(self) -> None:
        matcher = CatalogMatcher(catalog(products={"kværn": "kværn", "lille kværn": "lille kværn"}))
        assert values(matcher, "en lille kværn") == ["lille kværn"]
        assert values(matcher, "en kværn") == ["kværn"]

    def test_the_name_of_a_product_is_a_cue_in_every_language(self) -> None:
        matcher = CatalogMatcher(SMALL)
        for name in PRODUCT.name.values():
            assert values(matcher, f"{name}?", "en") == [PRODUCT.id]

    @pytest.mark.parametrize(
        ("language", "text", "found"),
        [
            ("da", "min espressokværn er ikke stille, og vi har børn", ["grinder", "quiet", "family"]),
            ("nb", "Espressokverna mi? nei, en kaffekvern, stille", ["grinder", "quiet"]),
            ("en", "a Stilla grinder, quietly, with children", ["grinder", "quiet", "family"]),
        ],
    )
    def test_in_three_languages(self, language: str, text: str, found: list[str]) -> None:
        assert values(CatalogMatcher(SMALL), text, language) == found

    def test_a_cue_is_heard_in_its_own_language(self) -> None:
        matcher = CatalogMatcher(SMALL)
        assert values(matcher, "quietly", "da") == []
        assert values(matcher, "stille", "en") == []
        assert values(matcher, "stille", "nb") == ["quiet"]


class TestShippedCatalog:
    @pytest.fixture(scope="class")
    def matcher(self) -> CatalogMatcher:
        return CatalogMatcher(load_catalog(Path(__file__).parents[2] / "data" / "catalog"))

    @pytest.mark.parametrize(
        ("language", "text", "need"),
        [
            ("nb", "jeg vil have kaffe om morgenen uden at vække den lille", "quiet-mornings"),
            ("nb", "eg vil ha kaffe uten å vekke ungene", "quiet-mornings"),
            ("en", "coffee without waking the baby", "quiet-mornings"),
            ("da", "kaffe til kontoret", "office-coffee"),
            ("nb", "kaffe på kontoret", "office-coffee"),
            ("en", "for the office", "office-coffee"),
            ("da", "en gave til min mor", "gift"),
            ("nb", "en gave til mora mi", "gift"),
            ("en", "a present for my mum", "gift"),
            ("da", "cappuccino derhjemme", "milk-drinks"),
            ("da", "havremælk der skummer", "plant-milk"),
            ("nb", "havremelk som skummer", "plant-milk"),
            ("en", "our water is full of limescale", "hard-water"),
        ],
    )
    def test_hears_what_people_need(
        self, matcher: CatalogMatcher, language: str, text: str, need: str
    ) -> None:
        assert need in values(matcher, text, language)

    @pytest.mark.parametrize(
        "text",
        [
            "hej", "hej med dig", "ja tak", "nej tak", "hvad koster det", "tak for hjælpen", "hvor er min pakke",
            "hei", "ja takk", "hva koster det", "takk for hjelpen", "hvor er pakken min",
            "hello", "yes please", "no thanks", "how much is it", "thanks for your help", "where is my parcel",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hears_nothing_in_ordinary_words(self, matcher: CatalogMatcher, text: str, language: str) -> None:
        assert values(matcher, text, language) == []

    def test_knows_every_product_by_its_name(self, matcher: CatalogMatcher) -> None:
        shipped = load_catalog(Path(__file__).parents[2] / "data" / "catalog")
        for product in shipped.products.values():
            for language, name in product.name.items():
                assert product.id in values(matcher, f"hej, {name.upper()}!", language), name
