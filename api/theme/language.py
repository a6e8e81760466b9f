"""Which language a staff page is shown in: the address, then the account of whoever is logged in, then the cookie
an address left, then the browser's wish.
"""

from starlette.requests import HTTPConnection

from api.theme.texts import STAFF_LANGUAGES

LANGUAGE_COOKIE = "kd_lang"
FALLBACK_LANGUAGE = "en"
_SAME_AS = {"no": "nb", "nn": "nb"}


def asked_language(request: HTTPConnection) -> str | None:
    """Return the language that `?lang=` asks for, None where it is absent or not one of ours."""
    return _known(request.query_params.get("lang", ""))


def prefer(request: HTTPConnection, language: str | None) -> None:
    """Answer this request in `language`, the one of the account behind it; None leaves it to the browser."""
    request.state.language = language


def staff_language(request: HTTPConnection) -> str:
    """Return the language to show a staff page in."""
    return (
        asked_language(request)
        or getattr(request.state, "language", None)
        or _known(request.cookies.get(LANGUAGE_COOKIE, ""))
        or preferred_language(request.headers.get("accept-language", ""))
        or FALLBACK_LANGUAGE
    )


def preferred_language(header: str) -> str | None:
    """Return the first of our languages by weight in an Accept-Language `header` (RFC 9110, 12.5.4)."""
    wishes = []
    for part in header.split(","):
        name, _, weight = part.partition(";")
        language = _known(name.strip())
        if language:
            wishes.append((_weight(weight), language))
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _known(name: str) -> str | None:
    primary = name.lower().partition("-")[0]
    language = _SAME_AS.get(primary, primary)
    return language if language in STAFF_LANGUAGES else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
