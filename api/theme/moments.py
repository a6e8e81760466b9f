"""Moments in words a colleague would use: the time today, the day and the time otherwise."""

from datetime import datetime, tzinfo

from api.theme.texts import Wording


def moment_in_words(moment: datetime, *, now: datetime, zone: tzinfo, t: Wording) -> str:
    """Return "14.30" for today and "21. nov. 14.30" for another day, in the business's own zone."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    values = {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}"}
    if local.date() == today.date():
        return t("moment.time", **values)
    day = t("moment.day", day=local.day, month=t(f"moment.month_{local.month}"))
    if local.year != today.year:
        day = f"{day} {local.year}"
    return f"{day} {t('moment.time', **values)}"


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from `start` to `end`, rounded down; negative when `end` comes first."""
    return int((end - start).total_seconds() // 60)


def minutes_in_words(minutes: int, t: Wording) -> str:
    """Return a length of time short enough for a list: "4 min", "2 h", "3 d"."""
    if minutes < 60:
        return t("moment.minutes", n=minutes)
    if minutes < 48 * 60:
        return t("moment.hours", n=minutes // 60)
    return t("moment.days", n=minutes // (24 * 60))
