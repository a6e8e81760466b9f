"""What comes in and goes out of staff accounts, as types."""

from dataclasses import dataclass
from datetime import datetime

from api.staff.models import Staff
from api.staff.permissions import HOME, ROLES, Role, may
from api.theme.pages import Viewer

__all__ = ["HOME", "ROLES", "Login", "NewAccount", "NewSession", "Role"]


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who is logged in, until when, and the token that the pages of this session send back."""

    staff: Staff
    csrf: str
    expires_at: datetime
    token_hash: str

    @property
    def viewer(self) -> Viewer:
        """Who the pages of this session are rendered for."""
        staff = self.staff
        manages = may(staff.role, "manage_people")
        return Viewer(
            name=staff.name,
            role=staff.role,
            csrf=self.csrf,
            manages=manages,
            leads=may(staff.role, "lead_team"),
        )


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session just opened; the only moment its token is known in clear."""

    staff: Staff
    token: str


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account just made; the only moment its password is known in clear."""

    role: str
    email: str
    password: str
