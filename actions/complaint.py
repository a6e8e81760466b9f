"""Complaints: gratitude, not automation. The matter is named, a person takes over, nothing is sold."""

from __future__ import annotations

from actions.case_answers import HAPPENED, WANTED, is_contact_only, is_wish, names_outcome, parts_told
from actions.choosing import pick_by_cue, products_like
from actions.details import is_thin
from actions.memory import Case
from actions.mood import is_upset
from actions.sentences import sentences
from actions.turn import GoalAction, Turn
from actions.wait import say_wait
from bot.catalog import words

ANSWERS_TO_FIELDS = {"product": "product"}


class ReceiveComplaint(GoalAction):
    """Thanks for exactly this, says what happens next and when, asks what is needed, queues it."""

    goal = "receive_complaint"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        kind = turn.intent
        if memory.case and turn.queued and kind != "threaten_to_leave":
            # One person, one case: whatever else is wrong is added to what they will read.
            take_detail(turn) if turn.open_question == "complaint" else add_to_case(turn)
            return
        complaint = turn.catalog.complaints[kind]
        matter = pick_by_cue(complaint.matters, turn.text, turn.language)
        product = next((p for p in turn.values("product") if p in turn.catalog.products), None)
        first = memory.case is None
        memory.case = Case(
            kind=kind,
            epoch=int(turn.metadata.get("epoch", 0)),
            matter=matter.id,
            product=product or (memory.case.product if memory.case else None),
            order_number=memory.order_number,
            kind_of_product=bool(products_like(turn.catalog, turn.text, turn.language)),
            asked=memory.case.asked if memory.case else [],
            outcome_told=memory.case.outcome_told if memory.case else False,
        )
        memory.offer_open = False
        turn.event(
            "complaint_raised",
            subject=kind,
            matter=matter.id,
            product=memory.case.product,
            order_number=memory.order_number,
            quote=turn.text,
        )
        wanted = [part for part in sentences(turn.text) if names_outcome(part, turn.language)]
        if wanted:
            keep(turn, WANTED, " ".join(wanted))
        named = turn.local(matter.matter)
        if product and _called_by_name(turn, product):
            named = f"{named} ({turn.local(turn.catalog.products[product].name)})"
        if kind == "threaten_to_leave":
            turn.say("utter_thank_for_warning", matter=named)
        elif is_upset(turn):
            turn.say("utter_apologise_for_complaint", matter=named)
        else:
            turn.say("utter_thank_for_complaint", matter=named)
        turn.tell(turn.local(matter.next or complaint.next), joins=first)
        if first and not turn.queued:
            turn.event("escalate", subject=memory.case.escalation_reason, line=1)
        if first:
            say_wait(turn)
        ask_next_field(turn)


class TakeComplaintDetail(GoalAction):
    """The answer to what was asked about the complaint."""

    goal = "take_complaint_detail"

    def act(self, turn: Turn) -> None:
        take_detail(turn)


def _called_by_name(turn: Turn, product: str) -> bool:
    """Whether it is certain which product is meant: by its own name, or as the only one of its kind."""
    if [like.id for like in products_like(turn.catalog, turn.text, turn.language)] == [product]:
        return True
    own_name = words(turn.local(turn.catalog.products[product].name))[:1]
    return not set(own_name).isdisjoint(words(turn.text))


def take_detail(turn: Turn) -> None:
    """Keeps what the visitor adds to the case, then asks the next thing that is needed, or thanks."""
    case = turn.memory.case
    if case is None or case.open_field is None:
        turn.say("utter_noted_for_person")
        turn.close_question()
        return
    field, case.open_field = case.open_field, None
    numbers = turn.values("order_number")
    if numbers:
        case.order_number = numbers[0]
        turn.event("complaint_detail", subject="order_number", value=case.order_number)
    if is_contact_only(turn):
        # Where to write to answers neither question.
        case.open_field = field
        turn.say("utter_noted_for_person")
        turn.ask("complaint")
        return
    only_number = numbers and is_thin(turn.text.replace(numbers[0], ""))
    if field == "order_number" and not numbers:
        # Asked for the number and told something else: that is kept for what it is.
        field = HAPPENED
    if turn.intent != "deny" and field != "order_number" and not only_number:
        found = turn.values(ANSWERS_TO_FIELDS.get(field, ""))
        if field == "product" and found:
            case.product = found[0]
        told = [(field, found[0])] if found else parts_told(turn, field)
        for about, words_told in told:
            keep(turn, about, words_told)
        if field == WANTED and not case.outcome_told:
            # Anger is no outcome: what would help stays open, and is not asked for a second time.
            case.open_field = WANTED
            turn.say("utter_noted_for_person")
            turn.ask("complaint")
            return
    ask_next_field(turn, thanks=True)


def add_to_case(turn: Turn) -> None:
    """Keeps what is said while a person is awaited, for that person."""
    case = turn.memory.case
    if case is not None:
        case.product = next(iter(turn.values("product")), case.product)
        if not turn.values("email") and not turn.values("phone"):
            keep(turn, WANTED if is_wish(turn.text, turn.language) else HAPPENED, turn.text)
    turn.say("utter_noted_for_person")


def keep(turn: Turn, field: str, value: str) -> None:
    """Reports a fact of the case, and remembers that how to solve it was told."""
    case = turn.memory.case
    if case is not None and field == WANTED:
        case.outcome_told = True
    turn.event("complaint_detail", subject=field, value=value)


def ask_next_field(turn: Turn, *, thanks: bool = False) -> None:
    """Asks for the first thing that the person who takes over cannot do without; at most two in all."""
    case = turn.memory.case
    assert case is not None
    known = {
        "order_number": case.order_number,
        "product": case.product or case.kind_of_product,
        WANTED: case.outcome_told,
    }
    for field in turn.catalog.complaints[case.kind].ask:
        if field not in case.asked and not known.get(field) and len(case.asked) < 2:
            case.asked.append(field)
            case.open_field = field
            turn.say(f"utter_ask_case_{field}", ask=turn.local(turn.catalog.business.order_number.ask))
            turn.ask("complaint")
            return
    if thanks:
        turn.say("utter_case_complete")
    turn.close_question()
