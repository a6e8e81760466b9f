"""Questions about products: the catalog's facts and prices, and a question where it is not clear which."""

import pytest

from actions.memory import Detail, Memory
from actions.needs import ConfirmNeed
from actions.products import Compare, Recommend, TakeProduct, TellAboutProduct, TellPrice
from bot.catalog import LANGUAGES
from bot.catalog.money import price_of
from tests.actions.turns import CATALOG, Conversation


def price(product: str, language: str = "en") -> str:
    return price_of(CATALOG.products[product], CATALOG.business, language)


class TestRecommend:
    def test_knowing_nothing_it_asks_first(self) -> None:
        answer = Conversation().hears(Recommend, "which one should I take?", intent="ask_recommendation")
        assert answer.said == ["utter_need_first", "utter_ask_purpose"]
        assert "recommendation_given" not in dict(answer.events)

    def test_the_need_told_in_the_same_breath_is_heard_and_found_out_first(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(
            Recommend, "which grinder is quiet?", intent="ask_recommendation", need="quiet-mornings"
        )
        assert answer.event("need_heard")["subject"] == "quiet-mornings"
        assert answer.leaves_open == "discovery"
        assert "recommendation_given" not in dict(answer.events)
        assert conversation.memory.wants_product

    def test_who_asks_again_gets_the_summary_and_then_the_product_with_the_advice(self) -> None:
        conversation = Conversation(memory=Memory(needs={"quiet-mornings": "quiet"}, wants_product=True))
        answer = conversation.hears(Recommend, "just tell me which one", intent="ask_recommendation")
        assert answer.said == ["utter_summary"]
        answer = conversation.hears(ConfirmNeed, "yes", intent="affirm")
        assert answer.said == ["utter_recommend", "utter_ask_fit"]
        assert "quiet-mornings" in CATALOG.products[answer.event("recommendation_given")["subject"]].needs
        assert [kind for kind, _ in answer.events][-2:] == ["advice_given", "recommendation_given"]
        assert not conversation.memory.wants_product

    def test_of_a_confirmed_need_nothing_more_is_asked(self) -> None:
        conversation = Conversation(memory=Memory(needs={"quiet-mornings": "quiet"}, confirmed=True))
        answer = conversation.hears(Recommend, "which one?", intent="ask_recommendation")
        given = answer.event("recommendation_given")
        assert given["products"][0] == given["subject"]
        assert answer.said == ["utter_recommend"] * len(given["products"])
        assert conversation.memory.products == given["products"]
        assert answer.leaves_open == "none"

    def test_for_a_need_without_products_it_says_what_it_understood(self) -> None:
        memory = Memory(details=[Detail("purpose", "a lamp that dims")], wants_product=True)
        answer = Conversation(memory=memory).hears(Recommend, "which one?", intent="ask_recommendation")
        assert answer.said == ["utter_summary"]

    def test_while_a_person_is_awaited_nothing_is_sold(self) -> None:
        memory = Memory(needs={"quiet-mornings": "quiet"}, confirmed=True)
        answer = Conversation(memory=memory, state="queued").hears(
            Recommend, "?", intent="ask_recommendation"
        )
        assert answer.said == ["utter_noted_for_person"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_for_whom_it_is_the_better_choice_and_its_price(self, language: str) -> None:
        memory = Memory(needs={"iced-coffee": "…"}, confirmed=True)
        answer = Conversation(language=language, memory=memory).hears(
            Recommend, "?", intent="ask_recommendation"
        )
        product = CATALOG.products[answer.event("recommendation_given")["subject"]]
        values = answer.values("utter_recommend")
        assert values["product"] == product.name[language]
        assert values["price"] == price(product.id, language)
        assert values["choose_if"] == product.choose_if[language]


class TestCompare:
    def test_the_two_that_are_named(self) -> None:
        answer = Conversation().hears(
            Compare, "Stilla or Svinga?", intent="compare_options", product=["quiet-grinder", "hand-grinder"]
        )
        assert answer.event("recommendation_given")["products"] == ["quiet-grinder", "hand-grinder"]

    def test_two_that_serve_the_need(self) -> None:
        conversation = Conversation(memory=Memory(needs={"quiet-mornings": "quiet"}))
        answer = conversation.hears(Compare, "what is the difference?", intent="compare_options")
        assert len(answer.event("recommendation_given")["products"]) == 2

    def test_asks_which(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(Compare, "what is the difference?", intent="compare_options")
        assert answer.said == ["utter_ask_which_product"]
        assert answer.leaves_open == "which_product"
        assert conversation.memory.pending == "compare"


class TestTellAboutProduct:
    def test_the_fact_that_is_asked_for(self) -> None:
        answer = Conversation().hears(
            TellAboutProduct, "how loud is Stilla?", intent="ask_product_info", product="quiet-grinder"
        )
        assert answer.event("service_answered")["answer"] == "quiet-grinder.noise"
        assert answer.told == [CATALOG.products["quiet-grinder"].facts[0].text["en"]]

    def test_in_short_when_nothing_particular_is_asked(self) -> None:
        answer = Conversation().hears(
            TellAboutProduct, "tell me of Stilla", intent="ask_product_info", product="quiet-grinder"
        )
        assert answer.values("utter_product")["short"] == CATALOG.products["quiet-grinder"].short["en"]
        assert answer.values("utter_product")["price"] == price("quiet-grinder")

    def test_the_one_talked_of_last_is_meant(self) -> None:
        conversation = Conversation(memory=Memory(products=["scale", "quiet-grinder"]))
        answer = conversation.hears(TellAboutProduct, "is it loud?", intent="ask_product_info")
        assert answer.event("service_answered")["answer"] == "quiet-grinder.noise"

    def test_not_when_another_kind_is_named(self) -> None:
        conversation = Conversation(memory=Memory(products=["quiet-grinder"]))
        answer = conversation.hears(TellAboutProduct, "is a kettle loud?", intent="ask_product_info")
        assert answer.said == ["utter_products_like"]

    @pytest.mark.parametrize(
        ("product", "response"),
        [("quiet-grinder", "utter_in_stock"), ("office-machine", "utter_not_in_stock")],
    )
    def test_whether_it_is_in_stock(self, product: str, response: str) -> None:
        answer = Conversation().hears(
            TellAboutProduct, "do you have it in stock?", intent="ask_product_info", product=product
        )
        assert answer.event("service_answered")["answer"] == f"{product}.stock"
        assert answer.values(response)["product"] == CATALOG.products[product].name["en"]
        assert answer.values(response).get("days", 0) == CATALOG.products[product].stock_days

    def test_what_has_no_stock_is_told_of_instead(self) -> None:
        answer = Conversation().hears(
            TellAboutProduct, "is it in stock?", intent="ask_product_info", product="office-care"
        )
        assert answer.said == ["utter_product"]
        assert answer.values("utter_product")["price"].endswith("a month")

    def test_lists_those_of_the_kind(self) -> None:
        answer = Conversation().hears(TellAboutProduct, "is a grinder loud?", intent="ask_product_info")
        listed = answer.values("utter_products_like")["products"].splitlines()
        assert f"{CATALOG.products['quiet-grinder'].name['en']}: {price('quiet-grinder')}" in listed
        assert answer.leaves_open == "which_product"


class TestTellPrice:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_the_product_named(self, language: str) -> None:
        answer = Conversation(language=language).hears(
            TellPrice, "Stilla?", intent="ask_price", product="quiet-grinder"
        )
        assert answer.values("utter_price")["price"] == price("quiet-grinder", language)

    def test_a_question_about_discounts_is_about_discounts(self) -> None:
        conversation = Conversation(memory=Memory(products=["quiet-grinder"]))
        answer = conversation.hears(TellPrice, "is there a student discount?", intent="ask_price")
        assert answer.event("service_answered")["answer"] == "refurbished"
        assert answer.said == []

    def test_the_price_of_shipping_is_not_that_of_a_product(self) -> None:
        conversation = Conversation(memory=Memory(products=["quiet-grinder"]))
        answer = conversation.hears(TellPrice, "what does express cost?", intent="ask_price")
        assert answer.event("service_answered")["subject"] == "delivery_info"

    def test_asks_which(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(TellPrice, "what is it?", intent="ask_price")
        assert answer.said == ["utter_ask_which_product"]
        assert conversation.memory.pending == "tell_price"


class TestTakeProduct:
    @pytest.mark.parametrize(
        ("pending", "response"), [("tell_price", "utter_price"), ("tell_about_product", "utter_product")]
    )
    def test_what_waited_for_it_is_answered(self, pending: str, response: str) -> None:
        conversation = Conversation(memory=Memory(pending=pending), open_question="which_product")
        answer = conversation.hears(TakeProduct, "the Stilla", intent="answer", product="quiet-grinder")
        assert answer.said == [response]
        assert answer.leaves_open == "none"
        assert conversation.memory.pending is None

    def test_the_question_asked_before_is_the_one_that_is_answered(self) -> None:
        conversation = Conversation()
        conversation.hears(TellAboutProduct, "how loud is it?", intent="ask_product_info")
        answer = conversation.hears(TakeProduct, "the Stilla", intent="answer", product="quiet-grinder")
        assert answer.event("service_answered")["answer"] == "quiet-grinder.noise"

    def test_two_are_compared(self) -> None:
        conversation = Conversation(memory=Memory(pending="compare"), open_question="which_product")
        answer = conversation.hears(
            TakeProduct, "Stilla, Svinga", intent="answer", product=["quiet-grinder", "hand-grinder"]
        )
        assert answer.said == ["utter_recommend", "utter_recommend"]

    def test_one_that_is_not_ours_is_said_to_be_unknown(self) -> None:
        conversation = Conversation(memory=Memory(pending="tell_price"), open_question="which_product")
        answer = conversation.hears(TakeProduct, "the Xyzzy 3000", intent="answer")
        assert answer.said == ["utter_product_unknown"]
        assert answer.leaves_open == "none"
