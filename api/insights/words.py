"""Numbers, shares and days as they are written in each language."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_time
from babel.numbers import format_decimal, format_percent

from api.insights.rates import Rate
from api.theme.texts import Wording

_LOCALES = {"da": "da", "nb": "nb", "en": "en_GB"}
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Words:
    """The texts of one language, with its way of writing figures."""

    t: Wording

    @property
    def locale(self) -> str:
        """The name that figures are written by."""
        return _LOCALES[self.t.language]

    def count(self, number: int) -> str:
        """A whole number: 1.299, 1 299 or 1,299."""
        return format_decimal(number, locale=self.locale)

    def percent(self, share: float) -> str:
        """A share in whole percents: 64 % or 64%."""
        return format_percent(share, locale=self.locale)

    def interval(self, found: Rate) -> str:
        """The interval of a rate: 52–74 %; empty when it is suppressed."""
        if found.lo is None or found.hi is None:
            return ""
        return f"{round(found.lo * 100)}–{self.percent(found.hi)}"

    def rate(self, found: Rate) -> str:
        """A rate with its interval in words; how many of how many when there are too few."""
        if found.value is None:
            return self.t("rate.of", num=self.count(found.num), den=self.count(found.den))
        return self.t("rate.with_interval", value=self.percent(found.value), interval=self.interval(found))

    def say(self, key: str, number: int, **values: object) -> str:
        """The wording `key.one` or `key.other` for `number`, with `{n}` filled in."""
        form = "one" if number == 1 else "other"
        return self.t(f"{key}.{form}", n=self.count(number), **values)

    def day(self, day: date) -> str:
        """A day with its year: 21. november 2026."""
        return format_date(day, "long", locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day of a known year: 21. nov."""
        return format_date(day, "d MMM" if self.t.language == "en" else "d. MMM", locale=self.locale)

    def month(self, day: date) -> str:
        """A month with its year: nov. 2026."""
        return format_date(day, "MMM y", locale=self.locale)

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """A day and a time in the business's own zone."""
        local = moment.astimezone(zone)
        return f"{format_date(local.date(), 'medium', locale=self.locale)} {self.time(moment, zone)}"

    def time(self, moment: datetime, zone: ZoneInfo) -> str:
        """The time of day in the business's own zone."""
        return format_time(moment.astimezone(zone).time(), "short", locale=self.locale)

    def span(self, first: date, last: date) -> str:
        """Some days: 2.–21. nov. 2026."""
        if first == last:
            return self.day(first)
        return str(format_interval(first, last, "yMMMd", locale=self.locale))

    def quoted(self, text: str) -> str:
        """A quotation with the marks of the language."""
        return self.t("quote_marks", text=text)

    def listed(self, parts: list[str]) -> str:
        """Several things as one phrase: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self.t("list", first=", ".join(parts[:-1]), last=parts[-1])


def lower_first(text: str) -> str:
    """Return `text` to stand within a sentence; abbreviations and names in capitals stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def unbroken(text: str) -> str:
    """Return `text` with spaces that no line is broken at."""
    return text.replace(" ", _NO_BREAK)
