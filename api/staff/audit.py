"""Who saw and did what: entries are added in the transaction of what they tell of, and never changed.

`note` is for whatever changes something, `noted` for what only reads. Reading a conversation is noted once an hour
for each person and conversation (api/conversations/openings.py), so that a page that refreshes itself does not
fill the trail.

Entries older than ``AUDIT_KEPT_DAYS`` go, the oldest first; nothing else can be taken out.

An entry holds no customer's words and no e-mail address: ids, roles, kinds and counts tell enough.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.services import Services
from api.staff import audit_entries
from api.staff.models import AuditEntry, Staff

OPENED = "conversation_opened"
FOUND = "conversation_found"
OPENED_EVERY = timedelta(hours=1)
_AT_ONCE = 500


async def note(
    session: AsyncSession,
    staff: Staff | None,
    action: str,
    conversation_id: str | None = None,
    **facts: Any,
) -> None:
    """Add an entry, kept if and only if the transaction of `session` is.

    Args:
        session: The writing session of what is done.
        staff: Who does it; None where nobody is logged in.
        action: What, as `verb_noun` in at most 40 characters (see `texts/*.yml`, `audit.actions`).
        conversation_id: The conversation it concerns.
        facts: What else is worth knowing, as JSON takes it; no wording of customers, no addresses of people.
    """
    session.add(
        AuditEntry(
            staff_id=staff.id if staff else None,
            action=action,
            conversation_id=conversation_id,
            facts=facts,
        )
    )


async def noted(database: Database, staff: Staff | None, action: str, **facts: Any) -> None:
    """Add an entry by itself, for what only reads: an export, a failed login."""
    async with database.writing() as session:
        await note(session, staff, action, **facts)


async def opened_lately(session: AsyncSession, staff: Staff, conversation_id: str) -> bool:
    """Say whether it is noted that `staff` opened this conversation within the hour."""
    since = now() - OPENED_EVERY
    return await audit_entries.noted(session, staff.id, OPENED, conversation_id, since=since)


async def seen_lately(session: AsyncSession, staff: Staff, ids: Collection[str]) -> set[str]:
    """Return those of the conversations of which it is noted that `staff` opened or found them within the hour."""
    since = now() - OPENED_EVERY
    return await audit_entries.noted_among(session, staff.id, (OPENED, FOUND), ids, since=since)


async def prune(services: Services) -> int:
    """Let go of the entries that are older than they are kept; how many that was this time."""
    days = services.settings.audit_kept_days
    if not days:
        return 0
    async with services.database.writing() as session:
        return await audit_entries.prune(session, before=now() - timedelta(days=days), limit=_AT_ONCE)
