"""The settings of sign-on and links."""

import pytest

from api.settings import Settings, SettingsError

REAL = {"KUNDEDIALOG_SECRET": "x7Jq0mPz-real-enough"}
PROVIDER = {"OIDC_ISSUER": "https://id.mill.example/", "OIDC_CLIENT_ID": "desk"}


def test_the_issuer_is_kept_to_the_letter_for_tokens_name_it_so() -> None:
    assert Settings.from_env(REAL | PROVIDER).oidc_issuer == "https://id.mill.example/"
    assert Settings.from_env(REAL).oidc_issuer is None


def test_roles_are_read_in_order() -> None:
    roles = {"OIDC_ROLES": "groups:https://mill.example/leads=lead, groups:support=agent"}
    assert Settings.from_env(REAL | PROVIDER | roles).oidc_roles == (
        ("groups", "https://mill.example/leads", "lead"),
        ("groups", "support", "agent"),
    )


def test_the_public_address_has_no_slash_at_its_end() -> None:
    settings = Settings.from_env(REAL | {"PUBLIC_URL": "https://desk.mill.example/"})
    assert settings.public_url == "https://desk.mill.example"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"OIDC_ISSUER": "https://id.mill.example"}, "OIDC_CLIENT_ID"),
        (PROVIDER | {"OIDC_ISSUER": "http://id.mill.example"}, "OIDC_ISSUER"),
        (PROVIDER | {"OIDC_ISSUER": "id.mill.example"}, "OIDC_ISSUER"),
        (PROVIDER | {"OIDC_ROLES": "groups:support=boss"}, "OIDC_ROLES"),
        (PROVIDER | {"OIDC_ROLES": "support=agent"}, "OIDC_ROLES"),
        ({"PUBLIC_URL": "desk.mill.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://desk.mill.example/?a=1"}, "PUBLIC_URL"),
        ({"REQUIRE_TWO_FACTOR": "maybe"}, "REQUIRE_TWO_FACTOR"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_by_name(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_env(REAL | wrong)
