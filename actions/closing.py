"""Leaves the floor to the visitor, in the tone of where they are on their way."""

from __future__ import annotations

from actions.turn import Turn


def ask_what_else(turn: Turn) -> None:
    """No hurry for who looks around, help to compare, the way to act, care for who has bought."""
    stage = turn.memory.stage
    if stage == "decision":
        turn.tell(turn.local(turn.catalog.business.next_step), joins=True)
    turn.say(f"utter_what_else_{stage}")
    turn.close_question()
