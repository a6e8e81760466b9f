"""What the bot would say, found by a person's words and a customer's needs."""

from pathlib import Path

import pytest

from api.desk.advice import suggestions
from bot.catalog import Catalog, load_catalog

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shop() -> Catalog:
    return load_catalog(_ROOT / "data" / "catalog")


class TestByNeeds:
    def test_nothing_is_asked_and_nothing_is_needed(self, shop: Catalog) -> None:
        assert suggestions(shop, "en") == []

    def test_what_serves_a_confirmed_need_stands_there_by_itself(self, shop: Catalog) -> None:
        found = suggestions(shop, "en", needs=["quiet-mornings"])
        assert found[0].kind == "advice"
        assert all(one.needed for one in found)

    def test_facts_of_the_product_that_it_is_about(self, shop: Catalog) -> None:
        found = suggestions(shop, "da", product="quiet-grinder", most=50)
        facts = [one for one in found if one.kind == "fact"]
        assert facts
        assert all(one.id.startswith("quiet-grinder/") for one in facts)


class TestByWords:
    def test_the_beginning_of_a_word_finds_it(self, shop: Catalog) -> None:
        assert any("descal" in one.text.lower() for one in suggestions(shop, "en", query="desc"))

    def test_two_letters_find_whole_words_only(self, shop: Catalog) -> None:
        assert not suggestions(shop, "en", query="zq")

    def test_all_words_go_before_some(self, shop: Catalog) -> None:
        found = suggestions(shop, "en", query="folded towel")
        assert "folded" in found[0].text
        assert "towel" in found[0].text

    def test_the_same_words_with_the_need_first(self, shop: Catalog) -> None:
        found = suggestions(shop, "en", query="grinder", needs=["quiet-mornings"])
        assert found[0].needed

    @pytest.mark.parametrize(("language", "word"), [("da", "pengene"), ("nb", "pengene"), ("en", "money")])
    def test_in_the_customers_language(self, shop: Catalog, language: str, word: str) -> None:
        found = suggestions(shop, language, query=word)
        assert found
        assert all(one.text.strip() for one in found)

    def test_no_more_than_one_can_look_through(self, shop: Catalog) -> None:
        assert len(suggestions(shop, "en", query="coffee", most=5)) == 5

    def test_offers_are_not_among_them(self, shop: Catalog) -> None:
        told = {text for offer in shop.added_value.values() for text in offer.text.values()}
        assert not told & {one.text for one in suggestions(shop, "en", query="course invitation", most=200)}
