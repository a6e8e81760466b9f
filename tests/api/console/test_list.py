"""The list of the console under filters, in views and in a search: what a page shows of it."""

import html
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from starlette.datastructures import QueryParams

from api.console.hits import pieces
from api.console.narrowed import asked_of
from api.conversations.models import Conversation
from api.db import now
from api.desk.palette import PALETTE
from api.desk.search.marks import snippet
from api.desk.search.wanted import wanted
from api.services import Services
from api.staff.dependencies import CSRF_HEADER
from api.theme.texts import STAFF_LANGUAGES
from tests.api.conftest import Visitor, arrive
from tests.api.console.conftest import Happens
from tests.api.staff.colleague import Colleague, colleague

LIST = "/console/queue"
PANELS = ("/console/list/filters", "/console/list/labels", "/console/list/snooze")


@pytest.fixture
async def tove(app: Any, services: Services) -> Any:
    """Who leads the team."""
    async with colleague(app, services, name="Tove", role="lead") as person:
        yield person


async def label(tove: Colleague, name: str) -> int:
    made = await tove.post("/api/console/labels", {"name": name, "colour": "#0f766e"})
    assert made.status_code == 201
    return int(made.json()["id"])


async def save(person: Colleague, name: str, *, shared: bool = False, **filters: Any) -> int:
    body = {"name": name, "filters": filters, "shared": shared}
    made = await person.post("/api/console/views", body)
    assert made.status_code == 201
    return int(made.json())


def shown(page: httpx.Response) -> list[str]:
    assert page.status_code == 200
    return re.findall(r'data-open="(\w+)"', page.text)


def chips(page: httpx.Response) -> list[str]:
    return re.findall(r'data-unfilter="(\w+)"', page.text)


async def put(services: Services, visitor: Visitor, **values: Any) -> None:
    async with services.database.writing() as session:
        await session.execute(update(Conversation).where(Conversation.id == visitor.id).values(**values))


class TestAccess:
    @pytest.mark.parametrize("panel", PANELS)
    async def test_without_a_login_leads_to_the_login(self, client: httpx.AsyncClient, panel: str) -> None:
        assert (await client.get(panel)).status_code == 303

    @pytest.mark.parametrize("panel", PANELS)
    async def test_a_marketer_is_told_in_words(self, marketer: Colleague, panel: str) -> None:
        assert (await marketer.get(panel)).status_code == 403

    @pytest.mark.parametrize("language", STAFF_LANGUAGES)
    @pytest.mark.parametrize("panel", PANELS)
    async def test_every_language_has_every_word(self, tove: Colleague, panel: str, language: str) -> None:
        await label(tove, "Returns")
        page = await tove.get(
            panel, lang=language, state="queued", overdue="1", holder="me", since="2026-01-02"
        )
        assert page.status_code == 200
        assert page.headers["content-language"] == language


