"""Tables as CSV that opens rightly where it is read.

Danish and Norwegian spreadsheets take a comma for the decimal sign and so expect semicolons between cells;
English ones the reverse. The mark at the start tells them that the text is UTF-8. What a visitor wrote must
not become a formula, so a cell that begins like one gets an apostrophe (OWASP, CSV Injection).
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from api.insights.behind import Behind
from api.insights.rates import Rate
from api.insights.reading import Scope
from api.insights.views.model import Cell, Column, Table

_RATE_PARTS = ("num", "den", "value", "lo", "hi", "n", "status")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UTF8_MARK = "\ufeff"


def table_csv(table: Table, *, language: str) -> str:
    """Return a table as CSV; a rate becomes seven columns, its numbers with four decimals."""
    header = ["id", *(name for column in table.columns for name in _names(column))]
    rows = (
        [
            row.subject,
            *(part for column in table.columns for part in _parts(column, row.cells[column.key], language)),
        ]
        for row in table.rows
    )
    return _written([header, *rows], language)


def conversations_csv(rows: Iterable[Behind], scope: Scope) -> str:
    """Return the conversations behind a figure as CSV."""
    header = ["conversation", "who", "language", "state", "began_at", "quote"]
    zone = scope.period.zone
    lines = (
        [
            row.id,
            row.who,
            row.language,
            row.state,
            row.began_at.astimezone(zone).isoformat(timespec="minutes"),
            row.quote or "",
        ]
        for row in rows
    )
    return _written([header, *lines], scope.t.language)


def _names(column: Column) -> Iterator[str]:
    if column.kind != "rate":
        yield column.key
        return
    for part in _RATE_PARTS:
        yield f"{column.key}_{part}"


def _parts(column: Column, cell: Cell, language: str) -> Iterator[str]:
    if column.kind != "rate":
        yield "" if cell is None else str(cell)
        return
    for part in _RATE_PARTS:
        value = getattr(cell, part) if isinstance(cell, Rate) else None
        if isinstance(value, float):
            yield f"{value:.4f}" if language == "en" else f"{value:.4f}".replace(".", ",")
        else:
            yield "" if value is None else str(value)


def _written(rows: Iterable[list[str]], language: str) -> str:
    file = StringIO()
    writer = csv.writer(file, delimiter="," if language == "en" else ";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return _UTF8_MARK + file.getvalue()
