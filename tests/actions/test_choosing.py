"""Choices from the catalog: what fits this customer best, the same every time."""

from dataclasses import replace

import pytest

from actions.choosing import (
    MOST_LISTED,
    MOST_PRODUCTS,
    choose_added_value,
    choose_advice,
    choose_products,
    choose_story,
    choose_usage_advice,
    pick_by_cue,
    products_like,
)
from actions.memory import Memory
from tests.actions.turns import CATALOG


def needing(*needs: str, **more: object) -> Memory:
    return Memory(needs=dict.fromkeys(needs, "…"), **more)  # type: ignore[arg-type]


class TestChooseAdvice:
    def test_serves_the_most_of_the_needs(self) -> None:
        advice = choose_advice(CATALOG, needing("fast-mornings", "easy-use", "milk-drinks"))
        assert advice is not None
        assert set(advice.needs) >= {"fast-mornings", "easy-use", "milk-drinks"}

    def test_the_persona_decides_between_equals(self) -> None:
        barista = choose_advice(CATALOG, needing("cafe-taste", persona="home-barista"))
        anybody = choose_advice(CATALOG, needing("hard-water", "cafe-taste", "less-bitter"))
        assert barista is not None
        assert "home-barista" in barista.personas
        assert anybody is not None
        assert anybody.personas == ()

    def test_of_two_that_serve_the_need_the_one_about_little_else_is_closer(self) -> None:
        advice = choose_advice(CATALOG, needing("travel-coffee"))
        assert advice is not None
        assert advice.needs == ("travel-coffee",)

    @pytest.mark.parametrize(
        ("first", "second"), [("hot-longer", "evening-decaf"), ("evening-decaf", "hot-longer")]
    )
    def test_of_two_that_fit_alike_the_one_for_the_need_told_first(self, first: str, second: str) -> None:
        advice = choose_advice(CATALOG, needing(first, second))
        assert advice is not None
        assert advice.needs == (first,)

    def test_none_for_a_need_without_advice(self) -> None:
        assert choose_advice(CATALOG, needing()) is None

    @pytest.mark.parametrize(("owner", "other"), [(False, "owner"), (True, "new")])
    def test_is_for_who_has_bought_or_has_not(self, owner: bool, other: str) -> None:
        memory = needing("easy-cleaning", "long-life", owner=owner)
        while (advice := choose_advice(CATALOG, memory)) is not None:
            assert advice.owner != other
            memory.advised.append(advice.id)
        assert memory.advised


class TestChooseUsageAdvice:
    def test_by_its_words(self) -> None:
        cued = next(
            advice for advice in CATALOG.advice.values() if advice.owner != "new" and advice.cues["en"]
        )
        text = cued.cues["en"][0].replace("*", "")
        chosen = choose_usage_advice(CATALOG, Memory(), text=text, products=[])
        assert chosen is not None
        assert chosen.cues["en"]

    def test_by_the_product_it_names(self) -> None:
        chosen = choose_usage_advice(CATALOG, Memory(), text="what now", products=["hand-grinder"])
        assert chosen is not None
        assert "hand-grinder" in chosen.products

    def test_does_not_guess(self) -> None:
        assert choose_usage_advice(CATALOG, Memory(), text="xyzzy", products=[]) is None

    def test_prefers_what_was_not_told_yet(self) -> None:
        first = choose_usage_advice(CATALOG, Memory(), text="", products=["cleaning-kit"])
        assert first is not None
        second = choose_usage_advice(CATALOG, Memory(advised=[first.id]), text="", products=["cleaning-kit"])
        assert second is not None
        assert second.id != first.id


class TestChooseStory:
    def test_goes_with_the_advice(self) -> None:
        advice = CATALOG.advice["cabin-kit"]
        story = choose_story(CATALOG, needing("quiet-mornings"), about=advice)
        assert story is not None
        assert story.id == advice.story

    def test_is_told_once(self) -> None:
        advice = CATALOG.advice["cabin-kit"]
        memory = needing("travel-coffee", stories=[str(advice.story)])
        story = choose_story(CATALOG, memory, about=advice)
        assert story is None or story.id != advice.story

    def test_fits_the_need(self) -> None:
        story = choose_story(CATALOG, needing("iced-coffee"))
        assert story is not None
        assert "iced-coffee" in story.needs

    def test_none_fits_a_need_that_no_story_tells_of(self) -> None:
        assert choose_story(CATALOG, needing("iced-coffee", stories=["iced-terrace"])) is None


class TestChooseProducts:
    def test_at_most_two_the_best_fit_first(self) -> None:
        products = choose_products(CATALOG, needing("quiet-mornings", "small-kitchen", "travel-coffee"))
        fits = [
            len({"quiet-mornings", "small-kitchen", "travel-coffee"} & set(product.needs))
            for product in products
        ]
        assert len(products) == MOST_PRODUCTS
        assert fits == sorted(fits, reverse=True)
        assert fits[0] == 3

    def test_an_office_is_shown_what_is_made_for_offices(self) -> None:
        for product in choose_products(CATALOG, needing("coffee-for-many", persona="small-office")):
            assert "office" in product.audience

    def test_none_without_a_need(self) -> None:
        assert choose_products(CATALOG, Memory()) == []


class TestProductsLike:
    def test_finds_all_of_a_kind_by_a_word_of_the_name(self) -> None:
        found = products_like(CATALOG, "how much is your GRINDER?", "en")
        assert len(found) >= MOST_LISTED
        assert all("grinder" in product.name["en"] for product in found)

    @pytest.mark.parametrize("text", ["the one for me", "", "xyzzy"])
    def test_finds_nothing_by_small_or_other_words(self, text: str) -> None:
        assert products_like(CATALOG, text, "en") == []


class TestChooseAddedValue:
    def test_fits_the_need_and_the_persona(self) -> None:
        item = choose_added_value(CATALOG, needing("office-coffee", persona="small-office"))
        assert item is not None
        assert "small-office" in item.personas

    def test_something_to_do_comes_before_something_to_buy(self) -> None:
        for items in (CATALOG.added_value, dict(reversed(list(CATALOG.added_value.items())))):
            item = choose_added_value(replace(CATALOG, added_value=items), needing("evening-decaf"))
            assert item is not None
            assert item.kind != "product"

    def test_is_not_what_was_talked_of_already(self) -> None:
        only_products = [item for item in CATALOG.added_value.values() if item.product]
        for item in only_products:
            memory = needing(*item.needs, products=[str(item.product)])
            chosen = choose_added_value(CATALOG, memory)
            assert chosen is None or chosen.product != item.product

    def test_nothing_without_a_need(self) -> None:
        assert choose_added_value(CATALOG, Memory()) is None


class TestPickByCue:
    @pytest.mark.parametrize(
        ("barrier", "text", "fact"),
        [
            ("trust", "is this a real shop or a scam", "is-it-real"),
            ("price", "the shipping is what it is", "free-freight"),
            ("security", "do you leak my data", "data-kept-little"),
            ("difficulty", "xyzzy", "three-questions"),
        ],
    )
    def test_the_most_cues_win_and_the_general_answer_without_any(
        self, barrier: str, text: str, fact: str
    ) -> None:
        assert pick_by_cue(CATALOG.barriers[barrier], text).id == fact
