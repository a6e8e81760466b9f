"""Reasons not to buy: each met with its own fact and a question, not a push."""

import pytest

from actions.barriers import AnswerBarrier
from actions.memory import Case, Memory
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG, Conversation


class TestAnswerBarrier:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("barrier", ["trust", "security", "price", "difficulty", "no_advantage"])
    def test_each_barrier_has_its_fact_and_an_open_question(self, barrier: str, language: str) -> None:
        conversation = Conversation(language=language)
        answer = conversation.hears(AnswerBarrier, "hm …", intent=f"barrier_{barrier}")
        fact = CATALOG.barriers[barrier][0]
        assert answer.told == [f"{fact.text[language]} {fact.question[language]}"]
        assert answer.leaves_open == "barrier"

    def test_the_words_choose_the_fact_and_are_kept(self) -> None:
        text = "the freight is what puts me off"
        raised = Conversation().hears(AnswerBarrier, text, intent="barrier_price").event("barrier_raised")
        assert (raised["subject"], raised["fact"], raised["quote"]) == ("price", "free-freight", text)

    def test_while_a_person_is_awaited_nothing_is_asked(self) -> None:
        conversation = Conversation(state="queued")
        answer = conversation.hears(AnswerBarrier, "hm …", intent="barrier_trust")
        assert answer.told == [CATALOG.barriers["trust"][0].text["en"]]
        assert answer.leaves_open == "none"

    def test_in_an_open_case_it_belongs_to_the_case(self) -> None:
        memory = Memory(case=Case(kind="complain_delivery", epoch=0))
        conversation = Conversation(memory=memory, state="queued")
        answer = conversation.hears(AnswerBarrier, "and far too expensive", intent="barrier_price")
        assert answer.event("complaint_detail")["value"] == "and far too expensive"
        assert answer.told == []