class TestFilters:
    async def test_narrow_the_tab_they_are_in(
        self, ida: Colleague, waiting: Visitor, client: httpx.AsyncClient, queued: Happens, services: Services
    ) -> None:
        urgent = await arrive(client, locale="nb-NO")
        await urgent.say("Det haster")
        await queued(urgent)
        await put(services, urgent, priority=2)
        page = await ida.get(LIST, tab="waiting", priority="2")
        assert shown(page) == [urgent.id]
        assert chips(page) == ["priority"]
        assert "1 conversation" in page.text
        assert shown(await ida.get(LIST, tab="waiting", priority=["2", "0"])) == [urgent.id, waiting.id]
        assert shown(await ida.get(LIST, tab="closed", priority="2")) == []

    async def test_nothing_that_fits_says_so_and_what_to_do(self, ida: Colleague, waiting: Visitor) -> None:
        page = await ida.get(LIST, reason="churn_risk")
        assert "Nothing matches these filters." in page.text
        assert "Remove one above to see more." in page.text

    @pytest.mark.parametrize(
        "nonsense",
        [
            {"priority": "9"},
            {"line": "x"},
            {"label": "404"},
            {"holder": "nobody'; --"},
            {"since": "yesterday"},
            {"until": "2026-02-31"},
            {"snoozed": "maybe"},
            {"persona": "\x00"},
            {"order": "sideways"},
            {"view": "999999999999999999999"},
            {"view": "-1"},
            {"view": "٣"},
            {"state": ["queued"] * 9},
        ],
    )
    async def test_nonsense_is_left_out_and_never_an_error(
        self, ida: Colleague, waiting: Visitor, nonsense: dict[str, Any]
    ) -> None:
        for path in (LIST, "/console", PANELS[0]):
            assert (await ida.get(path, **nonsense)).status_code == 200
        assert shown(await ida.get(LIST, **nonsense)) == [waiting.id]

    async def test_a_label_that_is_gone_is_named_as_gone(self, ida: Colleague, waiting: Visitor) -> None:
        assert "The label no longer exists." in (await ida.get(LIST, label="404")).text

    async def test_the_panel_has_ticked_what_is_set(self, tove: Colleague) -> None:
        number = await label(tove, "Returns")
        panel = (await tove.get(PANELS[0], label=str(number), language="nb")).text
        assert len(re.findall(r" checked>", panel)) == 2
        assert re.search(rf'name="label" value="{number}" checked', panel)

    async def test_snoozed_ones_say_until_when(
        self, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        await put(services, waiting, snoozed_until=now().replace(year=now().year + 1))
        assert shown(await ida.get(LIST)) == []
        page = await ida.get(LIST, snoozed="only")
        assert shown(page) == [waiting.id]
        assert "Snoozed until" in page.text


class TestViews:
    async def test_own_and_shared_ones_have_counts(
        self, ida: Colleague, lars: Colleague, tove: Colleague, waiting: Visitor
    ) -> None:
        await save(tove, "Everybody waiting", shared=True, state=["queued"])
        own = await save(ida, "Danish ones", language=["da"])
        mine, theirs = (await ida.get(LIST)).text, (await lars.get(LIST)).text
        assert "Everybody waiting" in mine
        assert "Everybody waiting" in theirs
        assert "Danish ones" not in theirs
        assert re.search(rf'data-key="view-{own}".*?<span class="count number">1</span>', mine, re.DOTALL)

    async def test_a_view_shows_its_list_and_only_who_may_changes_it(
        self, ida: Colleague, tove: Colleague, waiting: Visitor
    ) -> None:
        view = await save(tove, "Everybody waiting", shared=True, state=["queued"])
        theirs, leads = await ida.get(LIST, view=view), await tove.get(LIST, view=view)
        assert shown(theirs) == shown(leads) == [waiting.id]
        assert chips(theirs) == ["state"]
        assert 'data-view-do="rename"' in leads.text
        assert 'data-view-do="rename"' not in theirs.text

    async def test_changed_it_keeps_its_name_and_offers_to_save(
        self, ida: Colleague, waiting: Visitor
    ) -> None:
        view = await save(ida, "Danish ones", language=["da"])
        page = await ida.get(LIST, view=view, changed="1", language="nb")
        assert shown(page) == []
        assert 'data-view-do="update"' in page.text
        assert '{"language": ["nb"]}' in html.unescape(page.text)

    async def test_somebody_elses_is_as_if_it_were_not_there(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        view = await save(lars, "Private", state=["closed"])
        page = await ida.get(LIST, view=view)
        assert shown(page) == [waiting.id]
        assert "Private" not in page.text

    async def test_what_would_be_kept_includes_the_tab(self, ida: Colleague) -> None:
        page = html.unescape((await ida.get(LIST, tab="mine", priority="2")).text)
        assert '{"holder": "me", "priority": [2], "state": ["assigned"]}' in page

    async def test_a_name_is_only_text(self, ida: Colleague, tove: Colleague) -> None:
        view = await save(tove, "<img src=x>\"'", shared=True)
        page = (await ida.get(LIST, view=view)).text
        assert "<img" not in page
        assert "&lt;img" in page


class TestSearch:
    async def test_looks_beyond_the_tab_and_marks_the_words(self, ida: Colleague, waiting: Visitor) -> None:
        page = await ida.get(LIST, tab="closed", text="parcel")
        assert shown(page) == [waiting.id]
        assert "<mark>parcel</mark>" in page.text
        assert "1 conversation found" in page.text
        assert re.search(r'data-hit="\d+"', page.text)

    async def test_other_filters_narrow_it(self, ida: Colleague, waiting: Visitor) -> None:
        assert shown(await ida.get(LIST, text="parcel", state="closed")) == []

    async def test_what_was_said_is_only_words(self, ida: Colleague, visitor: Visitor) -> None:
        await visitor.say("<script>alert(1)</script> needle <b>bold</b>")
        page = (await ida.get(LIST, text="needle")).text
        assert "<mark>needle</mark>" in page
        assert "<script>alert" not in page
        assert "<b>" not in page

    async def test_nothing_found_says_what_to_try(self, ida: Colleague) -> None:
        page = (await ida.get(LIST, text='"><i>')).text
        assert "Nothing found for “&#34;&gt;&lt;i&gt;”." in page
        assert "an order number or an e-mail address" in page

    def test_hits_are_cut_by_characters_also_after_emoji(self) -> None:
        found = list(pieces(snippet("🙉👩‍👩‍👧 noise and more noise", wanted("noise"))))
        assert [piece.text for piece in found if piece.hit] == ["noise", "noise"]
        assert "".join(piece.text for piece in found) == "🙉👩‍👩‍👧 noise and more noise"


class TestRows:
    async def test_last_words_stand_under_the_matter(
        self, ida: Colleague, visitor: Visitor, bot_says: Any
    ) -> None:
        bot_says("And?", events=[{"type": "need_heard", "subject": "quiet", "quote": "quiet please"}])
        await visitor.say("quiet please")
        bot_says("Yes")
        await visitor.say("In the\n\nmorning above all")
        page = (await ida.get(LIST, tab="open")).text
        assert re.search(r'class="row-said quiet">In the morning above all<', page)

    async def test_labels_are_words_in_a_colour_of_the_palette(
        self, ida: Colleague, tove: Colleague, waiting: Visitor
    ) -> None:
        number = await label(tove, "Returns")
        await ida.client.post(
            f"/api/console/conversations/{waiting.id}/labels",
            json={"on": [number]},
            headers={CSRF_HEADER: ida.csrf},
        )
        assert '<span class="mark tone-teal">Returns</span>' in (await ida.get(LIST)).text

    def test_every_colour_has_its_class(self) -> None:
        css = (Path(__file__).parents[3] / "api/console/static/labels.css").read_text(encoding="utf-8")
        for colour in PALETTE:
            assert f".tone-{colour.name} {{\n  color: light-dark({colour.light}, {colour.dark});" in css


def test_an_address_is_read_without_judging_it() -> None:
    params = QueryParams("state=queued&state=bot&view=7&changed=1&c=x&label=")
    asked = asked_of(params, "open")
    assert (asked.tab, asked.view, asked.changed) == ("open", 7, True)
    assert asked.values == {"state": ["queued", "bot"]}
