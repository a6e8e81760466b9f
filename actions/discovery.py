"""How the discovery of a need goes on: what is heard, what is asked next, when it is summed up.

Open questions, one at a time; nothing asked that was told; two or three good answers are enough.
"""

from __future__ import annotations

from actions.details import (
    begins_with_no,
    details_told,
    is_denied,
    is_ruled_out,
    is_short,
    is_thin,
    words_taken_back,
)
from actions.jobs import job_of
from actions.memory import Detail
from actions.summary import summarise
from actions.turn import Turn
from bot.catalog import words

# The order of questions; a side that was told already is not asked for.
QUESTIONS = ("purpose", "priority", "success", "situation")
ENOUGH_SIDES = 3
SIDES_FOR_A_PRODUCT = 2
MOST_QUESTIONS = 3
# Where a correction goes that adds something and says of nothing that it was wrong.
ADDED_SIDES = ("priority", "situation", "success")


def hear(turn: Turn) -> None:
    """Keeps what a message tells of the need, as events and in memory."""
    memory = turn.memory
    if turn.intent in {"affirm", "deny", "thank", "greet"} and is_short(turn.text):
        return
    asked = memory.asked[-1] if turn.open_question == "discovery" and memory.asked else None
    if turn.open_question == "barrier":
        # The question after a barrier is about this customer's own situation.
        asked = next((side for side in ADDED_SIDES if side not in memory.told()), None)
    new_needs = [need for need in _needs_named(turn) if need not in memory.needs]
    for need in new_needs:
        memory.needs[need] = turn.text
        turn.event("need_heard", subject=need, quote=turn.text)
    if new_needs and memory.confirmed:
        memory.confirmed = False
    if turn.intent == "unsure" or (is_thin(turn.text) and not new_needs and asked in {None, "purpose"}):
        return
    if asked == "more":
        # What is told on being asked for more completes what the thin answer left open.
        asked = next((side for side in QUESTIONS if side not in memory.told()), "purpose")
    for detail in details_told(turn.text, turn.language, asked=asked, intent=turn.intent):
        _keep(turn, detail)


def go_on(turn: Turn) -> None:
    """Asks the next open question, or sums up when two or three good answers are there."""
    memory = turn.memory
    told = memory.told()
    # Who asked which product to choose waits for it: a need and one more side of it will do.
    few = memory.wants_product and bool(memory.needs) and len(told) >= SIDES_FOR_A_PRODUCT
    enough = (
        few
        or len(told) >= ENOUGH_SIDES
        or (len(memory.asked) >= MOST_QUESTIONS and bool(memory.details or memory.needs))
    )
    if enough:
        sum_up(turn)
    elif is_thin(turn.text) and not turn.values("need") and "more" not in memory.asked and memory.asked:
        ask_for(turn, "more")
    else:
        ask_next(turn, opening="utter_heard" if memory.details else None)


def ask_next(turn: Turn, *, opening: str | None = None) -> None:
    """Asks for the first side of the need that is neither told nor asked for."""
    memory = turn.memory
    missing = [side for side in QUESTIONS if side not in memory.told() and side not in memory.asked]
    # Needs that were named are a purpose told, whatever the words.
    if memory.needs and "purpose" in missing:
        missing.remove("purpose")
    if not missing and (memory.details or memory.needs):
        sum_up(turn)
        return
    if not missing and "more" in memory.asked:
        # Everything was asked and nothing was told: a person may find the words.
        turn.offer_person("utter_offer_person", reason="low_confidence")
        return
    if opening:
        turn.say(opening, joins=True)
    ask_for(turn, missing[0] if missing else "more")


def ask_for(turn: Turn, side: str) -> None:
    """Asks one open question of the discovery."""
    if side in turn.memory.asked:
        turn.memory.asked.remove(side)
    turn.memory.asked.append(side)
    turn.event("question_asked", subject=side)
    turn.say(f"utter_ask_{side}")
    turn.ask("discovery")


def sum_up(turn: Turn) -> None:
    """Says the need back and asks whether that is right."""
    memory = turn.memory
    if not memory.needs and memory.details:
        turn.event("need_heard", subject="unserved", quote=memory.details[0].quote)
    summary = summarise(memory, turn.catalog, turn.language)
    turn.event("need_summarised", needs=list(memory.needs), summary=summary)
    job = job_of(memory, turn.language)
    turn.event("job_heard", subject=next(iter(memory.needs), "unserved"), **job.told())
    turn.say("utter_summary", summary=summary)
    turn.ask("summary")


def correct(turn: Turn) -> None:
    """Replaces what the correction contradicts and keeps the rest."""
    memory = turn.memory
    denied = {need for need, start in _needs_at(turn) if need in memory.needs and is_denied(turn.text, start)}
    named = [need for need in _needs_named(turn) if need not in denied]
    # "No, it is for the office" takes the place of what was heard; "and easy to clean" is added to it.
    replaces = begins_with_no(turn.text) and not denied
    for need in list(memory.needs):
        if need in denied or (replaces and named and need not in named):
            turn.event("need_rejected", subject=need, quote=memory.needs.pop(need))
    for need in named:
        if need not in memory.needs:
            memory.needs[need] = turn.text
            turn.event("need_heard", subject=need, quote=turn.text)
    memory.confirmed = False
    wrong = words_taken_back(turn.text)
    memory.details = [detail for detail in memory.details if wrong.isdisjoint(words(detail.quote))]
    untold = next((side for side in ADDED_SIDES if side not in memory.told()), "purpose")
    asked = "purpose" if replaces or denied else untold
    for detail in details_told(turn.text, turn.language, asked=asked, intent="state_need"):
        _keep(turn, detail)


def resume(turn: Turn) -> None:
    """After a side question: back to where the conversation was, with other words."""
    memory = turn.memory
    if turn.queued:
        return
    if turn.open_question == "discovery" and memory.asked and (memory.details or memory.needs):
        turn.say(f"utter_ask_{memory.asked[-1]}")
    elif turn.open_question in {"summary", "correction"}:
        turn.say("utter_back_to_summary")
        turn.ask("summary")
    elif turn.open_question not in {"complaint", "offer", "person"}:
        turn.close_question()


def _needs_named(turn: Turn) -> list[str]:
    return [need for need, start in _needs_at(turn) if not is_ruled_out(turn.text, start)]


def _needs_at(turn: Turn) -> list[tuple[str, int]]:
    return [
        (str(entity["value"]), int(entity.get("start", 0)))
        for entity in turn.entities
        if entity.get("entity") == "need" and entity["value"] in turn.catalog.needs
    ]


def _keep(turn: Turn, detail: Detail) -> None:
    memory = turn.memory
    memory.details = [other for other in memory.details if other.field != detail.field]
    memory.details.append(detail)
    turn.event("need_detail", subject=detail.field, quote=detail.quote)
