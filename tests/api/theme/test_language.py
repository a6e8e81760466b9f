"""The language of a staff page."""

import pytest
from starlette.requests import Request

from api.theme.language import preferred_language, staff_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("da-DK,da;q=0.9,en;q=0.5", "da"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("de;q=1.0,en;q=0.2,nb;q=0.8", "nb"),
        ("fr, de", None),
        ("da;q=0", None),
        ("da;q=high", None),
        ("", None),
    ],
)
def test_the_browsers_wishes_count_by_weight(header: str, language: str | None) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize(
    ("query", "cookie", "header", "language"),
    [
        ("lang=nb", "kd_lang=da", "en", "nb"),
        ("lang=xx", "kd_lang=da", "en", "da"),
        ("", "kd_lang=xx", "nb", "nb"),
        ("", "", "fr", "en"),
    ],
)
def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser(
    query: str, cookie: str, header: str, language: str
) -> None:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", header.encode())]
    request = Request({"type": "http", "query_string": query.encode(), "headers": headers})
    assert staff_language(request) == language
