"""The page behind the e-mail link."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from api.conversations import repository
from api.conversations.models import Conversation
from api.db import now
from api.ratings.links import rating_link
from api.services import Services
from tests.api.conftest import Visitor, arrive


def path(services: Services, visitor: Visitor, *, days: float = 14) -> str:
    settings = replace(services.settings, public_url="")
    return rating_link(settings, visitor.id, until=now() + timedelta(days=days))


@pytest.fixture
async def ended(visitor: Visitor) -> Visitor:
    await visitor.post("close")
    return visitor


class TestLooking:
    async def test_looking_does_not_vote_however_often(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        for _ in range(3):
            page = await client.get(path(services, ended), params={"rating": "bad"})
            assert page.status_code == 200
        await client.head(path(services, ended))
        async with services.database.reading() as session:
            assert (await repository.get(session, ended.id)).rating is None

    async def test_the_thumb_from_the_e_mail_is_chosen_already(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        page = (await client.get(path(services, ended), params={"rating": "bad"})).text
        assert re.findall(r'value="(\w+)" required checked', page) == ["bad"]
        odd = (await client.get(path(services, ended), params={"rating": '"><b'})).text
        assert "checked" not in odd

    @pytest.mark.parametrize(
        ("locale", "question"),
        [
            ("da", "Fik du den hjælp, du havde brug for?"),
            ("nb", "Fikk du den hjelpen du trengte?"),
            ("en", "Did you get the help you needed?"),
        ],
    )
    async def test_it_speaks_the_language_of_the_conversation(
        self, client: httpx.AsyncClient, services: Services, locale: str, question: str
    ) -> None:
        visitor = await arrive(client, locale=locale)
        await visitor.post("close")
        page = await client.get(path(services, visitor))
        assert question in page.text
        assert f'<html lang="{locale}">' in page.text
        assert "<script" not in page.text

    async def test_the_link_leaks_nowhere(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        page = await client.get(path(services, ended))
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        assert "script-src 'self'" in page.headers["content-security-policy"]

    async def test_a_broken_link_says_so(self, client: httpx.AsyncClient) -> None:
        page = await client.get("/rating/abc", headers={"Accept-Language": "nb"})
        assert page.status_code == 404
        assert "Lenken virker ikke" in page.text


class TestVoting:
    async def test_a_thumb_and_a_word_once(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        told: list[str] = []

        async def listen(_session: object, conversation: Conversation, change: str) -> None:
            told.append(f"{change} {conversation.rating}")

        services.observers.add(listen)
        first = await client.post(path(services, ended), data={"rating": "bad", "comment": "Ingen ringede."})
        assert first.status_code == 200
        assert "ser på din sag igen" in first.text
        again = await client.post(path(services, ended), data={"rating": "good"})
        assert again.status_code == 409
        assert "Du har svaret" in again.text
        async with services.database.reading() as session:
            assert (await repository.get(session, ended.id)).rating == "bad"
            event = await repository.last_of(session, ended.id, ("rated",))
        assert event is not None
        assert event.wording("comment") == "Ingen ringede."
        assert told == ["rated bad"]

    async def test_after_14_days_it_is_locked(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        late = await client.post(path(services, ended, days=-0.01), data={"rating": "good"})
        assert late.status_code == 410
        assert "14 dage" in late.text
        async with services.database.writing() as session:
            await session.execute(update(Conversation).values(closed_at=now() - timedelta(days=15)))
        locked = await client.post(path(services, ended), data={"rating": "good"})
        assert locked.status_code == 410
        async with services.database.reading() as session:
            assert (await repository.get(session, ended.id)).rating is None

    @pytest.mark.parametrize("rating", ["", "great", "\0"])
    async def test_without_a_choice_nothing_is_sent_and_the_word_is_kept(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services, rating: str
    ) -> None:
        page = await client.post(path(services, ended), data={"rating": rating, "comment": "<b>Tak</b>"})
        assert page.status_code == 422
        assert "Vælg Ja eller Nej" in page.text
        assert "&lt;b&gt;Tak&lt;/b&gt;</textarea>" in page.text

    async def test_one_that_goes_on_is_rated_later(
        self, visitor: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        page = await client.post(path(services, visitor), data={"rating": "good"})
        assert page.status_code == 409
        assert "i gang igen" in page.text

    async def test_an_erased_conversation_has_no_page(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        link = path(services, ended)
        await client.delete(ended.path, headers=ended.headers)
        assert (await client.get(link)).status_code == 404
        assert (await client.post(link, data={"rating": "good"})).status_code == 404

    async def test_a_very_long_word_is_cut(
        self, ended: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        response = await client.post(path(services, ended), data={"rating": "good", "comment": "x" * 5000})
        assert response.status_code == 200
