"""What a view is made of; pages, JSON and CSV are three ways to hand it out.

A view is a question, a headline that answers it in words, charts, tables with the same figures, and quotes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from api.insights.charts.bars import BarChart
from api.insights.charts.intervals import IntervalChart
from api.insights.charts.lines import LineChart
from api.insights.rates import Rate

Cell: TypeAlias = str | int | Rate | None
ColumnKind: TypeAlias = Literal["text", "count", "rate"]
Chart: TypeAlias = BarChart | LineChart | IntervalChart


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; ``key`` is its name in JSON and CSV, ``quiet`` says it is there for comparison."""

    key: str
    label: str
    kind: ColumnKind = "count"
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: ``subject`` is the id behind the label; ``links`` lead from a cell to its conversations."""

    subject: str
    cells: Mapping[str, Cell]
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures in rows; ``note`` says what has to be known to read them."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str | None = None

    @property
    def has_thin_rates(self) -> bool:
        """Whether a rate is marked thin, so that the mark has its own place in every row."""
        cells = (cell for row in self.rows for cell in row.cells.values())
        return any(isinstance(cell, Rate) and cell.status == "thin" for cell in cells)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What somebody wrote, without contact details; ``href`` leads to the message."""

    text: str
    language: str
    said: str
    href: str


@dataclass(frozen=True, kw_only=True)
class QuoteGroup:
    """Quotes about one thing."""

    title: str
    quotes: tuple[Quote, ...]
    href: str | None = None
    more: str | None = None
    empty: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One large figure on the overview."""

    name: str
    label: str
    shown: str
    detail: str
    before: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """What another view has to say."""

    view: str
    headline: str
    href: str


@dataclass(frozen=True, kw_only=True)
class View:
    """One question and its answer."""

    name: str
    question: str
    headline: str
    lead: tuple[str, ...] = ()
    stats: tuple[Stat, ...] = ()
    charts: Sequence[Chart] = ()
    pointers: tuple[Pointer, ...] = ()
    tables: tuple[Table, ...] = ()
    quotes: tuple[QuoteGroup, ...] = ()
    definitions: Mapping[str, int] = field(default_factory=dict)
    empty: str | None = None
