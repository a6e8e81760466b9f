"""The shared style files, and the business's accent colour as one of them."""

import os
from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.dependencies import CatalogNow
from api.theme.accent import accent_css

router = APIRouter(include_in_schema=False)


class FreshFiles(StaticFiles):
    """Static files that browsers keep but ask about each time, so that a new version is seen at once."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response


def install(app: FastAPI) -> None:
    """Give `app` the shared style files."""
    mount_static(app, "theme", Path(__file__).parent)
    app.include_router(router)


def mount_static(app: FastAPI, name: str, folder: Path) -> None:
    """Serve `folder/static` at `/static/name`."""
    app.mount(f"/static/{name}", FreshFiles(directory=folder / "static"), name=f"static-{name}")


@router.get("/theme/accent.css")
async def accent(catalog: CatalogNow) -> Response:
    """Set the accent from the catalog."""
    css = accent_css(catalog.business.accent)
    return Response(css, media_type="text/css", headers={"Cache-Control": "no-cache"})
