"""Everything that differs between two installations, in one frozen object read from the environment.

``python-dotenv`` is used at the entry points only (``api/__main__.py``, ``api/migrate.py``); nothing else
looks at the environment.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PLACEHOLDER_SECRETS = frozenset({"", "change-me", "changeme", "secret", "demo"})
DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///var/kundedialog.db"


class SettingsError(Exception):
    """The environment asks for something that cannot be; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation.

    ``offers_per_7_days`` and ``offers_per_30_days`` cap the offers a customer is shown across conversations;
    ``conversations_per_minute`` is how many one network address may begin, 0 for any number;
    ``texts_kept_days`` is how long wording and contact details are kept before they are erased;
    ``behind_https`` makes cookies secure and sends HSTS.
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
    offers_per_7_days: int = 2
    offers_per_30_days: int = 4
    conversations_per_minute: int = 60
    texts_kept_days: int = 365
    log_level: str = "info"

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
            offers_per_7_days=_number(env, "OFFERS_PER_7_DAYS", default.offers_per_7_days),
            offers_per_30_days=_number(env, "OFFERS_PER_30_DAYS", default.offers_per_30_days),
            conversations_per_minute=_number(
                env, "CONVERSATIONS_PER_MINUTE", default.conversations_per_minute
            ),
            texts_kept_days=_number(env, "TEXTS_KEPT_DAYS", default.texts_kept_days),
            log_level=env.get("LOG_LEVEL", default.log_level).lower(),
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
