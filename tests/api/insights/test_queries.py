"""Counting on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.insights import queries
from api.insights.figures import FIGURES
from api.insights.period import Period, Window, parse_period
from api.services import Services
from tests.api.insights.conftest import NOON, Did, Past, noted, said

ZONE = ZoneInfo("Europe/Copenhagen")
HI = said("Hi")
CLOSED = Did("closed", "solved", author="agent")


def period(first: str, last: str) -> Period:
    return parse_period(days=None, first=first, last=last, moment=NOON, zone=ZONE)


LAST_MONTH = period("2026-10-23", "2026-11-21").window


async def counted(
    services: Services, figure: str, subject: str | None = None, *, window: Window = LAST_MONTH
) -> int:
    async with services.database.reading() as session:
        return await queries.count(session, window, FIGURES[figure], subject)


class TestWhichConversationsCount:
    async def test_only_those_in_which_the_visitor_wrote(self, services: Services, past: Past) -> None:
        await past(said("What do you need?", author="bot"))
        await past(HI)
        assert await counted(services, "conversations") == 1

    async def test_by_the_day_they_began_in_the_businesss_zone(self, services: Services, past: Past) -> None:
        day = period("2026-11-20", "2026-11-20").window
        for minute in (22 * 60 + 59, 23 * 60, 46 * 60 + 59, 47 * 60):
            await past(HI, at=datetime(2026, 11, 19, tzinfo=UTC) + timedelta(minutes=minute))
        assert await counted(services, "conversations", window=day) == 2

    async def test_once_however_often_something_happened(self, services: Services, past: Past) -> None:
        price = noted("barrier_raised", "price")
        await past(HI, price, said("Too dear"), price)
        assert await counted(services, "barrier", "price") == 1
        async with services.database.reading() as session:
            assert await queries.by_subject(session, LAST_MONTH, FIGURES["barrier"]) == {"price": 1}

    async def test_messages_are_counted_each(self, services: Services, past: Past) -> None:
        await past(HI, said("Yes?", author="bot"), said("Again"))
        async with services.database.reading() as session:
            assert await queries.visitor_messages(session, LAST_MONTH) == 2


class TestContained:
    async def test_neither_handed_over_nor_come_back(self, services: Services, past: Past) -> None:
        await past(HI)
        await past(HI, Did("queued", "requested", author="system"))
        await past(HI, Did("claimed", author="agent"))
        assert await counted(services, "contained") == 1
        assert await counted(services, "handed_over") == 2
        assert await counted(services, "stepped_in") == 1

    @pytest.mark.parametrize(("hours", "returned"), [(23, 1), (25, 0)])
    async def test_writing_again_within_a_day_after_the_end_is_a_return(
        self, services: Services, past: Past, hours: int, returned: int
    ) -> None:
        await past(HI, CLOSED, Did("reopened", author="visitor", after=timedelta(hours=hours)))
        assert await counted(services, "returned") == returned
        assert await counted(services, "contained") == 1 - returned

    async def test_a_known_customer_who_begins_anew_within_a_day_has_returned(
        self, services: Services, past: Past
    ) -> None:
        for hours in (0, 20, 60):
            await past(HI, at=NOON - timedelta(hours=72 - hours), customer="Mette")
        await past(HI, at=NOON - timedelta(hours=71), customer="Lars")
        await past(HI, at=NOON - timedelta(hours=71))
        assert await counted(services, "returned") == 1
        assert await counted(services, "contained") == 4


class TestWhatIsBehindAFigure:
    async def test_an_offer_that_a_stop_or_a_complaint_follows(self, services: Services, past: Past) -> None:
        offer, stop = noted("offer_made", "course", kind="course"), noted("offers_stopped")
        await past(HI, offer, said("Stop"), stop)
        await past(HI, stop, said("But this?"), offer)
        await past(HI, offer, said("Late"), noted("complaint_raised", "complain_delivery"))
        assert await counted(services, "offer_made", "course") == 3
        assert await counted(services, "offer_then_stop", "course") == 1
        assert await counted(services, "offer_then_complaint") == 1
        assert await counted(services, "offer_then_either") == 2
        assert await counted(services, "offer_kind_made", "course") == 3

    async def test_a_matter_belongs_to_its_kind(self, services: Services, past: Past) -> None:
        await past(HI, noted("complaint_raised", "complain_delivery", matter="late", product=None))
        await past(HI, noted("complaint_raised", "complain_other", matter=None, product="grinder"))
        async with services.database.reading() as session:
            matters = await queries.by_subject(session, LAST_MONTH, FIGURES["complaint_matter"])
            products = await queries.by_subject(session, LAST_MONTH, FIGURES["complaint_product"])
        assert matters == {"complain_delivery:late": 1}
        assert products == {"grinder": 1}
        assert await counted(services, "complaint_matter", "complain_delivery:late") == 1
        assert await counted(services, "complaint_product", "grinder") == 1

    async def test_a_stage_nobody_recognised_is_unknown(self, services: Services, past: Past) -> None:
        await past(HI)
        await past(HI, stage="decision")
        async with services.database.reading() as session:
            stages = await queries.by_column(session, LAST_MONTH, FIGURES["stage"])
        assert stages == {"decision": 1, "unknown": 1}
        assert await counted(services, "stage", "unknown") == 1

    async def test_what_has_no_subject_is_unknown(self, services: Services, past: Past) -> None:
        await past(HI, noted("barrier_raised"))
        async with services.database.reading() as session:
            assert await queries.by_subject(session, LAST_MONTH, FIGURES["barrier"]) == {"unknown": 1}


class TestOverTime:
    @pytest.mark.parametrize("first", ["2026-11-15", "2026-06-01", "2024-01-01"])
    async def test_every_conversation_is_in_one_bucket(
        self, services: Services, past: Past, first: str
    ) -> None:
        for days in (0, 1, 1, 6):
            await past(HI, at=NOON - timedelta(days=days))
        asked = period(first, "2026-11-21")
        async with services.database.reading() as session:
            found = await queries.by_bucket(session, asked.buckets, FIGURES["conversations"])
        assert sum(found) == 4
        assert len(found) == len(asked.buckets)

    async def test_the_hour_before_midnight_belongs_to_the_day(self, services: Services, past: Past) -> None:
        await past(HI, at=datetime(2026, 11, 19, 22, 30, tzinfo=UTC))
        await past(HI, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
        async with services.database.reading() as session:
            buckets = period("2026-11-19", "2026-11-20").buckets
            assert await queries.by_bucket(session, buckets, FIGURES["conversations"]) == [1, 1]


class TestQuotes:
    async def test_the_newest_of_each_subject_one_of_a_conversation(
        self, services: Services, past: Past
    ) -> None:
        for day in (3, 1, 2):
            words = noted("barrier_raised", "price", f"Dear, {day} days ago")
            again = noted("barrier_raised", "price", "Still dear")
            await past(HI, words, said("And"), again, at=NOON - timedelta(days=day))
        await past(HI, noted("barrier_raised", "trust", "Are you real?"))
        async with services.database.reading() as session:
            found = await queries.quotes(session, LAST_MONTH, FIGURES["barrier"], each=2)
        assert [(quote.subject, quote.text) for quote in found] == [
            ("price", "Dear, 1 days ago"),
            ("price", "Dear, 2 days ago"),
            ("trust", "Are you real?"),
        ]

    async def test_the_message_where_the_event_has_no_words_but_no_button(
        self, services: Services, past: Past
    ) -> None:
        queued = Did("queued", "requested", author="system")
        await past(said("A person, please"), queued)
        await past(said("Talk to a person", payload="/request_human"), queued)
        async with services.database.reading() as session:
            found = await queries.quotes(session, LAST_MONTH, FIGURES["reason"], each=5)
        assert [quote.text for quote in found] == ["A person, please"]

    async def test_erased_words_are_not_quoted(self, services: Services, past: Past) -> None:
        await past(HI, noted("praise_given"))
        async with services.database.reading() as session:
            assert await queries.quotes(session, LAST_MONTH, FIGURES["praise"], each=5) == []


async def test_ratings_by_language_and_by_who_helped(services: Services, past: Past) -> None:
    good, bad = Did("rated", "good", author="visitor"), Did("rated", "bad", author="visitor")
    await past(HI, CLOSED, good)
    await past(HI, CLOSED, good)
    await past(HI, Did("claimed", author="agent"), CLOSED, bad, language="nb")
    async with services.database.reading() as session:
        found = await queries.ratings(session, LAST_MONTH)
        assert sorted(found) == [("da", False, "good", 2), ("nb", True, "bad", 1)]
        assert await queries.closed(session, LAST_MONTH) == 3
