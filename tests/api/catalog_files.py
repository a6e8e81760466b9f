"""A very small business for the api's tests, written as catalog files so that the real loader reads it."""

from pathlib import Path
from typing import Any

import yaml

from bot.catalog.models import BARRIERS, COMPLAINTS, SERVICE_TOPICS, WEEKDAYS

LANGUAGES = ("da", "nb", "en")


def text(words: str) -> dict[str, str]:
    """Words that show which language they are in."""
    return {language: f"{words} [{language}]" for language in LANGUAGES}


def question(words: str) -> dict[str, str]:
    """The same, ending as a question."""
    return {language: f"[{language}] {words}?" for language in LANGUAGES}


def cues(*phrases: str) -> dict[str, list[str]]:
    """The same cues in every language."""
    return {language: list(phrases) for language in LANGUAGES}


def _answers(key: str) -> list[dict[str, Any]]:
    return [{"id": "general", "cues": cues(), "text": text(f"{key} answer")}]


def _level(first: int) -> dict[str, int]:
    return {"first_response_seconds": first, "next_response_seconds": 60, "resolution_minutes": 30}


def catalog_files() -> dict[str, Any]:
    """The files by name, before writing; a test may change them."""
    return {
        "business.yml": _business(),
        "products.yml": [
            {
                "id": "grinder",
                "category": "grinders",
                "price": {"DKK": 1299, "NOK": 1999},
                "audience": ["private"],
                "stock_days": 0,
                "name": dict.fromkeys(LANGUAGES, "Mill"),
                "short": text("grinds"),
                "choose_if": text("it must be quiet"),
                "facts": [],
                "cues": cues("mill"),
                "needs": ["quiet"],
            }
        ],
        "needs.yml": [
            {
                "id": "quiet",
                "label": text("quiet mornings"),
                "summary": text("quiet in the morning"),
                "cues": cues("quiet"),
                "personas": [],
                "driver": "convenience",
            }
        ],
        "advice.yml": [
            {
                "id": "slow",
                "needs": ["quiet"],
                "owner": "both",
                "personas": [],
                "products": [],
                "cues": cues(),
                "text": text("grind slowly"),
                "steps": {language: ["One.", "Two."] for language in LANGUAGES},
                "wider": text("better taste too"),
                "story": None,
            }
        ],
        "stories.yml": [{"id": "neighbour", "needs": ["quiet"], "personas": [], "text": text("a story")}],
        "added_value.yml": [
            {
                "id": "course",
                "kind": "course",
                "needs": ["quiet"],
                "personas": [],
                "price": None,
                "product": None,
                "text": question("a course"),
                "accepted": text("welcome"),
            }
        ],
        "barriers.yml": {
            key: [{"id": "general", "cues": cues(), "text": text(key), "question": question(key)}]
            for key in BARRIERS
        },
        "personas.yml": [
            {
                "id": name,
                "market": "B2C",
                "label": text(name),
                "cues": cues(name),
                "needs": ["quiet"],
                "tone": text("warm"),
                "service_level": level,
            }
            for name, level in (("household", "standard"), ("office", "priority"))
        ],
        "service.yml": {key: _answers(key) for key in SERVICE_TOPICS},
        "complaints.yml": {
            key: {
                "label": text(key),
                "ask": ["order_number"],
                "next": text("we look into it"),
                "matters": [
                    {"id": "general", "cues": cues(), "matter": text("what went wrong")},
                    {"id": "late", "cues": cues("late"), "matter": text("the late parcel")},
                ],
            }
            for key in COMPLAINTS
        },
        "service_levels.yml": {
            **{channel: _level(30) for channel in ("chat", "phone", "social", "email")},
            "levels": {"standard": _level(30), "priority": _level(15)},
        },
        "hours.yml": {
            "timezone": "Europe/Copenhagen",
            "weekly": {day: ["00:00", "24:00"] for day in WEEKDAYS},
            "holidays": [],
            "closed": [],
            "text": text("always"),
        },
    }


def write_catalog(directory: Path, files: dict[str, Any] | None = None) -> Path:
    """Write the files and tell where they are."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in (files or catalog_files()).items():
        (directory / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return directory


def _business() -> dict[str, Any]:
    messages = ("unavailable", "unavailable_person", "handed_back", "queued", "closed")
    return {
        "name": "Mill & Cup (demo)",
        "demo": True,
        "accent": "#2f5d50",
        "default_language": "da",
        "currency": {"da": "DKK", "nb": "NOK", "en": "DKK"},
        "order_number": {"pattern": "MC-\\d{5}", "example": "MC-10001", "ask": question("order number")},
        "bot_name": text("Millie"),
        "tagline": text("coffee"),
        "greeting": question("I am a bot; a person is here when you ask for one. What do you need"),
        "contact": {
            "email": "hello@mill.example",
            "phone": "+45 00 00 00 00",
            "address": text("Demo Street 1"),
        },
        "next_step": text("put it in the basket"),
        "privacy": text("we keep little"),
        "messages": {
            **{name: text(name) for name in messages},
            "person_joined": {language: f"{{name}} is here [{language}]" for language in LANGUAGES},
            "rate_question": question("were you helped"),
            "rated_good": text("glad"),
            "rated_bad": text("sorry"),
            "too_long": text("too long"),
        },
    }
