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
from api.conversations.hooks import Observers
from api.conversations.opening import load_holidays
from api.db import Database, now
from api.desk import observing as desk
from api.errors import install_error_handlers
from api.housekeeping import keep_house, keep_moving, keep_sending
from api.insights import endpoints as insights
from api.live import Bus, MemoryBus
from api.open import endpoints as open_api
from api.perimeter import BodyLimit, CleanAddress, EmbeddedCors, SecurityHeaders
from api.rasa_client import Dialogue, RasaDialogue
from api.recovery import observers as recovery
from api.routing import hints as routing
from api.service_levels import clocks
from api.services import Services
from api.settings import Settings
from api.staff import audit_changes
from api.staff import endpoints as staff
from api.theme import endpoints as theme
from api.webhooks import observer as webhooks
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
    observers = Observers()
    services = Services(
        settings=settings,
        database=Database(
            settings.database_url,
            bus=hints,
            schema=settings.database_schema,
            busy_timeout_seconds=settings.busy_timeout_seconds,
            texts_kept_days=settings.texts_kept_days,
            info={"observers": observers},
        ),
        bus=hints,
        catalog=CatalogSource(settings.catalog),
        dialogue=dialogue or RasaDialogue(settings),
        observers=observers,
    )
    clocks.install(services)
    desk.install(services)
    app = Api(title="Kundedialog", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.services = services
    routing.install(services)
    recovery.install(services)
    webhooks.install(services)
    audit_changes.install(services)
    install_error_handlers(app)
    app.add_middleware(CleanAddress)
    app.add_middleware(BodyLimit, file_limit=settings.attachment_bytes)
    app.include_router(health.router)
    chat.install(app, settings)
    app.include_router(shop.router)
    theme.install(app)
    staff.install(app, settings)
    console.install(app)
    insights.install(app)
    open_api.install(app, settings)
    app.mount("/widget", WidgetFiles(_HERE / "chat" / "static"), name="widget")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    load_holidays(services.catalog.current().hours, now())
    async with AsyncExitStack() as closing:
        closing.push_async_callback(services.database.close)
        closing.push_async_callback(services.dialogue.close)
        closing.push_async_callback(services.bus.close)
        rounds = asyncio.create_task(keep_house(services))
        present = asyncio.create_task(services.presence.listen(services.bus))
        sending = asyncio.create_task(keep_sending(services))
        moving = asyncio.create_task(keep_moving(services))
        try:
            yield
        finally:
            rounds.cancel()
            present.cancel()
            sending.cancel()
            moving.cancel()
            await asyncio.wait([rounds, present, sending, moving])
