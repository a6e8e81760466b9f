"""What the documentation claims, held against the project."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from api.settings import Settings
from bot.catalog.models import Catalog

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "catalog.md")
README = PAGES[0].read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if not t.startswith("http") and not (page.parent / t).exists()]
    assert not missing


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"make ([a-z-]+)", page.read_text(encoding="utf-8"))
    }
    assert {"run", "test", "bench", "train", "catalog-check", "lock"} <= named
    assert named <= targets


def test_settings_of_the_readme_are_explained_in_the_example() -> None:
    table = README.split("## Settings")[1].split("Staff accounts")[0]
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)", table))
    assert named
    assert named <= set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def test_every_setting_of_the_api_is_in_the_example() -> None:
    source = (ROOT / "api" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env(?:\.get\(|, )"([A-Z][A-Z0-9_]+)"', source))
    assert len(read) >= len(dataclasses.fields(Settings)) - 3
    assert read <= set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def test_embedding_line_names_what_the_widget_reads() -> None:
    entry = (ROOT / "api" / "chat" / "static" / "kundedialog.js").read_text(encoding="utf-8")
    named = set(
        re.findall(r"`?(data-[a-z]+)", README.split("## Put the chat on your site")[1].split("##")[0])
    )
    assert "data-locale" in named
    assert all(attribute in entry for attribute in named)


def test_folders_of_the_readme_exist() -> None:
    table = README.split("| folder | what |")[1].split("###")[0]
    folders = re.findall(r"`([a-z/]+/)`", table)
    assert folders
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_catalog_page_names_every_file() -> None:
    named = set(re.findall(r"`([a-z_]+)\.yml`", PAGES[1].read_text(encoding="utf-8")))
    assert {field.name for field in dataclasses.fields(Catalog)} <= named
