"""Everything that differs between two installations, in one frozen object read from the environment.

``python-dotenv`` is used at the entry points only (``api/__main__.py``, ``api/migrate.py``); nothing else
looks at the environment.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PLACEHOLDER_SECRETS = frozenset({"", "change-me", "changeme", "secret", "demo"})
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///var/kundedialog.db"


class SettingsError(Exception):
    """The environment asks for something that cannot be; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation.

    ``offers_per_7_days`` and ``offers_per_30_days`` cap the offers a customer is shown across conversations;
    ``conversations_per_minute`` is how many one network address may begin, 0 for any number;
    ``texts_kept_days`` is how long wording and contact details are kept before they are erased;
    ``audit_kept_days`` is how long it is kept who saw and did what, 0 for ever;
    ``behind_https`` makes cookies secure and sends HSTS; ``forwarded_allow_ips`` are the proxies whose word is taken
    for the address of whoever asks;
    ``attachments`` is the folder for files, ``attachment_bytes`` the most one may have, and ``uploads_per_minute``
    how many one network address may send in a minute, 0 for any number.
    ``smtp_url`` is the mail server, ``smtp://user:password@host:587?starttls`` or ``smtps://…``, and ``mail_from``
    who writes; without them e-mails wait. ``smtp_timeout_seconds`` is how long one e-mail may take.
    ``api_requests_per_minute`` is how often one key of another system may ask, 0 for any number.
    ``webhook_allow_private`` lets webhooks reach this machine and its neighbours; it is for tests, so there is no
    variable for it.
    ``public_url`` is where people reach this installation, for the links in e-mails.
    ``require_two_factor`` leads everybody without a second step to set one up before anything else.
    ``oidc_issuer`` turns on sign-on by OpenID Connect, called ``oidc_name`` on the login page; ``oidc_create`` makes
    accounts for newcomers with the role of the first line of ``oidc_roles`` (claim, value, role) that fits them.
    ``auto_assign`` shares out the queue among those who are there; without it people take conversations by hand.
    ``release_after_minutes`` is how long somebody is offline before what they have goes back to the queue.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = DEFAULT_DATABASE_URL
    database_schema: str | None = None
    busy_timeout_seconds: float = 5.0
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_token: str = ""
    rasa_timeout_seconds: float = 8.0
    actions_url: str = "http://127.0.0.1:5055"
    catalog: Path = Path("data/catalog")
    secret: str = "change-me"
    demo: bool = False
    identity_secret: str | None = None
    expose_turns: bool = False
    allowed_origins: tuple[str, ...] = ("*",)
    frame_ancestors: str = "'none'"
    behind_https: bool = False
    forwarded_allow_ips: tuple[str, ...] = ("127.0.0.1",)
    offers_per_7_days: int = 2
    offers_per_30_days: int = 4
    conversations_per_minute: int = 60
    texts_kept_days: int = 365
    audit_kept_days: int = 730
    attachments: Path = Path("var/attachments")
    attachment_bytes: int = 10 * 1024 * 1024
    uploads_per_minute: int = 20
    log_level: str = "info"
    smtp_url: str | None = None
    mail_from: str | None = None
    mail_reply_to: str | None = None
    smtp_timeout_seconds: float = 20.0
    api_requests_per_minute: int = 120
    webhook_allow_private: bool = False
    public_url: str | None = None
    require_two_factor: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "OpenID Connect"
    oidc_roles: tuple[tuple[str, str, str], ...] = ()
    oidc_create: bool = False
    auto_assign: bool = True
    release_after_minutes: int = 5

    def __post_init__(self) -> None:
        if self.secret.strip().lower() in PLACEHOLDER_SECRETS and not self.demo:
            raise SettingsError(
                "KUNDEDIALOG_SECRET is still a placeholder. Set it to the output of "
                "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`, "
                "or set KUNDEDIALOG_DEMO=1 to only look around."
            )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; an empty variable counts as unset.

        Raises:
            SettingsError: A value cannot be used; the message names the variable.
        """
        env = {key: value for key, value in (os.environ if environ is None else environ).items() if value}
        default = cls(demo=True)
        return cls(
            host=env.get("HOST", default.host),
            port=_number(env, "PORT", default.port),
            database_url=_database_url(env, default.database_url),
            database_schema=env.get("DATABASE_SCHEMA"),
            rasa_url=env.get("RASA_URL", default.rasa_url).rstrip("/"),
            rasa_token=env.get("RASA_TOKEN", ""),
            rasa_timeout_seconds=_seconds(env, "RASA_TIMEOUT_SECONDS", default.rasa_timeout_seconds),
            actions_url=env.get("ACTIONS_URL", default.actions_url).rstrip("/").removesuffix("/webhook"),
            catalog=Path(env.get("CATALOG", str(default.catalog))),
            secret=env.get("KUNDEDIALOG_SECRET", default.secret),
            demo=_yes(env, "KUNDEDIALOG_DEMO"),
            identity_secret=env.get("KUNDEDIALOG_IDENTITY_SECRET"),
            expose_turns=_yes(env, "KUNDEDIALOG_EXPOSE_TURNS"),
            allowed_origins=tuple(env.get("ALLOWED_ORIGINS", "*").replace(",", " ").split()),
            frame_ancestors=env.get("FRAME_ANCESTORS", default.frame_ancestors),
            behind_https=_yes(env, "BEHIND_HTTPS"),
            forwarded_allow_ips=_proxies(env, default.forwarded_allow_ips),
            offers_per_7_days=_number(env, "OFFERS_PER_7_DAYS", default.offers_per_7_days),
            offers_per_30_days=_number(env, "OFFERS_PER_30_DAYS", default.offers_per_30_days),
            conversations_per_minute=_number(
                env, "CONVERSATIONS_PER_MINUTE", default.conversations_per_minute
            ),
            texts_kept_days=_number(env, "TEXTS_KEPT_DAYS", default.texts_kept_days),
            audit_kept_days=_number(env, "AUDIT_KEPT_DAYS", default.audit_kept_days),
            attachments=Path(env.get("ATTACHMENTS", str(default.attachments))),
            attachment_bytes=_number(env, "ATTACHMENT_MEGABYTES", 10) * 1024 * 1024,
            uploads_per_minute=_number(env, "UPLOADS_PER_MINUTE", default.uploads_per_minute),
            log_level=env.get("LOG_LEVEL", default.log_level).lower(),
            smtp_url=_smtp_url(env),
            mail_from=_mail_address(env, "MAIL_FROM"),
            mail_reply_to=_mail_address(env, "MAIL_REPLY_TO"),
            smtp_timeout_seconds=_seconds(env, "SMTP_TIMEOUT_SECONDS", default.smtp_timeout_seconds),
            api_requests_per_minute=_number(env, "API_REQUESTS_PER_MINUTE", default.api_requests_per_minute),
            public_url=_web_address(env, "PUBLIC_URL"),
            require_two_factor=_yes(env, "REQUIRE_TWO_FACTOR"),
            oidc_issuer=_oidc_issuer(env),
            oidc_client_id=env.get("OIDC_CLIENT_ID", default.oidc_client_id),
            oidc_client_secret=env.get("OIDC_CLIENT_SECRET", default.oidc_client_secret),
            oidc_name=env.get("OIDC_NAME", default.oidc_name),
            oidc_roles=_oidc_roles(env),
            oidc_create=_yes(env, "OIDC_CREATE"),
            auto_assign=_yes({"AUTO_ASSIGN": "1", **env}, "AUTO_ASSIGN"),
            release_after_minutes=_number(env, "RELEASE_AFTER_MINUTES", default.release_after_minutes),
        )


def async_url(url: str) -> str:
    """The URL with the async driver the api uses, from any usual way of writing it."""
    url, postgresql = re.subn(r"^postgres(ql)?(\+\w+)?://", "postgresql+asyncpg://", url)
    if postgresql:
        return re.sub(r"([?&])sslmode=", r"\1ssl=", url)
    return re.sub(r"^sqlite://", "sqlite+aiosqlite://", url)


def _database_url(env: Mapping[str, str], default: str) -> str:
    url = async_url(env.get("DATABASE_URL", default))
    try:
        known = make_url(url).get_backend_name() in ("sqlite", "postgresql")
    except (ArgumentError, ValueError):
        known = False
    if not known:
        # The address is not repeated: it may hold a password.
        raise SettingsError(
            "DATABASE_URL must be sqlite:///path/of/a/file or postgresql://user:password@host/database."
        )
    return url


def _smtp_url(env: Mapping[str, str]) -> str | None:
    url = env.get("SMTP_URL")
    if url is None:
        return None
    if "MAIL_FROM" not in env:
        raise SettingsError("SMTP_URL is set, so MAIL_FROM must say who writes: Name <somebody@your.domain>.")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        # The address is not repeated: it may hold a password.
        raise SettingsError(
            "SMTP_URL must be smtp://user:password@host:587?starttls or smtps://user:password@host:465."
        )
    private = parts.scheme == "smtps" or parts.query == "starttls" or parts.hostname in _LOOPBACK
    if parts.password and not private:
        raise SettingsError("SMTP_URL would send a password unencrypted: add ?starttls, or use smtps://.")
    return url


def _mail_address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name)
    if value is not None and (not value.isprintable() or "@" not in parseaddr(value)[1]):
        raise SettingsError(f"{name} must be an e-mail address, with or without a name before it.")
    return value


def _web_address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query + parts.fragment
        )
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name} must be an address such as https://desk.example.com, not {value!r}.")
    return value.rstrip("/")


def _oidc_issuer(env: Mapping[str, str]) -> str | None:
    issuer = _web_address(env, "OIDC_ISSUER")
    if issuer is None:
        return None
    if "OIDC_CLIENT_ID" not in env:
        raise SettingsError(
            "OIDC_ISSUER is set, so OIDC_CLIENT_ID must be what the provider calls this site."
        )
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in _LOOPBACK:
        raise SettingsError("OIDC_ISSUER must begin with https://, or anybody in between could log in.")
    return env["OIDC_ISSUER"]


def _oidc_roles(env: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    lines = []
    for part in env.get("OIDC_ROLES", "").replace("\n", ",").split(","):
        if not part.strip():
            continue
        match = re.fullmatch(r"([^:=]+):(.+)=(agent|lead|marketer|admin)", part.strip())
        if match is None:
            raise SettingsError(
                "OIDC_ROLES must be claim:value=role, separated by commas, with the roles agent, lead, marketer "
                f"and admin: groups:support=agent, groups:it=admin. Not {part.strip()!r}."
            )
        lines.append((match[1].strip(), match[2].strip(), match[3]))
    return tuple(lines)


def _proxies(env: Mapping[str, str], default: tuple[str, ...]) -> tuple[str, ...]:
    value = env.get("FORWARDED_ALLOW_IPS")
    if value is None:
        return default
    named = tuple(value.replace(",", " ").split())
    for one in named:
        try:
            if one != "*":
                ip_network(one)
        except ValueError as error:
            raise SettingsError(
                "FORWARDED_ALLOW_IPS must be the addresses or networks of reverse proxies, such as 10.0.0.5 or "
                f"172.18.0.0/16, or * where nobody else can reach this server. Not {one!r}."
            ) from error
    return named


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    value = env.get(name, str(default))
    if not re.fullmatch(r"\d+(\.\d+)?", value) or float(value) == 0:
        raise SettingsError(f"{name} must be a number of seconds above 0, not {value!r}.")
    return float(value)


def _yes(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise SettingsError(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes"}
