"""Serves the api: ``python -m api``. The database must be current (``python -m api.migrate``)."""

import asyncio
import socket
import sys

import uvicorn
from dotenv import load_dotenv
from starlette.types import ASGIApp

from api.app import create_app
from api.db import reached
from api.engines import create_engine
from api.live import Bus, MemoryBus
from api.logs import configure_logs
from api.settings import Settings, SettingsError
from bot.catalog import CatalogError

_FINISH_SECONDS = 5


class Server(uvicorn.Server):
    """A server that tells open streams to end before it waits for them."""

    def __init__(self, config: uvicorn.Config, *, bus: Bus) -> None:
        super().__init__(config)
        self._bus = bus

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._bus.close()
        await super().shutdown(sockets)


def main() -> int:
    """Serve until stopped; 2 when the settings or the catalog are wrong, or the database cannot be reached."""
    load_dotenv()
    try:
        settings = Settings.from_env()
        configure_logs(settings.log_level)
        asyncio.run(_look_at_database(settings))
        bus = MemoryBus()
        app = create_app(settings, bus=bus)
    except (SettingsError, CatalogError) as error:
        sys.stderr.write(f"The api cannot start: {error}\n")
        return 2
    Server(server_config(app, settings), bus=bus).run()
    return 0


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the server listens, and whose word it takes for who is asking."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.forwarded_allow_ips),
        timeout_graceful_shutdown=_FINISH_SECONDS,
    )


async def _look_at_database(settings: Settings) -> None:
    with reached():
        engine = create_engine(settings.database_url, schema=settings.database_schema)
        try:
            async with engine.connect():
                pass
        finally:
            await engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
