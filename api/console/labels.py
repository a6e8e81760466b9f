"""What ids are called in the console: the catalog's words, colleagues, and moments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from api.db import now
from api.theme.labels import CatalogLabels
from api.theme.moments import moment_in_words


@dataclass(frozen=True)
class Labels(CatalogLabels):
    """Names for what the timeline holds as ids.

    `colleagues` are the names of the staff a conversation mentions, by id.
    """

    colleagues: Mapping[int, str] = field(default_factory=dict)

    def colleague(self, staff_id: int | None) -> str:
        """Return the name of a colleague."""
        return self.colleagues.get(staff_id or 0) or self.t("talk.author.agent")

    def matter(self, kind: str | None, matter_id: str | None) -> str:
        """Return what exactly a complaint is about, or its kind where that is not known."""
        return self.matter_of(kind, matter_id) or self.complaint(kind)

    def next_step(self, kind: str | None) -> str | None:
        """Return what a person does next with a kind of complaint."""
        complaint = self.catalog.complaints.get(kind or "")
        return complaint.next[self.t.language] if complaint else None

    def when(self, moment: datetime) -> str:
        """Return a moment in the business's own time."""
        return moment_in_words(moment, now=now(), zone=ZoneInfo(self.catalog.hours.timezone), t=self.t)
