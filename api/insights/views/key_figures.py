"""The key figures of a stretch of time: counted once, shown large, and listed with their uncertainty."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import narrative, queries
from api.insights.figures import FIGURES
from api.insights.period import Window
from api.insights.rates import SATISFACTION_TARGET, Rate, against_target, direction, rate
from api.insights.reading import Scope
from api.insights.views import satisfaction
from api.insights.views.model import Column, Row, Stat, Table
from api.insights.views.parts import NAME, column, link, text_column

_ALL, _ALONE, _PERSON = FIGURES["conversations"], FIGURES["contained"], FIGURES["handed_over"]
_RETURNED = FIGURES["returned"]


@dataclass(frozen=True, kw_only=True)
class KeyFigures:
    """Conversations: all of them, by the bot alone, with a person, and those whose visitor came back.

    The last three exclude each other, and together they are all of them.
    """

    total: int
    messages: int
    alone: int
    person: int
    returned: int
    satisfied: Rate


async def key_figures(session: AsyncSession, window: Window) -> KeyFigures:
    """Return the key figures of the conversations that began in a stretch of time."""
    total = await queries.count(session, window, _ALL)
    person = await queries.count(session, window, _PERSON)
    returned = await queries.count(session, window, _RETURNED)
    return KeyFigures(
        total=total,
        messages=await queries.visitor_messages(session, window),
        alone=total - person - returned,
        person=person,
        returned=returned,
        satisfied=(await satisfaction.ratings_of(session, window))["all"].rate,
    )


def stats(scope: Scope, now: KeyFigures, before: KeyFigures) -> tuple[Stat, ...]:
    """Return the large figures, each with its change."""
    words, t = scope.words, scope.t

    def counted(name: str, number: int, earlier: int, detail: str) -> Stat:
        return Stat(
            name=name,
            label=t(f"stat.{name}"),
            shown=words.count(number),
            detail=detail,
            before=t("stat.before", n=words.count(earlier)),
            href=scope.behind(_ALL.name),
        )

    def shared(name: str, found: Rate, earlier: Rate, href: str, detail: str = "") -> Stat:
        return Stat(
            name=name,
            label=t(f"stat.{name}"),
            shown=words.percent(found.value)
            if found.value is not None
            else t("stat.of", num=words.count(found.num), den=words.count(found.den)),
            detail=detail or words.interval(found),
            before=narrative.moved(words, direction(found, earlier), earlier),
            href=href,
        )

    target = words.percent(SATISFACTION_TARGET)
    against = t(f"stat.target.{against_target(now.satisfied)}", target=target)
    per = format(now.messages / now.total, ".1f") if now.total else "0"
    comma = per if t.language == "en" else per.replace(".", ",")
    return (
        counted("conversations", now.total, before.total, ""),
        counted("messages", now.messages, before.messages, t("stat.per", n=comma)),
        shared(
            "contained",
            rate(now.alone, now.total),
            rate(before.alone, before.total),
            scope.behind(_ALONE.name),
        ),
        shared(
            "handed_over",
            rate(now.person, now.total),
            rate(before.person, before.total),
            scope.behind(_PERSON.name),
        ),
        shared("satisfaction", now.satisfied, before.satisfied, scope.view("satisfaction"), against),
    )


def figures_table(scope: Scope, now: KeyFigures, before: KeyFigures) -> Table:
    """Return the key figures with their uncertainty, now and before."""
    rows = []
    for figure, number, earlier in (
        (_ALL, now.total, before.total),
        (_ALONE, now.alone, before.alone),
        (_PERSON, now.person, before.person),
        (_RETURNED, now.returned, before.returned),
    ):
        rows.append(
            Row(
                subject=figure.name,
                cells={
                    NAME: scope.t(f"figure.{figure.name}"),
                    "conversations": number,
                    "share": None if figure is _ALL else rate(number, now.total),
                    "before": earlier,
                    "before_share": None if figure is _ALL else rate(earlier, before.total),
                },
                links=link(scope, "conversations", figure, None, number),
            )
        )
    return Table(
        name="figures",
        title=scope.t("table.figures"),
        columns=(
            text_column(scope, "figure"),
            column(scope, "conversations"),
            column(scope, "share", kind="rate"),
            column(scope, "before"),
            Column(key="before_share", label=scope.t("column.before_share"), kind="rate", quiet=True),
        ),
        rows=tuple(rows),
        note=scope.t("note.counted", definition=scope.t("note.contained")),
    )
