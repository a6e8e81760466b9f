"""Who is asking: the key behind a request, good for this, and not too often."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.dependencies import ServicesNow
from api.staff.attempts import Attempts
from api.tokens import service
from api.tokens.errors import ScopeMissing, TokenInvalid, TooManyRequests
from api.tokens.models import ApiToken
from api.tokens.scopes import Scope

_bearer = HTTPBearer(auto_error=False, description="A key that an administrator made: `kd_…`.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def current_key(request: Request, services: ServicesNow, bearer: Bearer) -> ApiToken:
    """The key of a request.

    Raises:
        TokenInvalid: There is none that is good.
        TooManyRequests: It has asked too often in the last minute.
    """
    if bearer is None:
        raise TokenInvalid
    key = await service.recognise(services.database, bearer.credentials)
    requests: Attempts = request.app.state.open_requests
    wait = requests.begin((str(key.id),)) if services.settings.api_requests_per_minute else 0
    if wait:
        raise TooManyRequests(wait)
    return key


def require_scope(*scopes: Scope) -> Callable[..., Awaitable[ApiToken]]:
    """Return a dependency that lets in only keys with all of `scopes`."""

    async def dependency(key: Annotated[ApiToken, Depends(current_key)]) -> ApiToken:
        for scope in scopes:
            if scope not in key.scopes:
                raise ScopeMissing(scope)
        return key

    return dependency


Reader = Annotated[ApiToken, Depends(require_scope("conversations:read"))]
Writer = Annotated[ApiToken, Depends(require_scope("conversations:write"))]
CustomerReader = Annotated[ApiToken, Depends(require_scope("customers:read"))]
CustomerKeeper = Annotated[ApiToken, Depends(require_scope("customers:write"))]
WebhookKeeper = Annotated[ApiToken, Depends(require_scope("webhooks:manage"))]
ReportReader = Annotated[ApiToken, Depends(require_scope("reports:read"))]
