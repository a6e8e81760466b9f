"""Days in words, as one says them of something that is due."""

from datetime import date

from api.theme.texts import Wording


def day_in_words(day: date, *, today: date, t: Wording) -> str:
    """Return "today", "tomorrow", "3 days late", else the day and the month."""
    away = (day - today).days
    if away < 0:
        return t.count("case.late", -away)
    if away in (0, 1):
        return t("case.today" if away == 0 else "case.tomorrow")
    written = t("moment.day", day=day.day, month=t(f"moment.month_{day.month}"))
    return written if day.year == today.year else f"{written} {day.year}"
