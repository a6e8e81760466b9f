"""What each role may do, in one table. Everything that lets people in or keeps them out reads it here."""

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["agent", "lead", "marketer", "admin"]
Act = Literal[
    "keep_own_account",
    "converse",
    "lead_team",
    "read_insights",
    "manage_people",
    "keep_integrations",
    "read_audit",
]

ROLES: tuple[Role, ...] = get_args(Role)

_MAY: Mapping[Act, tuple[Role, ...]] = {
    # Name, language, password, second factor and sessions: each their own.
    "keep_own_account": ROLES,
    # The console: read, claim, answer, close. Whoever leads a team works in it too.
    "converse": ("agent", "lead", "admin"),
    # What concerns the work of others: assigning, lines, shared starts and views, reopened cases.
    "lead_team": ("lead", "admin"),
    "read_insights": ("lead", "marketer", "admin"),
    # Invite, change roles, deactivate, take a lost second factor off.
    "manage_people": ("admin",),
    # E-mail, webhooks and the keys of other systems.
    "keep_integrations": ("admin",),
    "read_audit": ("admin",),
}
HOME: Mapping[str, str] = {
    "agent": "/console",
    "lead": "/console",
    "marketer": "/insights",
    "admin": "/console",
}


def who_may(act: Act) -> tuple[Role, ...]:
    """Return the roles that may do `act`, to be given to `require_role` or `require_login`."""
    return _MAY[act]


def may(role: str, act: Act) -> bool:
    """Say whether somebody with `role` may do `act`."""
    return role in _MAY[act]


def takes_conversations(role: str) -> bool:
    """Say whether a new account with `role` begins as one that is given conversations.

    Whoever leads looks in for other reasons too, and switches it on to take part.
    """
    return may(role, "converse") and not may(role, "lead_team")


def known_roles(names: tuple[str, ...]) -> tuple[Role, ...]:
    """Return `names` as roles; a name that is none would lock everybody out, so it fails at start.

    Raises:
        ValueError: One of the names is not a role.
    """
    unknown = set(names) - set(ROLES)
    if unknown:
        raise ValueError(f"not a role: {', '.join(sorted(unknown))}")
    return tuple(role for role in ROLES if role in names)
