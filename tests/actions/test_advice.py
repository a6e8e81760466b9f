"""Advice on use, and stories: concrete, and nothing made up."""

import pytest

from actions.advice import AdviseOnUse, TellStory
from actions.memory import Memory
from tests.actions.turns import CATALOG, Conversation, discovering


class TestAdviseOnUse:
    def test_who_asks_how_to_use_it_owns_it(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(
            AdviseOnUse, "how do I clean it?", intent="ask_usage_advice", product="hand-grinder"
        )
        advice = CATALOG.advice[answer.event("advice_given")["subject"]]
        assert conversation.memory.owner
        assert "hand-grinder" in advice.products
        assert answer.told[0].startswith(advice.text["en"])

    def test_the_product_talked_of_last_is_meant(self) -> None:
        conversation = Conversation(memory=Memory(products=["scale", "hand-grinder"]))
        answer = conversation.hears(AdviseOnUse, "and now?", intent="ask_usage_advice")
        assert "hand-grinder" in CATALOG.advice[answer.event("advice_given")["subject"]].products

    def test_what_it_does_not_know_a_person_may(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(AdviseOnUse, "xyzzy?", intent="ask_usage_advice")
        assert answer.said == ["utter_usage_unknown"]
        assert answer.leaves_open == "person"
        assert conversation.memory.offered_person_for == "requested"

    def test_goes_back_to_the_open_question(self) -> None:
        conversation = discovering("priority")
        answer = conversation.hears(
            AdviseOnUse, "how do I clean it?", intent="ask_usage_advice", product="hand-grinder"
        )
        assert answer.said == ["utter_ask_priority"]


class TestTellStory:
    def test_fits_the_need(self) -> None:
        conversation = Conversation(memory=Memory(needs={"plant-milk": "oat"}))
        answer = conversation.hears(TellStory, "how did others do it?", intent="ask_customer_story")
        story = CATALOG.stories[answer.event("story_told")["subject"]]
        assert "plant-milk" in story.needs
        assert answer.told == [story.text["en"]]

    def test_a_need_just_named_comes_before_those_heard(self) -> None:
        conversation = Conversation(memory=Memory(needs={"plant-milk": "oat"}))
        answer = conversation.hears(
            TellStory, "any at work?", intent="ask_customer_story", need="office-coffee"
        )
        assert "office-coffee" in CATALOG.stories[answer.event("story_told")["subject"]].needs

    def test_each_story_once_then_none(self) -> None:
        conversation = Conversation(memory=Memory(needs={"plant-milk": "oat"}))
        conversation.hears(TellStory, "a story?", intent="ask_customer_story")
        answer = conversation.hears(TellStory, "another?", intent="ask_customer_story")
        assert answer.said == ["utter_no_more_stories"]
        assert answer.events == []

    @pytest.mark.parametrize(("state", "said"), [("bot", ["utter_ask_purpose"]), ("queued", [])])
    def test_knowing_nothing_of_the_need_it_asks_unless_a_person_is_awaited(
        self, state: str, said: list[str]
    ) -> None:
        answer = Conversation(state=state).hears(TellStory, "a story?", intent="ask_customer_story")
        assert len(answer.told) == 1
        assert answer.said == said
