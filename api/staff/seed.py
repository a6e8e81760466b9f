"""Accounts for looking around: one of each role and a second agent, made once with passwords of their own."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.staff import repository, service
from api.staff.schemas import NewAccount, Role

_DEMO_STAFF: tuple[tuple[Role, str, str], ...] = (
    ("agent", "support@demo.example", "Alex (demo)"),
    ("agent", "support2@demo.example", "Kim (demo)"),
    ("lead", "lead@demo.example", "Mika (demo)"),
    ("marketer", "marketing@demo.example", "Robin (demo)"),
    ("admin", "admin@demo.example", "Charlie (demo)"),
)


async def ensure_demo_staff(session: AsyncSession) -> list[tuple[str, str, str]]:
    """Make the demo accounts that are missing, each with a random password; leave existing ones alone.

    Returns:
        (role, email, password) of the accounts made now: the only moment their passwords are known.
    """
    made: list[NewAccount] = []
    for role, email, name in _DEMO_STAFF:
        if await repository.staff_by_email(session, email) is None:
            made.append(await service.add_account(session, email=email, name=name, role=role))
    return [(account.role, account.email, account.password) for account in made]
