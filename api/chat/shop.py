"""The demo page: what the catalog sells, with the widget on it as on any site."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.conversations.writing import language_of
from api.dependencies import CatalogNow
from bot.catalog import Catalog
from bot.catalog.models import LANGUAGES, Product
from bot.catalog.money import price_of

router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["price_of"] = price_of


@dataclass(frozen=True)
class _Stand:
    """Products that stand together; no title for those that no shelf of the catalog takes."""

    title: str | None
    products: Sequence[Product]


@router.get("/")
async def shop(
    request: Request, catalog: CatalogNow, lang: Annotated[str | None, Query(max_length=35)] = None
) -> HTMLResponse:
    """The page in the language asked for, or the business's own."""
    language = language_of(lang) or catalog.business.default_language
    page = _templates.get_template("shop.html").render(
        business=catalog.business,
        shelves=_shelves(catalog, language),
        hours=catalog.hours,
        language=language,
        languages=LANGUAGES,
    )
    return HTMLResponse(page, headers={"Content-Language": language})


def _shelves(catalog: Catalog, language: str) -> list[_Stand]:
    left = list(catalog.products.values())
    stands: list[_Stand] = []
    for shelf in catalog.business.shelves:
        stands.append(
            _Stand(
                shelf.title[language], [product for product in left if product.category in shelf.categories]
            )
        )
        left = [product for product in left if product.category not in shelf.categories]
    stands.append(_Stand(None, left))
    return [stand for stand in stands if stand.products]
