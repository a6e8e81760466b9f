"""The demo shop: a page of the catalog's products, with the widget on it as on any site."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.conversations.writing import language_of
from api.dependencies import CatalogNow
from bot.catalog.models import LANGUAGES
from bot.catalog.money import money

router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["money"] = money


@router.get("/")
async def shop(
    request: Request, catalog: CatalogNow, lang: Annotated[str | None, Query(max_length=35)] = None
) -> HTMLResponse:
    """The shop in the language asked for, or the business's own."""
    language = language_of(lang) or catalog.business.default_language
    page = _templates.get_template("shop.html").render(
        business=catalog.business,
        products=list(catalog.products.values()),
        hours=catalog.hours,
        language=language,
        languages=LANGUAGES,
    )
    return HTMLResponse(page, headers={"Content-Language": language})
