"""The signed link that lets somebody rate one conversation without the widget."""

import hashlib
import hmac
from datetime import datetime
from typing import Literal

import jwt

from api.settings import Settings

_PURPOSE = "rating"
_ALGORITHM = "HS256"
Verdict = Literal["valid", "late", "forged"]


def rating_link(settings: Settings, conversation_id: str, *, until: datetime) -> str:
    """The address of the page, good until a moment."""
    claims = {"purpose": _PURPOSE, "sub": conversation_id, "exp": until}
    return f"{settings.public_url}/rating/{jwt.encode(claims, _key(settings), algorithm=_ALGORITHM)}"


def conversation_in(settings: Settings, token: str) -> tuple[Verdict, str]:
    """Which conversation a link is for, and whether it still counts; no conversation for a forged one."""
    if not token.isascii():
        return "forged", ""
    try:
        claims = jwt.decode(
            token,
            _key(settings),
            algorithms=[_ALGORITHM],
            options={"require": ["exp", "sub"], "verify_exp": False},
        )
        if claims.get("purpose") != _PURPOSE:
            return "forged", ""
        jwt.decode(token, _key(settings), algorithms=[_ALGORITHM])
    except jwt.ExpiredSignatureError:
        return "late", str(claims["sub"])
    except jwt.PyJWTError:
        return "forged", ""
    return "valid", str(claims["sub"])


def _key(settings: Settings) -> bytes:
    """A key of its own, long enough however short the secret: what is signed for other purposes is not valid here."""
    return hmac.new(settings.secret.encode(), _PURPOSE.encode(), hashlib.sha256).digest()
