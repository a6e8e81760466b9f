"""Reading the environment: clear about what cannot be."""

import re
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, async_url

REAL = {"KUNDEDIALOG_SECRET": "x7Jq0mPz-real-enough"}


class TestFromEnv:
    def test_defaults(self) -> None:
        settings = Settings.from_env(REAL)
        assert settings.database_url == "sqlite+aiosqlite:///var/kundedialog.db"
        assert (settings.host, settings.port, settings.rasa_timeout_seconds) == ("127.0.0.1", 8000, 8.0)
        assert settings.expose_turns is False

    @pytest.mark.parametrize("secret", ["", "change-me", "Secret"])
    def test_a_placeholder_secret_is_refused(self, secret: str) -> None:
        with pytest.raises(SettingsError, match="KUNDEDIALOG_SECRET"):
            Settings.from_env({"KUNDEDIALOG_SECRET": secret})

    def test_but_not_for_looking_around(self) -> None:
        assert Settings.from_env({"KUNDEDIALOG_DEMO": "1"}).demo

    @pytest.mark.parametrize(
        ("name", "value"),
        [("PORT", "eighty"), ("RASA_TIMEOUT_SECONDS", "0"), ("KUNDEDIALOG_EXPOSE_TURNS", "maybe")],
    )
    def test_what_cannot_be_is_named(self, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=name):
            Settings.from_env({**REAL, name: value})

    @pytest.mark.parametrize("url", ["nonsense", "mysql://u:secret-word@h/d", "postgresql://h:port/d"])
    def test_a_database_that_cannot_be_is_told_without_its_password(self, url: str) -> None:
        with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
            Settings.from_env({**REAL, "DATABASE_URL": url})
        assert "secret-word" not in str(caught.value)

    def test_the_proxies_that_are_believed(self) -> None:
        assert Settings.from_env(REAL).forwarded_allow_ips == ("127.0.0.1",)
        named = Settings.from_env({**REAL, "FORWARDED_ALLOW_IPS": "10.0.0.5, 172.18.0.0/16 ::1"})
        assert named.forwarded_allow_ips == ("10.0.0.5", "172.18.0.0/16", "::1")

    @pytest.mark.parametrize("value", ["proxy", "10.0.0.5/8", "10.0.0.500"])
    def test_a_proxy_that_could_never_be_meets_with_a_word(self, value: str) -> None:
        with pytest.raises(SettingsError, match="FORWARDED_ALLOW_IPS"):
            Settings.from_env({**REAL, "FORWARDED_ALLOW_IPS": value})

    def test_lists_and_addresses(self) -> None:
        settings = Settings.from_env(
            {
                **REAL,
                "ALLOWED_ORIGINS": "https://a.example, https://b.example",
                "ACTIONS_URL": "http://127.0.0.1:5055/webhook",
                "RASA_URL": "http://127.0.0.1:5005/",
                "CATALOG": "/srv/catalog",
            }
        )
        assert settings.allowed_origins == ("https://a.example", "https://b.example")
        assert settings.actions_url == "http://127.0.0.1:5055"
        assert settings.rasa_url == "http://127.0.0.1:5005"
        assert settings.catalog == Path("/srv/catalog")

    def test_every_variable_is_in_the_example_file(self) -> None:
        root = Path(__file__).parents[2]
        example = (root / ".env.example").read_text(encoding="utf-8")
        source = (root / "api" / "settings.py").read_text(encoding="utf-8")
        names = set(re.findall(r'env(?:\.get)?[,(] ?"([A-Z0-9_]+)"', source))
        assert names
        assert {name for name in names if not re.search(rf"^#? ?{name}=", example, re.MULTILINE)} == set()


class TestAsyncUrl:
    @pytest.mark.parametrize(
        ("given", "used"),
        [
            ("postgres://u@h/d", "postgresql+asyncpg://u@h/d"),
            ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
            ("postgresql+psycopg://u@h/d", "postgresql+asyncpg://u@h/d"),
            ("postgres://u@h/d?a=1&sslmode=require", "postgresql+asyncpg://u@h/d?a=1&ssl=require"),
            ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
            ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ],
    )
    def test_any_usual_way_of_writing_it(self, given: str, used: str) -> None:
        assert async_url(given) == used
