"""The table of what each role may do."""

import pytest

from api.staff.dependencies import require_login
from api.staff.permissions import HOME, ROLES, Role, may, who_may
from api.theme.pages import SECTIONS

_SECTION_ACTS = {"console": "converse", "insights": "read_insights"}


def test_whoever_leads_a_team_may_do_what_their_team_may_and_read_what_it_leads_to() -> None:
    for act in ("converse", "lead_team", "read_insights"):
        assert "lead" in who_may(act)
    assert not may("lead", "manage_people")


def test_only_administrators_decide_about_people() -> None:
    assert who_may("manage_people") == who_may("read_audit") == ("admin",)


@pytest.mark.parametrize("role", ROLES)
def test_the_header_shows_each_role_the_sections_it_may_enter_and_leads_home_to_one(role: Role) -> None:
    shown = SECTIONS[role]
    assert set(shown) == {name for name, act in _SECTION_ACTS.items() if may(role, act)}  # type: ignore[arg-type]
    assert HOME[role].removeprefix("/") in shown


def test_a_misspelt_role_fails_at_start_and_not_at_the_door() -> None:
    with pytest.raises(ValueError, match="agnet"):
        require_login("agnet")
