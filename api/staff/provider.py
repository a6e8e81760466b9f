"""The OpenID Connect provider: where the browser is sent, and who comes back.

Authorization code with PKCE (RFC 7636, S256), discovery, and an ID token checked for signature, issuer,
audience, time and nonce (OpenID Connect Core, 3.1.3.7). Keys and addresses are asked for at each login, which
is rare, so a provider that changes its keys needs nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped, unused-ignore]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped, unused-ignore]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped, unused-ignore]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from api.settings import Settings
from api.staff.sign_on_errors import ProviderAway, SignOnRefused

_SCOPE = "openid email profile"
_PATIENCE_SECONDS = 10.0
_LEEWAY_SECONDS = 60
# Only signatures that the holder of the private key alone can make: none of the secret we share, and not none.
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is at the provider; ``email`` is None unless the provider has verified it."""

    issuer: str
    subject: str
    email: str | None
    name: str | None
    claims: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What one login is bound to; all of it random, and only this browser has it, sealed."""

    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """Who vouches for people."""

    async def address(self, challenge: Challenge, *, back: str) -> str:
        """Return where the browser is sent; it comes back to `back`.

        Raises:
            ProviderAway: The provider does not answer, or not as one.
        """

    async def identity(self, challenge: Challenge, *, code: str, back: str) -> Identity:
        """Return who came back with `code`.

        Raises:
            ProviderAway: The provider does not answer, or not as one.
            SignOnRefused: The provider does not stand by this code, or its token cannot be trusted.
        """


class OpenIdProvider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer or ""
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret

    async def address(self, challenge: Challenge, *, back: str) -> str:
        async with self._client(back) as client:
            found = await self._discovered(client)
            address, _ = client.create_authorization_url(
                found["authorization_endpoint"],
                state=challenge.state,
                nonce=challenge.nonce,
                code_verifier=challenge.verifier,
            )
        return str(address)

    async def identity(self, challenge: Challenge, *, code: str, back: str) -> Identity:
        async with self._client(back) as client:
            found = await self._discovered(client)
            try:
                token = await client.fetch_token(
                    found["token_endpoint"], code=code, code_verifier=challenge.verifier
                )
            except (OAuthError, ValueError) as error:
                raise SignOnRefused("token") from error
            except httpx2.HTTPError as error:
                raise ProviderAway from error
            keys = await _json(client, found["jwks_uri"])
        claims = self._checked(token, keys, nonce=challenge.nonce)
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Identity(
            issuer=self._issuer,
            subject=str(claims["sub"]),
            email=email if isinstance(email, str) else None,
            name=str(claims["name"]) if claims.get("name") else None,
            claims=claims,
        )

    def _checked(self, token: Mapping[str, Any], keys: Any, *, nonce: str) -> dict[str, Any]:
        try:
            decoded = jwt.decode(
                str(token.get("id_token", "")),
                KeySet.import_key_set(keys),
                registry=JWSRegistry(algorithms=list(_SIGNATURES), strict_check_header=False),
            )
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignOnRefused("token") from error
        return dict(claims)

    def _client(self, back: str) -> Any:
        return AsyncOAuth2Client(
            client_id=self._client_id,
            client_secret=self._client_secret or None,
            token_endpoint_auth_method=None if self._client_secret else "none",
            scope=_SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_PATIENCE_SECONDS,
            follow_redirects=False,
        )

    async def _discovered(self, client: Any) -> dict[str, str]:
        found = await _json(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        whole = isinstance(found, dict) and all(isinstance(found.get(name), str) for name in _ADDRESSES)
        # A document that names another issuer is somebody else's (OpenID Connect Discovery, 4.3).
        if not whole or found.get("issuer") != self._issuer:
            raise ProviderAway
        return {name: found[name] for name in _ADDRESSES}


async def _json(client: Any, address: str) -> Any:
    try:
        answer = await client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        return answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderAway from error
