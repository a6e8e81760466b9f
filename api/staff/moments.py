"""Moments as the pages about people show them: in the business's own zone, in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.db import now
from api.theme.moments import moment_in_words
from api.theme.texts import Wording
from bot.catalog import Catalog


@dataclass(frozen=True)
class Moments:
    """Writes moments for one reader."""

    catalog: Catalog
    t: Wording

    @property
    def zone(self) -> ZoneInfo:
        """The business's zone."""
        return ZoneInfo(self.catalog.hours.timezone)

    def __call__(self, moment: datetime) -> str:
        return moment_in_words(moment, now=now(), zone=self.zone, t=self.t)

    def exact(self, moment: datetime) -> str:
        """Return the moment to the second, for reading beside a log."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")
