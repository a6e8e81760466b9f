"""Passwords."""

import re

import pytest
from pwdlib import PasswordHash

from api.staff.passwords import MAX_LENGTH, hash_password, password_matches, random_password


async def test_only_the_right_password_matches() -> None:
    stored = await hash_password("right")
    assert await password_matches("right", stored)
    assert not await password_matches("wrong", stored)


async def test_no_account_matches_nothing_and_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = await hash_password("right")
    worked_on: list[str] = []
    verify = PasswordHash.verify

    def counted(self: PasswordHash, password: str, hashed: str) -> bool:
        worked_on.append(hashed)
        return verify(self, password, hashed)

    monkeypatch.setattr(PasswordHash, "verify", counted)
    assert not await password_matches("wrong", stored)
    assert not await password_matches("wrong", None)
    kinds = [hashed.rsplit("$", 2)[0] for hashed in worked_on]
    assert len(kinds) == 2
    assert kinds[0] == kinds[1]


async def test_an_overlong_password_is_not_right_by_its_beginning() -> None:
    stored = await hash_password("x" * MAX_LENGTH)
    assert not await password_matches("x" * (MAX_LENGTH + 1), stored)


async def test_a_hash_of_another_kind_matches_nothing() -> None:
    assert not await password_matches("x", "x")


def test_random_passwords_differ_and_can_be_read_aloud() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", password) for password in made)
