"""Codes, and how they are drawn and kept."""

import re
from datetime import timedelta

import pyotp
import pytest

from api.staff.seal import seal, seal_facts, unseal, unseal_facts
from api.staff.two_factor import in_groups, matching_step, qr_code

# The secret and moments of RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class TestMatchingStep:
    @pytest.mark.parametrize(
        ("at", "code"),
        [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
    )
    def test_the_codes_of_the_standard(self, at: int, code: str) -> None:
        assert matching_step(SECRET, code, at=at) == at // 30

    @pytest.mark.parametrize(
        ("around", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
    )
    def test_one_step_before_and_after(self, around: int, accepted: bool) -> None:
        at = 1_800_000_015
        code = pyotp.TOTP(SECRET).at(at + around * 30)
        assert (matching_step(SECRET, code, at=at) == at // 30 + around) is accepted

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "²³⁴⁵⁶⁷", "٠٠٥٩٢٤"])
    def test_whatever_is_no_code_matches_nothing(self, typed: str) -> None:
        assert matching_step(SECRET, typed, at=1234567890) is None

    def test_spaces_do_not_matter(self) -> None:
        assert matching_step(SECRET, " 005 924 ", at=1234567890) is not None

    def test_without_a_secret_nothing_matches(self) -> None:
        assert matching_step(None, "005924", at=1234567890) is None


def test_the_drawing_is_black_on_white_and_has_nothing_that_the_page_forbids() -> None:
    svg = qr_code(SECRET, email="ida@mill.example")
    assert svg.startswith("<svg")
    assert 'fill="#fff"' in svg
    assert not re.search(r"<script|style=|\son\w+=|href", svg)


def test_a_secret_is_typed_in_groups() -> None:
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


class TestSeal:
    def test_only_the_same_installation_and_purpose_can_read(self) -> None:
        sealed = seal("one secret", "totp", SECRET)
        assert SECRET not in sealed
        assert unseal("one secret", "totp", sealed) == SECRET
        assert unseal("another", "totp", sealed) is None
        assert unseal("one secret", "sign-on", sealed) is None
        assert unseal("one secret", "totp", sealed[:-2] + "AA") is None
        assert unseal("one secret", "totp", "") is None

    def test_a_sealed_secret_fits_its_column(self) -> None:
        assert len(seal("one secret", "totp", SECRET)) <= 200

    def test_facts_are_good_for_a_while(self) -> None:
        sealed = seal_facts("one secret", "second-step", {"staff_id": 7})
        assert unseal_facts("one secret", "second-step", sealed, within=timedelta(minutes=5)) == {
            "staff_id": 7
        }
        assert unseal_facts("one secret", "second-step", sealed, within=timedelta(seconds=-1)) is None
