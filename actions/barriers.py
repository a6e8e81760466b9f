"""Reasons not to buy: each is met with the business's own facts, and with a question, not a push."""

from __future__ import annotations

from actions.choosing import pick_by_cue
from actions.complaint import add_to_case
from actions.turn import GoalAction, Turn


class AnswerBarrier(GoalAction):
    """Answers lack of trust, doubts about security, the price, difficulty, or no advantage seen."""

    goal = "answer_barrier"

    def act(self, turn: Turn) -> None:
        if turn.queued and turn.memory.case:
            add_to_case(turn)
            return
        barrier = turn.intent.removeprefix("barrier_")
        fact = pick_by_cue(turn.catalog.barriers[barrier], turn.text, turn.language)
        turn.event("barrier_raised", subject=barrier, fact=fact.id, quote=turn.text)
        if turn.queued:
            turn.tell(turn.local(fact.text))
            return
        turn.tell(f"{turn.local(fact.text)} {turn.local(fact.question)}")
        turn.ask("barrier")
