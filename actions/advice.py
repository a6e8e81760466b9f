"""Good advice: how the customer succeeds, with figures, a wider horizon and another customer's story."""

from __future__ import annotations

from actions.choosing import choose_advice, choose_products, choose_story, choose_usage_advice
from actions.discovery import ask_next, resume
from actions.products import recommend
from actions.turn import GoalAction, Turn
from bot.catalog.models import Advice


class AdviseOnUse(GoalAction):
    """How to use, clean or get more out of something: for those who have bought, too."""

    goal = "advise_on_use"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        products = turn.values("product") or memory.products[-1:]
        advice = choose_usage_advice(
            turn.catalog, memory, text=turn.text, products=products, language=turn.language
        )
        if advice is None and memory.confirmed and memory.advised:
            # "Have you got another tip?" asks for more on the need that was accepted.
            give_advice(turn)
            return
        if advice is None:
            turn.offer_person("utter_usage_unknown", reason="requested")
            return
        memory.owner = True
        need = next((need for need in advice.needs if need in turn.memory.needs), advice.needs[0])
        _tell_advice(turn, advice, need=need, story=None)
        resume(turn)


class TellStory(GoalAction):
    """Another customer's story, each once."""

    goal = "tell_story"

    def act(self, turn: Turn) -> None:
        story = choose_story(turn.catalog, turn.memory, named=turn.values("need"))
        if story is None:
            turn.say("utter_no_more_stories")
        else:
            turn.memory.stories.append(story.id)
            turn.event("story_told", subject=story.id)
            turn.tell(turn.local(story.text))
        if not turn.memory.needs and turn.open_question == "none" and not turn.queued:
            ask_next(turn)
        else:
            resume(turn)


def give_advice(turn: Turn) -> None:
    """The best advice not given yet, with its story, and the question how it fits."""
    memory = turn.memory
    advice = choose_advice(turn.catalog, memory)
    if advice is None:
        if memory.advised:
            turn.say("utter_no_more_advice")
            turn.close_question()
        else:
            turn.offer_person("utter_no_advice", reason="requested")
        return
    need = next(need for need in memory.needs if need in advice.needs)
    story = choose_story(turn.catalog, memory, about=advice)
    _tell_advice(turn, advice, need=need, story=story.id if story else None)
    products = choose_products(turn.catalog, memory)[:1] if memory.wants_product else []
    if story:
        memory.stories.append(story.id)
        if products:
            turn.tell(turn.local(story.text))
        else:
            turn.say("utter_story", story=turn.local(story.text))
    if products:
        recommend(turn, products)
        memory.wants_product = False
    if products or not story:
        turn.say("utter_ask_fit")
    turn.ask("advice")


def _tell_advice(turn: Turn, advice: Advice, *, need: str, story: str | None) -> None:
    turn.memory.advised.append(advice.id)
    turn.event("advice_given", subject=advice.id, need=need, story=story)
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(advice.steps[turn.language], 1))
    turn.tell(f"{turn.local(advice.text)}\n{steps}")
    turn.tell(turn.local(advice.wider))
