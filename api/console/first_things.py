"""What the next person reads first: why it was passed on, what a thumb down said, and what is to be done now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.console.case_rows import StepRow
from api.console.labels import Labels
from api.console.lines import line_of
from api.conversations.models import Event
from api.recovery.vocabulary import Step

# What came before was for somebody who has done with it.
_DONE_WITH = ("closed", "handed_back")
# Then a person does what the customer was told; the other steps are not about that.
_AS_TOLD = ("thank", "solve")


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something that must not be missed, and the number of the event that says it."""

    words: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class Next:
    """What to do next: the step of the complaint's case with its day, and what the customer was told happens."""

    step: Step | None
    words: str | None
    day: str | None
    told: str | None


def remarks_of(events: Sequence[Event], labels: Labels) -> tuple[Remark, ...]:
    """Return why the conversation was passed on last, and the thumb down, as far as nobody has dealt with them."""
    done = max((event.seq for event in events if event.type in _DONE_WITH), default=0)
    newest = {event.type: event for event in events if event.seq > done}
    return tuple(_remarks(newest.get("transferred"), newest.get("rated"), labels))


def next_of(step: StepRow | None, told: str | None, labels: Labels) -> Next | None:
    """Return what to do next.

    Args:
        step: The first step of the case that is not done; None where there is no case, or nothing left to do in it.
        told: What the customer was told a person would do.
    """
    if step is None:
        return Next(step=None, words=None, day=None, told=told) if told else None
    return Next(
        step=step.step,
        words=labels.t(f"packet.next.{step.step}"),
        day=step.day,
        told=told if step.step in _AS_TOLD else None,
    )


def _remarks(transferred: Event | None, rated: Event | None, labels: Labels) -> Iterator[Remark]:
    reason = transferred.wording() if transferred else None
    if transferred and reason:
        key = "packet.taken_over" if transferred.facts.get("from_staff_id") else "packet.passed_on"
        name = labels.colleague(transferred.facts.get("staff_id"))
        yield Remark(words=labels.t(key, name=name, reason=reason), seq=transferred.seq)
    if rated and rated.subject == "bad":
        yield Remark(words=line_of(rated, labels) or "", seq=rated.seq)
