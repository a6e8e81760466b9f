"""The audit trail to read: filtered by what an administrator asks, in words, or as CSV.

Spreadsheets in Danish and Norwegian expect semicolons between cells. A cell that begins like a formula gets an
apostrophe (OWASP, CSV Injection), though nothing a customer wrote is in here.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.staff import audit_entries, repository
from api.staff.audit_entries import Wanted
from api.staff.models import Staff
from api.theme.texts import Wording

PAGE = 100
_CSV_ROWS = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UTF8_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an administrator asks for, as the address says it."""

    person: int | None = None
    action: str | None = None
    conversation: str | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None

    def query(self) -> dict[str, str]:
        """Return the parts of an address that ask for the same entries."""
        parts = {
            "person": self.person,
            "action": self.action,
            "conversation": self.conversation,
            "from": self.first,
            "to": self.last,
        }
        return {name: str(value) for name, value in parts.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry in words; ``who`` is None where nobody was logged in."""

    id: int
    at: datetime
    who: str | None
    action: str
    what: str
    conversation_id: str | None
    facts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A page of entries, the newest first; ``older`` is the id to go on before."""

    lines: Sequence[Line]
    older: int | None
    actions: Sequence[str]
    persons: Sequence[Staff]


async def trail(session: AsyncSession, asked: Asked, *, zone: ZoneInfo, t: Wording) -> Trail:
    """Return a page of the entries that are asked for."""
    lines = await _lines(session, asked, zone=zone, t=t, limit=PAGE + 1)
    return Trail(
        lines=lines[:PAGE],
        older=lines[PAGE - 1].id if len(lines) > PAGE else None,
        actions=await audit_entries.actions(session),
        persons=await repository.everybody(session),
    )


async def trail_csv(session: AsyncSession, asked: Asked, *, zone: ZoneInfo, t: Wording) -> str:
    """Return the newest entries that are asked for as CSV, fifty thousand at most."""
    lines = await _lines(session, asked, zone=zone, t=t, limit=_CSV_ROWS)
    header = ["id", "at", "who", "action", "conversation", "facts"]
    rows = (
        [
            str(line.id),
            line.at.astimezone(zone).isoformat(timespec="seconds"),
            line.who or "",
            line.action,
            line.conversation_id or "",
            "; ".join(f"{name}={value}" for name, value in line.facts.items()),
        ]
        for line in lines
    )
    return _written([header, *rows], t.language)


async def _lines(
    session: AsyncSession, asked: Asked, *, zone: ZoneInfo, t: Wording, limit: int
) -> list[Line]:
    wanted = Wanted(
        staff_id=asked.person,
        action=asked.action,
        conversation_id=asked.conversation,
        since=_midnight(asked.first, zone),
        until=_midnight(asked.last + timedelta(days=1) if asked.last else None, zone),
        before_id=asked.before,
    )
    names = {one.id: one.name for one in await repository.everybody(session)}
    return [
        Line(
            id=entry.id,
            at=entry.at,
            who=staff.name if staff else None,
            action=entry.action,
            what=t.label("audit.actions", entry.action),
            conversation_id=entry.conversation_id,
            facts=_facts(entry.facts, names, t),
        )
        for entry, staff in await audit_entries.entries(session, wanted, limit=limit)
    ]


def _facts(facts: Mapping[str, object], names: Mapping[int, str], t: Wording) -> dict[str, str]:
    """Return the facts in words: people by name, roles and reasons as they are called."""
    shown = {}
    for name, value in facts.items():
        if value is None or value == "":
            continue
        if name in ("person", "invited_by") and isinstance(value, int):
            said = names.get(value, str(value))
        elif name == "people" and isinstance(value, list):
            said = ", ".join(names.get(one, str(one)) for one in value) or "–"
        elif isinstance(value, bool):
            said = t("audit.yes") if value else t("audit.no")
        elif isinstance(value, list):
            said = ", ".join(str(part) for part in value)
        elif name in ("role", "before"):
            said = t.label("roles", str(value))
        elif name == "reason":
            said = t.entries.get(f"audit.reasons.{value}", str(value))
        else:
            said = t.entries.get(f"audit.values.{value}", str(value))
        shown[t.label("audit.facts", name)] = said
    return shown


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None


def _written(rows: Iterable[list[str]], language: str) -> str:
    file = StringIO()
    writer = csv.writer(file, delimiter="," if language == "en" else ";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return _UTF8_MARK + file.getvalue()
