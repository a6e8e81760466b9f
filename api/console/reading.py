"""In which language the console answers a request, and with which names for ids."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from api.console.labels import Labels
from api.dependencies import CatalogNow
from api.theme.pages import Pages

PAGES = Pages(Path(__file__).parent)


def labels(request: Request, catalog: CatalogNow) -> Labels:
    """Return the names in the language of whoever asks."""
    return Labels(catalog, PAGES.wording(request))


LabelsNow = Annotated[Labels, Depends(labels)]
