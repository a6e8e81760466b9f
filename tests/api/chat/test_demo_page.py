"""The demo page shows the business of the catalog, whichever it is."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.chat.shop import router
from api.dependencies import catalog as catalog_now
from bot.catalog import LANGUAGES, Catalog, load_catalog
from tests.api.catalog_files import catalog_files, write_catalog

ROOT = Path(__file__).parents[3]
SHOP, ACCOUNTING = ROOT / "data" / "catalog", ROOT / "examples" / "accounting"
SHOP_WORDS = re.compile(r"coffee|kaffe|grinder|kværn|kvern|bønne|beans|butik|koppeholm", re.IGNORECASE)


async def page(catalog: Catalog, language: str) -> str:
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[catalog_now] = lambda: catalog
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page") as client:
        return (await client.get("/", params={"lang": language})).text


def drawings(html: str) -> list[str]:
    return re.findall(r'<svg[^>]*><path d="([^"]+)"', html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("directory", [SHOP, ACCOUNTING], ids=["shop", "accounting"])
async def test_name_colour_products_and_shelves_are_the_businesss(directory: Path, language: str) -> None:
    catalog = load_catalog(directory)

    html = await page(catalog, language)

    assert f'name="theme-color" content="{catalog.business.accent}"' in html
    assert catalog.business.accent.removeprefix("#") in re.findall(r'rel="icon" href="([^"]+)"', html)[0]
    assert catalog.business.name in html
    assert all(product.name[language] in html for product in catalog.products.values())
    titles = re.findall(r"<h2 id=[^>]*>([^<]+)</h2>", html)
    assert titles == [shelf.title[language] for shelf in catalog.business.shelves]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_of_the_shop_is_on_the_page_of_another_business(language: str) -> None:
    shop, accounting = load_catalog(SHOP), load_catalog(ACCOUNTING)

    html = await page(accounting, language)

    assert not SHOP_WORDS.findall(html)
    assert set(drawings(html)).isdisjoint(drawings(await page(shop, language)))


async def test_prices_say_how_often_and_what_they_are_without() -> None:
    html = (await page(load_catalog(ACCOUNTING), "da")).replace("\u00a0", " ")

    assert "229 kr. om måneden plus moms" in html
    assert "Alle priser er uden moms." in html
    assert "På lager" not in html


async def test_without_shelves_everything_stands_together(tmp_path: Path) -> None:
    html = await page(load_catalog(write_catalog(tmp_path, catalog_files())), "en")

    assert re.findall(r"<h2 id=[^>]*>([^<]+)</h2>", html) == ["What we have"]
    assert "In stock" in html
