"""What an administrator does with other people's accounts. Nobody can take their own way in away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.recovery.leaving import leave_all_of
from api.staff import audit, link_queries, links, repository, two_factor
from api.staff.errors import NotYourself, Unfit, UnknownAccount
from api.staff.links import NewLink
from api.staff.models import Staff, StaffLink
from api.staff.permissions import ROLES, Role, may

LINES = (1, 2, 3)
MOST_AT_A_TIME = 50


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account, and when somebody was last seen with it."""

    staff: Staff
    last_seen: datetime | None

    @property
    def two_factor(self) -> bool:
        """Whether a code is asked for."""
        return self.staff.totp_confirmed_at is not None

    @property
    def converses(self) -> bool:
        """Whether lines and capacity mean anything for this person."""
        return may(self.staff.role, "converse")


@dataclass(frozen=True, kw_only=True)
class People:
    """Everybody with an account, and who is invited."""

    persons: Sequence[Person]
    invitations: Sequence[StaffLink]


async def people(session: AsyncSession) -> People:
    """Return everybody with an account, and who is invited."""
    seen = await repository.last_seen(session)
    return People(
        persons=[
            Person(staff=staff, last_seen=seen.get(staff.id))
            for staff in await repository.everybody(session)
            if not staff.is_system
        ],
        invitations=await link_queries.open_invitations(session, at=now()),
    )


async def person(session: AsyncSession, staff_id: int) -> Person:
    """Return one account.

    Raises:
        UnknownAccount: There is no such account.
    """
    staff = _a_person(await repository.account(session, staff_id))
    return Person(staff=staff, last_seen=(await repository.last_seen(session)).get(staff.id))


async def change(
    session: AsyncSession, by: Staff, staff_id: int, *, role: str, capacity: int, lines: Sequence[int]
) -> None:
    """Change what somebody may do and how much they are given.

    Raises:
        NotYourself: It is one's own role.
        Unfit: There is no such role or line, no line at all, or the capacity is out of bounds.
        UnknownAccount: There is no such account.
    """
    wanted = wanted_role(role)
    chosen = [line for line in LINES if line in lines]
    if not chosen or not set(lines) <= set(LINES):
        raise Unfit(fields={"lines": "missing"})
    if not 1 <= capacity <= MOST_AT_A_TIME:
        raise Unfit(fields={"capacity": "bounds"})
    staff = _a_person(await repository.locked(session, staff_id))
    if staff.role != wanted:
        if staff.id == by.id:
            raise NotYourself
        await audit.note(session, by, "role_changed", person=staff.id, before=staff.role, role=wanted)
        staff.role = wanted
        if not may(wanted, "manage_people"):
            await links.void_invitations_by(session, staff.id)
    if (staff.capacity, staff.lines) != (capacity, chosen):
        await audit.note(session, by, "work_changed", person=staff.id, capacity=capacity, lines=chosen)
        staff.capacity = capacity
        staff.lines = chosen


async def set_active(session: AsyncSession, by: Staff, staff_id: int, *, active: bool) -> None:
    """Let somebody log in, or no more: then sessions and invitations end, and their cases are left to those who lead.

    Their name stays on what they did.

    Raises:
        NotYourself: It is one's own account.
        UnknownAccount: There is no such account.
    """
    staff = _a_person(await repository.account(session, staff_id))
    if staff.id == by.id:
        raise NotYourself
    if not active:
        # Before the account is held: whoever takes a case holds the case first, and then the account.
        await leave_all_of(session, staff)
    staff = await repository.locked(session, staff_id)
    staff.active = active
    if not active:
        await repository.delete_sessions_of(session, staff.id)
        await links.void_invitations_by(session, staff.id)
        await link_queries.delete_open_for(session, staff.email, "password")
    await audit.note(session, by, "account_activated" if active else "account_deactivated", person=staff.id)


async def password_link(session: AsyncSession, by: Staff, staff_id: int) -> NewLink:
    """Make a link with which somebody chooses a new password.

    Raises:
        UnknownAccount: There is no such active account.
    """
    staff = _a_person(await repository.account(session, staff_id))
    if not staff.active:
        raise Unfit(fields={"active": "missing"})
    return await links.password_link(session, staff, by=by)


async def sign_out(session: AsyncSession, by: Staff, staff_id: int) -> None:
    """End all sessions of somebody."""
    staff = _a_person(await repository.account(session, staff_id))
    await repository.delete_sessions_of(session, staff.id)
    await audit.note(session, by, "sessions_ended", person=staff.id)


async def take_two_factor_off(session: AsyncSession, by: Staff, staff_id: int) -> None:
    """Take the second step off somebody who lost phone and spare codes; they begin again with the password.

    Raises:
        NotYourself: It is one's own account, where a code is asked for.
        UnknownAccount: There is no such account.
    """
    staff = _a_person(await repository.locked(session, staff_id))
    if staff.id == by.id:
        raise NotYourself
    await two_factor.forget(session, staff)
    await repository.delete_sessions_of(session, staff.id)
    await audit.note(session, by, "two_factor_taken_off", person=staff.id)


def wanted_role(name: str) -> Role:
    """Return the role that is called so.

    Raises:
        Unfit: There is none.
    """
    for role in ROLES:
        if role == name:
            return role
    raise Unfit(fields={"role": "missing"})


def _a_person(staff: Staff) -> Staff:
    """Return `staff`; the account of another system's key is kept with the key, and not here."""
    if staff.is_system:
        raise UnknownAccount
    return staff
