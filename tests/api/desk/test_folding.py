"""One spelling for many."""

import pytest

from api.desk.search.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kværn", "kvaern"),
        ("KVÆRN", "kværn"),
        ("Sørensen", "soerensen"),
        ("Sørensen", "sorensen"),
        ("Ågård", "aagaard"),
        ("blåanløbet", "blaaanloebet"),
        ("Citroën", "citroen"),
        ("crème", "creme"),
        ("kärcher", "karcher"),
        ("ka\u030al", "kål"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("kværn", "kvern"), ("bønner", "banner"), ("kaffe", "kiffe")])
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)
