"""Renders the staff pages: one Jinja environment per surface, strict headers, the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.theme.headers import protect
from api.theme.language import LANGUAGE_COOKIE, asked_language, staff_language
from api.theme.texts import Wording, load_texts

THEME_FOLDER = Path(__file__).parent
THEME_COOKIE = "kd_theme"
SECTIONS = {
    "agent": ("console",),
    "lead": ("console", "insights"),
    "marketer": ("insights",),
    "admin": ("console", "insights"),
}
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page: what the header shows and the token that the page's forms and calls send back.

    ``manages`` adds the pages about people to their menu, ``leads`` the settings of the desk.
    """

    name: str
    role: str
    csrf: str
    manages: bool = False
    leads: bool = False


class Pages:
    """The pages of one surface.

    Args:
        folder: The surface's own folder, with `templates/` and `texts/`; the shared ones are added to them.
    """

    def __init__(self, folder: Path) -> None:
        self.wordings = load_texts([THEME_FOLDER / "texts", folder / "texts"])
        self._environment = Environment(
            loader=ChoiceLoader(_loaders([folder, THEME_FOLDER])),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def wording(self, request: Request) -> Wording:
        """Return the words of the language this request is to be answered in."""
        return self.wordings[staff_language(request)]

    def page(
        self,
        request: Request,
        template: str,
        *,
        viewer: Viewer | None,
        section: str | None = None,
        status: int = 200,
        **values: Any,
    ) -> HTMLResponse:
        """Render `template` for `viewer` (None before the login) in `section` ("console" or "insights")."""
        t = self.wording(request)
        chosen = request.cookies.get(THEME_COOKIE)
        html = self._environment.get_template(template).render(
            t=t,
            viewer=viewer,
            section=section,
            sections=SECTIONS.get(viewer.role, ()) if viewer else (),
            theme=chosen if chosen in ("light", "dark") else None,
            languages=tuple(self.wordings),
            **values,
        )
        response = HTMLResponse(html, status_code=status)
        protect(response)
        response.headers["Content-Language"] = t.language
        if asked_language(request):
            response.set_cookie(LANGUAGE_COOKIE, t.language, max_age=_A_YEAR, samesite="lax", path="/")
        return response


def _loaders(folders: Sequence[Path]) -> list[FileSystemLoader]:
    return [FileSystemLoader(folder / "templates") for folder in folders]
