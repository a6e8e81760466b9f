"""Who reads, which days, in which language: what every view is made with, asked for in one place."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request

from api.db import now
from api.dependencies import CatalogNow, SettingsNow
from api.insights.labels import Labels
from api.insights.period import Period, parse_period
from api.insights.words import Words
from api.staff.dependencies import require_login
from api.staff.permissions import who_may
from api.staff.schemas import Login
from api.theme.pages import Pages
from api.theme.texts import Wording

PAGES = Pages(Path(__file__).parent)
MarketerLogin = Annotated[Login, Depends(require_login(*who_may("read_insights")))]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a view is about and whom it is for; ``secret`` makes the pseudonyms."""

    period: Period
    labels: Labels
    words: Words
    secret: str

    @property
    def t(self) -> Wording:
        """The words of the reader's language."""
        return self.words.t

    def view(self, name: str) -> str:
        """The address of another view for the same days."""
        return f"{'/insights' if name == 'overview' else f'/insights/{name}'}?{self.period.query}"

    def behind(self, figure: str, subject: str | None = None, *, dates: str | None = None) -> str:
        """The address of the conversations behind a figure."""
        wanted = {"figure": figure} | ({"subject": subject} if subject is not None else {})
        return f"/insights/conversations?{urlencode(wanted)}&{dates or self.period.dates}"

    def message(self, conversation_id: str, figure: str, subject: str | None, seq: int | None) -> str:
        """The address of a conversation, at the message behind a figure."""
        wanted = {"figure": figure} | ({"subject": subject} if subject is not None else {})
        place = f"#m{seq}" if seq else ""
        return f"/insights/conversations/{conversation_id}?{urlencode(wanted)}&{self.period.dates}{place}"


def period_asked(
    catalog: CatalogNow,
    moment: Annotated[datetime, Depends(now)],
    days: Annotated[str | None, Query(description="7, 30 or 90, ending today")] = None,
    first: Annotated[str | None, Query(alias="from", description="The first day, as 2026-11-01")] = None,
    last: Annotated[str | None, Query(alias="to", description="The last day, as 2026-11-21")] = None,
) -> Period:
    """Return the days that the address asks for."""
    zone = ZoneInfo(catalog.hours.timezone)
    return parse_period(days=days, first=first, last=last, moment=moment, zone=zone)


def scope(
    request: Request,
    login: MarketerLogin,
    catalog: CatalogNow,
    settings: SettingsNow,
    period: Annotated[Period, Depends(period_asked)],
) -> Scope:
    """Return what a view is made with."""
    t = PAGES.wording(request)
    return Scope(period=period, labels=Labels(catalog, t), words=Words(t), secret=settings.secret)


ScopeNow = Annotated[Scope, Depends(scope)]
