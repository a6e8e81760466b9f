"""The mail server: how its address is read, and that a connection is as private as was asked for."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from api.mail.models import OutgoingMail
from api.mail.sending import send_due
from api.mail.server import server_of
from api.services import Services
from api.settings import Settings, SettingsError
from tests.api.mail.certificates import make_certificate
from tests.api.mail.conftest import Postbox, served, with_mail

Write = Callable[..., Awaitable[None]]
Kept = Callable[[], Awaitable[list[OutgoingMail]]]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return make_certificate(tmp_path)


@pytest.fixture
async def private_postbox(certificate: tuple[Path, Path]) -> AsyncIterator[Postbox]:
    """A server that takes nothing before the connection is encrypted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    async with served(Postbox(), tls_context=context, require_starttls=True) as box:
        yield box


class TestAddress:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("smtp://mx.mill.example", ("mx.mill.example", 25, None, None, False, None)),
            ("smtp://u%40mill:p%2F@mx:2525?starttls", ("mx", 2525, "u@mill", "p/", False, True)),
            ("smtp://u:p@mx?starttls", ("mx", 587, "u", "p", False, True)),
            ("smtps://u:p@mx", ("mx", 465, "u", "p", True, False)),
        ],
    )
    def test_says_how_to_connect(self, url: str, expected: tuple[object, ...]) -> None:
        settings = Settings.from_env({"KUNDEDIALOG_DEMO": "1", "SMTP_URL": url, "MAIL_FROM": "a@b.dk"})
        server = server_of(settings)
        assert server is not None
        found = (server.host, server.port, server.user, server.password, server.tls, server.start_tls)
        assert found == expected

    @pytest.mark.parametrize(
        ("environ", "named"),
        [
            ({"SMTP_URL": "smtp://mx"}, "MAIL_FROM"),
            ({"SMTP_URL": "http://mx", "MAIL_FROM": "a@b.dk"}, "SMTP_URL"),
            ({"SMTP_URL": "smtp://mx:what", "MAIL_FROM": "a@b.dk"}, "SMTP_URL"),
            ({"SMTP_URL": "smtp://u:p@mx", "MAIL_FROM": "a@b.dk"}, "unencrypted"),
            ({"MAIL_FROM": "nobody"}, "MAIL_FROM"),
            ({"MAIL_REPLY_TO": "a@b.dk\nBcc: c@d.dk"}, "MAIL_REPLY_TO"),
        ],
    )
    def test_that_cannot_be_used_is_refused_at_start(self, environ: dict[str, str], named: str) -> None:
        with pytest.raises(SettingsError, match=named) as refused:
            Settings.from_env({"KUNDEDIALOG_DEMO": "1", **environ})
        assert "u:p" not in str(refused.value)

    def test_none_is_needed(self, settings: Settings) -> None:
        assert server_of(settings) is None


class TestPrivacy:
    async def test_a_trusted_server_gets_it_encrypted(
        self,
        services: Services,
        settings: Settings,
        private_postbox: Postbox,
        certificate: tuple[Path, Path],
        write: Write,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        await write()
        mailing = with_mail(settings, private_postbox, query="?starttls")
        assert await send_due(services.database, mailing) == 1
        assert len(private_postbox.taken) == 1

    async def test_one_that_nobody_vouches_for_gets_nothing(
        self, services: Services, settings: Settings, private_postbox: Postbox, write: Write, kept: Kept
    ) -> None:
        await write()
        mailing = with_mail(settings, private_postbox, query="?starttls")
        assert await send_due(services.database, mailing) == 0
        (mail,) = await kept()
        assert mail.state == "waiting"
        assert "certificate" in (mail.last_error or "").lower()
        assert private_postbox.tries == 0

    async def test_one_that_offers_no_encryption_gets_nothing_when_it_was_asked_for(
        self, services: Services, settings: Settings, postbox: Postbox, write: Write, kept: Kept
    ) -> None:
        await write()
        assert await send_due(services.database, with_mail(settings, postbox, query="?starttls")) == 0
        assert (postbox.tries, [mail.state for mail in await kept()]) == (0, ["waiting"])
