"""The audit trail: what is noted, that it stays as it is, and reading it."""

import ast
import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
import yaml
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

import api
from api.db import now
from api.services import Services
from api.staff import audit
from api.staff.models import AuditEntry, AuditPruning, Staff
from api.staff.schemas import NewAccount
from tests.api.conftest import Visitor, hire
from tests.api.staff.colleague import Colleague
from tests.api.staff.conftest import log_in, trail

LANGUAGES = ("da", "nb", "en")
API = Path(api.__file__).parent
WORDS = {
    language: yaml.safe_load((API / "staff" / "texts" / f"{language}.yml").read_text(encoding="utf-8"))
    for language in LANGUAGES
}


def calls_of_note() -> Iterator[ast.Call]:
    """Every place in the code that adds an entry."""
    for path in API.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("note", "noted")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
            ):
                yield node


def actions_noted() -> set[str]:
    """The actions in those places: written out, chosen between two, or a name that stands for one."""
    found: set[str] = set()
    for call in calls_of_note():
        match call.args[2]:
            case ast.Constant(value=str(action)):
                found.add(action)
            case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                found |= {one, other}
            case ast.Attribute(attr="OPENED"):
                found.add(audit.OPENED)
            case ast.Attribute(attr="FOUND"):
                found.add(audit.FOUND)
            case ast.Name(id="action"):
                # api/staff/service.py chooses it a few lines before, as `set_active` in people.py does.
                found |= {"account_activated", "account_deactivated"}
            case other_form:
                raise AssertionError(f"unknown way to name an action: {ast.unparse(other_form)}")
    return found


async def noted(services: Services) -> list[tuple[str, int | None]]:
    return [(entry.action, entry.staff_id) for entry in await trail(services)]


