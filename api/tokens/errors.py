"""What can be wrong with a key."""

from api.errors import ApiError


class TokenInvalid(ApiError):
    """There is no key, or one of nobody, revoked or run out; which of them is not told."""

    code = "token_invalid"
    status = 401
    message = "Send a valid key: Authorization: Bearer kd_…"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class ScopeMissing(ApiError):
    """The key may not do this; ``fields.scope`` says what it would need."""

    code = "scope_missing"
    status = 403
    message = "This key may not do that."

    def __init__(self, scope: str) -> None:
        super().__init__(f"This key may not do that: it needs the scope {scope}.", fields={"scope": scope})


class TooManyRequests(ApiError):
    """The key has asked too often in the last minute."""

    code = "too_many_requests"
    status = 429
    message = "Too many requests with this key. Wait a moment and try again."

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(wait_seconds)})


class TokenNotFound(ApiError):
    """There is no such key."""

    code = "token_not_found"
    status = 404
    message = "There is no such key."
