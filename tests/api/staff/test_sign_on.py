"""Signing on with a real OpenID Connect provider on this machine."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock  # type: ignore[import-untyped, unused-ignore]
import pyotp
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select, update
from werkzeug.serving import make_server

from api.app import create_app
from api.services import Services
from api.settings import Settings
from api.staff import links, two_factor
from api.staff.dependencies import SESSION_COOKIE
from api.staff.models import SignOn, Staff
from api.staff.sign_on import mapped_role
from tests.api.conftest import hire
from tests.api.fake_dialogue import FakeDialogue
from tests.api.staff.colleague import Colleague
from tests.api.staff.conftest import trail

CLIENT = "kundedialog"
Rewrite = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class LocalProvider:
    """A provider on this machine, what it was asked for a token with, and a way to have it err."""

    issuer: str = ""
    token_requests: list[dict[str, list[str]]] = field(default_factory=list)
    rewrite: Rewrite | None = None
    key: RSAKey | None = None

    def knows(self, subject: str, **claims: Any) -> None:
        """Let the provider know somebody."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """Do as the person in the browser does: say who one is; the address one is sent back to."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    local = LocalProvider()
    app = oidc_provider_mock.app(require_nonce=True)

    def recorded(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/jwks" and local.key:
            return _answer(start, {"keys": [local.key.as_dict(private=False)]})
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            local.token_requests.append(parse_qs(body.decode()))
            environ["wsgi.input"] = BytesIO(body)
            if local.rewrite:
                return _rewritten(app, environ, start, local.rewrite)
        return app(environ, start)

    with _serving(recorded) as port:
        local.issuer = f"http://localhost:{port}"
        yield local


def _rewritten(app: Any, environ: dict[str, Any], start: Any, rewrite: Rewrite) -> Any:
    sent: list[Any] = []
    body = b"".join(app(environ, lambda status, headers, info=None: sent.extend((status, headers))))
    return _answer(start, rewrite(json.loads(body)))


def _answer(start: Any, body: dict[str, Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _unsigned(claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def _forged(token: str, how: str) -> str | None:
    claims = _claims(token)
    if how == "another key":
        return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
    if how == "our secret":
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("between us" * 4))
    return {"none": _unsigned(claims), "nonsense": "a.b.c"}.get(how)


@contextmanager
def _serving(app: Any) -> Iterator[int]:
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(settings: Settings, provider: LocalProvider) -> Settings:
    return replace(
        settings,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret="between us",
        oidc_name="Mill ID",
        oidc_roles=(("groups", "support-leads", "lead"), ("groups", "support", "agent")),
    )


async def away(client: httpx.AsyncClient, **params: str) -> str:
    answer = await client.get("/login/sign-on", params=params)
    assert answer.status_code == 303
    return answer.headers["location"]


async def back(client: httpx.AsyncClient, address: str) -> httpx.Response:
    parts = urlsplit(address)
    return await client.get(f"{parts.path}?{parts.query}")


async def sign_on(client: httpx.AsyncClient, provider: LocalProvider, subject: str, **params: str) -> str:
    """Go there and back; where one ends up."""
    return (await back(client, provider.agree(await away(client, **params), subject))).headers["location"]


class TestTheWayThere:
    async def test_carries_state_nonce_and_the_hash_of_a_verifier_that_comes_with_the_code(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        address = await away(client)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == "http://test/login/sign-on/back"
        assert min(len(asked["state"]), len(asked["nonce"])) >= 43
        await back(client, provider.agree(address, "ida-1"))
        verifier = provider.token_requests[0]["code_verifier"][0]
        digest = hashlib.sha256(verifier.encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]

    async def test_is_new_each_time_and_keeps_its_secrets_from_the_browser(
        self, client: httpx.AsyncClient
    ) -> None:
        one, other = await away(client), await away(client)
        assert one != other
        nonce = parse_qs(urlsplit(other).query)["nonce"][0]
        assert nonce not in str(client.cookies["kd_sign_on"])

    async def test_is_offered_by_name_on_the_login_page(self, client: httpx.AsyncClient) -> None:
        assert "Continue with Mill ID" in (await client.get("/login")).text


class TestLettingIn:
    async def test_an_account_with_the_verified_address_and_remembers_the_subject(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        ida = await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="Ida@Mill.example", email_verified=True)
        assert await sign_on(client, provider, "ida-1", next="/console?tab=mine") == "/console?tab=mine"
        assert SESSION_COOKIE in client.cookies
        async with services.database.reading() as session:
            known = await session.scalar(select(SignOn))
        assert known is not None
        assert (known.staff_id, known.issuer, known.subject) == (ida.id, provider.issuer, "ida-1")
        assert [entry.action for entry in await trail(services)] == ["sign_on_linked", "logged_in"]

    async def test_the_same_subject_whatever_their_address_becomes(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        await sign_on(client, provider, "ida-1")
        provider.knows("ida-1", email="ida.hansen@mill.example", email_verified=False)
        client.cookies.clear()
        assert await sign_on(client, provider, "ida-1") == "/console"
        async with services.database.reading() as session:
            assert len(list(await session.scalars(select(SignOn)))) == 1

    async def test_whoever_is_invited_with_the_role_of_the_invitation(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider, admin: Colleague
    ) -> None:
        async with services.database.writing() as session:
            link = await links.invite(session, admin.staff, email="kim@mill.example", role="marketer")
        provider.knows("kim-1", email="kim@mill.example", email_verified=True, name="Kim Lund")
        assert await sign_on(client, provider, "kim-1") == "/insights"
        async with services.database.reading() as session:
            kim = await session.scalar(select(Staff).where(Staff.email == "kim@mill.example"))
        assert kim is not None
        assert (kim.name, kim.role) == ("Kim Lund", "marketer")
        assert (await client.get(f"/login/invitation/{link.token}")).status_code == 410

    async def test_asks_for_the_code_of_those_who_turned_it_on(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        ida = await hire(services, name="Ida", signed_in=False)
        async with services.database.writing() as session:
            await two_factor.begin(session, ida.id, settings=services.settings)
        async with services.database.writing() as session:
            staff = await session.get(Staff, ida.id)
            assert staff is not None
            code = pyotp.TOTP(two_factor.secret_of(staff, settings=services.settings) or "").now()
            await two_factor.confirm(session, ida.id, code, settings=services.settings)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        assert await sign_on(client, provider, "ida-1", next="/console") == "/login/code?next=/console"
        assert SESSION_COOKIE not in client.cookies


class TestNewcomers:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, oidc_create=True)

    @pytest.mark.parametrize(
        ("groups", "role"),
        [(["support"], "agent"), (["support", "support-leads"], "lead"), ("support", "agent")],
    )
    async def test_get_an_account_with_the_role_of_the_first_line_that_fits(
        self,
        client: httpx.AsyncClient,
        services: Services,
        provider: LocalProvider,
        groups: Any,
        role: str,
    ) -> None:
        provider.knows("bo-1", email="bo@mill.example", email_verified=True, groups=groups)
        assert await sign_on(client, provider, "bo-1") == "/console"
        async with services.database.reading() as session:
            assert await session.scalar(select(Staff.role)) == role

    @pytest.mark.parametrize("groups", [[], ["canteen"], None])
    async def test_without_a_fitting_role_stay_out(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider, groups: Any
    ) -> None:
        provider.knows("bo-1", email="bo@mill.example", email_verified=True, groups=groups)
        assert await sign_on(client, provider, "bo-1") == "/login?news=unknown"
        async with services.database.reading() as session:
            assert await session.scalar(select(Staff)) is None


class TestKeepingOut:
    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    async def test_an_address_the_provider_has_not_verified(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider, verified: Any
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("eve-1", email="ida@mill.example", email_verified=verified)
        assert await sign_on(client, provider, "eve-1") == "/login?news=unverified"
        assert SESSION_COOKIE not in client.cookies

    async def test_whoever_is_not_known_here(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        provider.knows("bo-1", email="bo@mill.example", email_verified=True, groups=["support"])
        assert await sign_on(client, provider, "bo-1") == "/login?news=unknown"
        last = (await trail(services))[-1]
        assert (last.action, last.facts["reason"]) == ("sign_on_refused", "unknown")
        assert "bo" not in str(last.facts)

    async def test_a_closed_account_known_before_or_not(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        await sign_on(client, provider, "ida-1")
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(active=False))
        client.cookies.clear()
        assert await sign_on(client, provider, "ida-1") == "/login?news=inactive"
        provider.knows("ida-2", email="ida@mill.example", email_verified=True)
        assert await sign_on(client, provider, "ida-2") == "/login?news=inactive"
        assert SESSION_COOKIE not in client.cookies

    async def test_a_browser_that_did_not_begin_it(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        address = provider.agree(await away(client), "ida-1")
        client.cookies.clear()
        assert (await back(client, address)).headers["location"] == "/login?news=stale"
        # Another login was begun here, so there is a cookie, but not for this way back.
        await away(client)
        assert (await back(client, address)).headers["location"] == "/login?news=stale"
        assert not provider.token_requests

    async def test_the_same_way_back_twice(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        address = provider.agree(await away(client), "ida-1")
        await back(client, address)
        assert (await back(client, address)).headers["location"] == "/login?news=stale"

    async def test_a_code_for_another_login_whose_nonce_is_wrong(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        stolen = parse_qs(urlsplit(provider.agree(await away(client), "ida-1")).query)["code"][0]
        state = parse_qs(urlsplit(await away(client)).query)["state"][0]
        answer = await client.get("/login/sign-on/back", params={"code": stolen, "state": state})
        assert answer.headers["location"] == "/login?news=token"
        assert provider.token_requests

    async def test_whoever_says_no_at_the_provider(
        self, client: httpx.AsyncClient, provider: LocalProvider
    ) -> None:
        state = parse_qs(urlsplit(await away(client)).query)["state"][0]
        answer = await client.get("/login/sign-on/back", params={"error": "access_denied", "state": state})
        assert answer.headers["location"] == "/login?news=denied"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"iss": "http://localhost:1"},
            {"aud": "another site"},
            {"nonce": None},
            {"exp": 1_000_000_000},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    async def test_a_token_for_somebody_else_or_of_another_time(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider, wrong: dict[str, Any]
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        key = RSAKey.generate_key(2048)
        provider.key = key

        def sign(token: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
            claims = {**_claims(token["id_token"]), **changes}
            return {**token, "id_token": jwt.encode({"alg": "RS256"}, claims, key)}

        provider.rewrite = lambda token: sign(token, wrong)
        assert await sign_on(client, provider, "ida-1") == "/login?news=token"
        assert SESSION_COOKIE not in client.cookies
        provider.rewrite = lambda token: sign(token, {})
        assert await sign_on(client, provider, "ida-1") == "/console"

    @pytest.mark.parametrize("how", ["another key", "none", "our secret", "missing", "nonsense"])
    async def test_a_token_the_provider_did_not_sign(
        self, client: httpx.AsyncClient, services: Services, provider: LocalProvider, how: str
    ) -> None:
        await hire(services, name="Ida", signed_in=False)
        provider.knows("ida-1", email="ida@mill.example", email_verified=True)
        provider.rewrite = lambda token: {**token, "id_token": _forged(token["id_token"], how)}
        assert await sign_on(client, provider, "ida-1") == "/login?news=token"


class TestProviderAway:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, oidc_issuer="http://localhost:9")

    async def test_the_login_page_says_so_and_still_takes_passwords(self, client: httpx.AsyncClient) -> None:
        assert await away(client) == "/login?news=away"
        page = (await client.get("/login?news=away")).text
        assert "isn’t answering" in page
        assert 'type="password"' in page


async def test_a_provider_that_goes_away_in_the_middle_is_told_clearly(
    settings: Settings, services: Services, provider: LocalProvider, client: httpx.AsyncClient
) -> None:
    provider.knows("ida-1", email="ida@mill.example", email_verified=True)
    address = provider.agree(await away(client), "ida-1")
    app_provider = client._transport.app.state.provider  # type: ignore[attr-defined]
    app_provider._issuer = "http://localhost:9"
    assert (await back(client, address)).headers["location"] == "/login?news=away"


async def test_a_discovery_document_of_another_issuer_is_not_believed(
    settings: Settings, provider: LocalProvider
) -> None:
    other = provider.issuer.replace("localhost", "127.0.0.1")
    app = create_app(replace(settings, oidc_issuer=f"{other}/"), dialogue=FakeDialogue())
    # The host is answered by its name, so the document names another issuer than the settings do.
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert await away(client) == "/login?news=away"
    await app.state.services.database.close()


class TestWithoutProvider:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, oidc_issuer=None)

    async def test_there_is_nothing(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        assert (await client.get("/login/sign-on")).status_code == 404
        assert (await client.get("/login/sign-on/back")).status_code == 404
        assert "sign-on" not in (await client.get("/login")).text


def test_a_claim_that_is_no_text_and_no_list_gives_no_role(settings: Settings) -> None:
    for said in (None, 7, {"support": True}, True):
        assert mapped_role(settings, {"groups": said}) is None
    assert mapped_role(settings, {"groups": "support"}) == "agent"
