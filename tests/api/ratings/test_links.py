"""Signed links: for one conversation, for one purpose, for a while."""

from dataclasses import replace
from datetime import timedelta

import jwt
import pytest

from api.db import now
from api.ratings import links
from api.ratings.links import conversation_in, rating_link
from api.settings import Settings

SECRET = "a secret of this house, long enough"
SETTINGS = Settings(demo=True, secret=SECRET, public_url="https://desk.example")
ID = "c0ffee" * 5 + "00"


def token(settings: Settings = SETTINGS, *, days: float = 14) -> str:
    link = rating_link(settings, ID, until=now() + timedelta(days=days))
    assert link.startswith("https://desk.example/rating/")
    return link.rpartition("/")[2]


class TestConversationIn:
    def test_a_link_leads_to_its_conversation(self) -> None:
        assert conversation_in(SETTINGS, token()) == ("valid", ID)

    def test_after_its_time_it_is_late_and_still_known(self) -> None:
        assert conversation_in(SETTINGS, token(days=-0.01)) == ("late", ID)

    @pytest.mark.parametrize(
        "forged",
        [
            "",
            "x",
            "a.b.c",
            token()[:-2],
            token(replace(SETTINGS, secret="another secret altogether")),
            jwt.encode({"purpose": "rating", "sub": ID}, SECRET, algorithm="HS256"),
            jwt.encode({"purpose": "rating", "sub": ID, "exp": 9_999_999_999}, "", algorithm="none"),
            "\ud800",
            "…",
        ],
    )
    def test_anything_else_leads_nowhere(self, forged: str) -> None:
        assert conversation_in(SETTINGS, forged) == ("forged", "")

    def test_what_was_signed_for_another_purpose_is_no_link(self) -> None:
        other = jwt.encode(
            {"purpose": "invitation", "sub": ID, "exp": now() + timedelta(days=1)},
            links._key(SETTINGS),
            algorithm="HS256",
        )
        assert conversation_in(SETTINGS, other) == ("forged", "")
