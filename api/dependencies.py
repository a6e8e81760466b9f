"""What endpoints ask for. Only these dependencies open sessions, and only the writing one commits.

They are coroutines, for FastAPI would send plain functions to a thread.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api.services import Services
from api.settings import Settings
from bot.catalog import Catalog


async def services(connection: HTTPConnection) -> Services:
    """The parts of the running api."""
    found: Services = connection.app.state.services
    return found


ServicesNow = Annotated[Services, Depends(services)]


async def settings(services: ServicesNow) -> Settings:
    """The settings of this installation."""
    return services.settings


async def catalog(services: ServicesNow) -> Catalog:
    """The catalog as it is now."""
    return services.catalog.current()


async def read_session(services: ServicesNow) -> AsyncIterator[AsyncSession]:
    """A session that changes nothing."""
    async with services.database.reading() as session:
        yield session


async def write_session(services: ServicesNow) -> AsyncIterator[AsyncSession]:
    """A session in one transaction, committed before the answer is sent."""
    async with services.database.writing() as session:
        yield session


SettingsNow = Annotated[Settings, Depends(settings)]
CatalogNow = Annotated[Catalog, Depends(catalog)]
ReadSession = Annotated[AsyncSession, Depends(read_session, scope="function")]
WriteSession = Annotated[AsyncSession, Depends(write_session, scope="function")]
