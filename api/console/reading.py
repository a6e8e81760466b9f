"""In which language the console answers a request, with which names for ids, and when a list has its turn."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from api.console.labels import Labels
from api.dependencies import CatalogNow, ServicesNow
from api.theme.pages import Pages

PAGES = Pages(Path(__file__).parent)


async def labels(request: Request, catalog: CatalogNow) -> Labels:
    """Return the names in the language of whoever asks."""
    return Labels(catalog, PAGES.wording(request))


LabelsNow = Annotated[Labels, Depends(labels)]


async def turn_of_a_list(services: ServicesNow) -> AsyncIterator[None]:
    """Let a few lists be read at a time: a change that all lists show must not hold up what a customer just said."""
    async with services.lists:
        yield


TurnOfAList = Depends(turn_of_a_list, scope="function")
