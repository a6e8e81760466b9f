"""Puts the parts together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from api import health
from api.chat import endpoints as chat
from api.chat import shop
from api.chat.widget_files import WidgetFiles
from api.console import endpoints as console
from api.db import Database
from api.errors import install_error_handlers
from api.housekeeping import keep_house
from api.insights import endpoints as insights
from api.live import Bus, MemoryBus
from api.perimeter import BodyLimit, CleanAddress, EmbeddedCors, SecurityHeaders
from api.rasa_client import Dialogue, RasaDialogue
from api.services import Services
from api.settings import Settings
from api.staff import endpoints as staff
from api.theme import endpoints as theme
from bot.catalog import CatalogSource

_HERE = Path(__file__).parent


class Api(FastAPI):
    """An app whose every answer has the headers it needs, errors that nobody expected included."""

    def build_middleware_stack(self) -> ASGIApp:
        settings = self.state.services.settings
        inner = EmbeddedCors(super().build_middleware_stack(), settings=settings)
        return SecurityHeaders(inner, settings=settings)


def create_app(settings: Settings, *, dialogue: Dialogue | None = None, bus: Bus | None = None) -> FastAPI:
    """The api.

    Args:
        dialogue: The bot; Rasa at ``settings.rasa_url`` when not given.
        bus: Where hints go; this process's memory when not given.
    """
    hints = bus or MemoryBus()
    services = Services(
        settings=settings,
        database=Database(
            settings.database_url,
            bus=hints,
            schema=settings.database_schema,
            busy_timeout_seconds=settings.busy_timeout_seconds,
            texts_kept_days=settings.texts_kept_days,
        ),
        bus=hints,
        catalog=CatalogSource(settings.catalog),
        dialogue=dialogue or RasaDialogue(settings),
    )
    app = Api(title="Kundedialog", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.services = services
    install_error_handlers(app)
    app.add_middleware(CleanAddress)
    app.add_middleware(BodyLimit)
    app.include_router(health.router)
    chat.install(app, settings)
    app.include_router(shop.router)
    theme.install(app)
    staff.install(app)
    console.install(app)
    insights.install(app)
    app.mount("/widget", WidgetFiles(_HERE / "chat" / "static"), name="widget")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    services.catalog.current()
    async with AsyncExitStack() as closing:
        closing.push_async_callback(services.database.close)
        closing.push_async_callback(services.dialogue.close)
        closing.push_async_callback(services.bus.close)
        rounds = asyncio.create_task(keep_house(services))
        try:
            yield
        finally:
            rounds.cancel()
            await asyncio.wait([rounds])
