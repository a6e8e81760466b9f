"""What each figure counts, said once: the views count by it and the list of conversations filters by it.

A figure is about conversations that began in the period and in which the visitor wrote something. The number
of its definition grows when its meaning changes, so that two reports can be told apart.
"""

from dataclasses import dataclass
from typing import Literal

from api.insights.errors import UnknownFigure

By = Literal["subject", "matter", "product", "kind"]
Column = Literal["language", "stage"]
Rule = Literal["handed_over", "contained", "returned", "stepped_in"]
Quoted = Literal["quote", "comment", "text"]

UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One way to choose conversations.

    Attributes:
        events: Those with one of these events.
        by: What of the event the subject of the figure is compared with; a matter is written "kind:matter".
        then: One of these events comes later in the conversation.
        column: The subject is what the conversation itself says.
        rule: A rule of its own, written out in the queries.
        quoted: Which words of the event to quote; "text" is the visitor's message that caused it.
    """

    name: str
    version: int = 1
    events: tuple[str, ...] = ()
    by: By | None = None
    then: tuple[str, ...] = ()
    column: Column | None = None
    rule: Rule | None = None
    quoted: Quoted = "quote"


_OFFER_STOPPED = ("offers_stopped",)
_COMPLAINED = ("complaint_raised",)
_ALL = (
    Figure(name="conversations"),
    Figure(name="handed_over", rule="handed_over", events=("queued", "escalate"), quoted="text"),
    Figure(name="contained", rule="contained"),
    Figure(name="returned", rule="returned"),
    Figure(name="language", column="language"),
    Figure(name="stage", column="stage"),
    Figure(name="need_heard", events=("need_heard", "need_confirmed", "need_rejected"), by="subject"),
    Figure(name="need_confirmed", events=("need_confirmed",), by="subject"),
    Figure(name="need_rejected", events=("need_rejected",), by="subject"),
    Figure(name="barrier", events=("barrier_raised",), by="subject"),
    Figure(name="bought_elsewhere", events=("bought_elsewhere",)),
    Figure(name="complaint", events=_COMPLAINED, by="subject"),
    Figure(name="complaint_matter", events=_COMPLAINED, by="matter"),
    Figure(name="complaint_product", events=_COMPLAINED, by="product"),
    Figure(name="reason", events=("queued", "escalate"), by="subject", quoted="text"),
    Figure(name="stepped_in", rule="stepped_in"),
    Figure(name="offer_made", events=("offer_made",), by="subject", quoted="text"),
    Figure(name="offer_accepted", events=("offer_accepted",), by="subject", quoted="text"),
    Figure(name="offer_declined", events=("offer_declined",), by="subject", quoted="text"),
    Figure(name="offer_kind_made", events=("offer_made",), by="kind", quoted="text"),
    Figure(name="offer_kind_accepted", events=("offer_accepted",), by="kind", quoted="text"),
    Figure(name="offer_kind_declined", events=("offer_declined",), by="kind", quoted="text"),
    Figure(name="offers_stopped", events=_OFFER_STOPPED, quoted="text"),
    Figure(name="offer_then_stop", events=("offer_made",), by="subject", then=_OFFER_STOPPED, quoted="text"),
    Figure(
        name="offer_then_complaint", events=("offer_made",), by="subject", then=_COMPLAINED, quoted="text"
    ),
    Figure(
        name="offer_then_either",
        events=("offer_made",),
        by="subject",
        then=(*_OFFER_STOPPED, *_COMPLAINED),
        quoted="text",
    ),
    Figure(name="rated", events=("rated",), by="subject", quoted="comment"),
    Figure(name="score", events=("score_given",), by="subject"),
    Figure(name="praise", events=("praise_given",)),
    Figure(name="idea", events=("idea_given",)),
)
FIGURES = {figure.name: figure for figure in _ALL}


def figure_named(name: str, subject: str | None) -> Figure:
    """Return a figure that an address names.

    Raises:
        UnknownFigure: There is none with this name, or it has no subjects.
    """
    figure = FIGURES.get(name)
    if figure is None:
        raise UnknownFigure("figure")
    if subject is not None and figure.by is None and figure.column is None:
        raise UnknownFigure("subject")
    if subject is None and figure.column is not None:
        raise UnknownFigure("subject")
    if subject is not None and figure.by == "matter" and ":" not in subject:
        raise UnknownFigure("subject")
    return figure