class TestNote:
    async def test_is_part_of_the_transaction(self, services: Services) -> None:
        ida = await hire(services, name="Ida")

        async def undone() -> None:
            async with services.database.writing() as session:
                await audit.note(session, ida, "role_changed", role="lead")
                raise LookupError

        with pytest.raises(LookupError):
            await undone()
        assert await trail(services) == []

    async def test_logins_and_failures_without_the_address_typed(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        await log_in(client, account, password="wrong")
        await log_in(client, account, email="typed.by.mistake@mill.example")
        await log_in(client, account)
        known, unknown, success = (await trail(services))[-3:]
        assert (known.action, known.staff_id is not None) == ("login_failed", True)
        assert (unknown.action, unknown.staff_id) == ("login_failed", None)
        assert (success.action, success.facts["how"]) == ("logged_in", "password")
        assert "typed" not in str(unknown.facts)


class TestOpening:
    async def test_is_noted_once_an_hour_for_each_person_and_conversation(
        self,
        ida: Colleague,
        admin: Colleague,
        visitor: Visitor,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for path in (
            f"/console/conversations/{visitor.id}",
            f"/console?c={visitor.id}",
            f"/api/console/conversations/{visitor.id}",
        ):
            assert (await ida.get(path)).status_code == 200
        await admin.get(f"/console/conversations/{visitor.id}")
        opened = (audit.OPENED, ida.staff.id), (audit.OPENED, admin.staff.id)
        assert await noted(services) == [*opened]
        # An hour later: the entries themselves can neither be moved back nor taken out, so the clock is put on.
        later = now() + timedelta(minutes=61)
        monkeypatch.setattr(audit, "now", lambda: later)
        await ida.get(f"/console/conversations/{visitor.id}")
        assert await noted(services) == [*opened, opened[0]]

    async def test_reading_in_the_insights_counts_too(
        self, admin: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("hello")
        assert (await admin.get(f"/insights/conversations/{visitor.id}")).status_code == 200
        assert await noted(services) == [(audit.OPENED, admin.staff.id)]

    async def test_what_does_not_exist_leaves_no_trace(self, ida: Colleague, services: Services) -> None:
        assert (await ida.get("/console/conversations/nothing-here")).status_code == 404
        assert await trail(services) == []


async def test_exports_are_noted(admin: Colleague, services: Services) -> None:
    for path in ("/insights/conversations.csv", "/audit/trail.csv"):
        assert (await admin.get(path)).status_code == 200
    entries = await trail(services)
    assert [(entry.action, entry.facts["what"]) for entry in entries] == [
        ("exported", "conversations"),
        ("exported", "audit_trail"),
    ]


class TestNeverChanged:
    @pytest.mark.parametrize(
        "change",
        [
            {"action": "nothing"},
            {"facts": {}},
            {"at": now()},
            {"conversation_id": "another"},
        ],
        ids=lambda change: next(iter(change)),
    )
    async def test_the_database_refuses(self, services: Services, change: dict[str, object]) -> None:
        ida = await hire(services, name="Ida")
        await audit.noted(services.database, ida, "role_changed", role="lead")

        async def tampered() -> None:
            async with services.database.writing() as session:
                await session.execute(update(AuditEntry).values(**change))

        with pytest.raises(DBAPIError, match="never changed"):
            await tampered()
        (entry,) = await trail(services)
        assert (entry.action, entry.facts) == ("role_changed", {"role": "lead"})

    async def test_the_database_does_not_let_one_go(self, services: Services) -> None:
        await audit.noted(services.database, None, "role_changed")

        async def taken_out() -> None:
            async with services.database.writing() as session:
                await session.execute(delete(AuditEntry))

        with pytest.raises(DBAPIError, match="is kept"):
            await taken_out()
        assert await noted(services) == [("role_changed", None)]

    async def test_an_entry_outlives_the_account(self, services: Services) -> None:
        ida = await hire(services, name="Ida", signed_in=False)
        await audit.noted(services.database, ida, "role_changed")
        async with services.database.writing() as session:
            await session.execute(delete(Staff))
        assert await noted(services) == [("role_changed", None)]


class TestPruning:
    @pytest.fixture
    async def old_and_new(self, services: Services) -> None:
        async with services.database.writing() as session:
            for days in (731, 729, 0):
                session.add(AuditEntry(action=f"days_{days}", at=now() - timedelta(days=days)))

    @pytest.mark.usefixtures("old_and_new")
    async def test_only_what_is_old_enough_goes(self, services: Services) -> None:
        assert await audit.prune(services) == 1
        assert await noted(services) == [("days_729", None), ("days_0", None)]
        assert await audit.prune(services) == 0

    @pytest.mark.usefixtures("old_and_new")
    async def test_afterwards_the_database_refuses_again(self, services: Services) -> None:
        await audit.prune(services)

        async def taken_out() -> None:
            async with services.database.writing() as session:
                await session.execute(delete(AuditEntry).where(AuditEntry.action == "days_729"))

        with pytest.raises(DBAPIError, match="is kept"):
            await taken_out()

    @pytest.mark.usefixtures("old_and_new")
    async def test_pruning_cannot_reach_a_younger_one(self, services: Services) -> None:
        async def reaching() -> None:
            async with services.database.writing() as session:
                session.add(AuditPruning(before=now() - timedelta(days=730)))
                await session.flush()
                await session.execute(delete(AuditEntry))

        with pytest.raises(DBAPIError, match="is kept"):
            await reaching()
        assert len(await trail(services)) == 3

    @pytest.mark.usefixtures("old_and_new")
    async def test_for_ever(self, services: Services) -> None:
        forever = replace(services, settings=replace(services.settings, audit_kept_days=0))
        assert await audit.prune(forever) == 0
        assert len(await trail(services)) == 3


class TestWords:
    def test_every_action_the_code_notes_has_a_name_in_three_languages(self) -> None:
        actions = actions_noted()
        assert {"logged_in", "conversation_opened", "account_deactivated", "team_made"} <= actions
        for language in LANGUAGES:
            known = WORDS[language]["audit"]["actions"]
            assert actions - set(known) == set(), language
            assert set(known) - actions == set(), f"{language}: nobody notes these"

    def test_every_fact_the_code_notes_has_a_name_in_three_languages(self) -> None:
        facts = {
            word.arg
            for call in calls_of_note()
            for word in call.keywords
            if word.arg is not None and word.arg != "conversation_id"
        }
        assert {"role", "team", "webhook", "by_visitor"} <= facts
        for language in LANGUAGES:
            assert facts - set(WORDS[language]["audit"]["facts"]) == set(), language


ALL = ("Logged in", "Conversation opened", "Role changed", "Logged out")


class TestPage:
    @pytest.fixture
    async def some(self, admin: Colleague, services: Services) -> Staff:
        lars = await hire(services, name="Lars", signed_in=False)
        async with services.database.writing() as session:
            await audit.note(session, lars, "logged_in", how="password")
            await audit.note(session, lars, audit.OPENED, "c" * 32)
            await audit.note(
                session, admin.staff, "role_changed", person=lars.id, before="agent", role="lead"
            )
            session.add(AuditEntry(staff_id=lars.id, action="logged_out", at=now() - timedelta(days=40)))
        return lars

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", set(ALL)),
            ("person={lars}", {"Logged in", "Conversation opened", "Logged out"}),
            ("action=logged_in", {"Logged in"}),
            ("conversation=" + "c" * 32, {"Conversation opened"}),
            ("person={lars}&from={week_ago}", {"Logged in", "Conversation opened"}),
            ("to={week_ago}", {"Logged out"}),
            (
                "person=&action=&from=&to=&conversation=",
                set(ALL),
            ),
            ("from=yesterday&person=x", set(ALL)),
        ],
    )
    async def test_filters(self, admin: Colleague, some: Staff, query: str, shown: set[str]) -> None:
        week_ago = (now() - timedelta(days=7)).date().isoformat()
        asked = query.format(lars=some.id, week_ago=week_ago)
        file = (await admin.client.get(f"/audit/trail.csv?{asked}&lang=en")).text
        rows = list(csv.DictReader(StringIO(file.removeprefix("\ufeff"))))
        page = (await admin.client.get(f"/audit?{asked}&lang=en")).text
        table = page.partition("<tbody>")[2]
        assert {what for what in ALL if f"<td>{what}</td>" in table} == shown
        assert len(rows) == len(shown)

    async def test_people_and_roles_are_told_by_name(self, admin: Colleague, some: Staff) -> None:
        page = (await admin.get("/audit", action="role_changed", lang="da")).text
        assert "Lars" in page.partition("<tbody>")[2]
        assert "Teamleder" in page

    async def test_goes_on_with_older_entries(self, admin: Colleague, services: Services) -> None:
        async with services.database.writing() as session:
            for number in range(130):
                await audit.note(session, admin.staff, "exported", name=f"file-{number:03}")
        first = (await admin.get("/audit")).text
        assert "file-129" in first
        assert "file-029" not in first
        older = first.partition('href="/audit?before=')[2].partition('"')[0]
        second = (await admin.get("/audit", before=older)).text
        assert "file-029" in second
        assert "file-030" not in second

    async def test_a_formula_in_the_file_is_text(self, admin: Colleague, services: Services) -> None:
        async with services.database.writing() as session:
            staff = await session.get(Staff, admin.staff.id)
            assert staff is not None
            staff.name = "=HYPERLINK(1)"
        await admin.get("/audit/trail.csv")
        assert "'=HYPERLINK(1)" in (await admin.get("/audit/trail.csv")).text


async def test_the_seal_is_on_the_table(services: Services, place: str) -> None:
    query = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_entries_final'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = 'audit_entries_final'",
    }[place]
    async with services.database.reading() as session:
        assert (await session.scalar(text(query)) or 0) >= 1
