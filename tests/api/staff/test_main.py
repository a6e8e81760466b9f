"""Accounts from the command line."""

import pytest

from api.services import Services
from api.staff.__main__ import parse, run, switch
from api.staff.attempts import Attempts
from api.staff.browsers import Browser
from api.staff.errors import UnknownAccount
from api.staff.logging_in import log_in
from api.staff.schemas import NewSession
from api.staff.service import current_login


async def test_add_takes_the_name_from_the_address_unless_told(services: Services) -> None:
    account = await run(parse(["add", "Ida@mill.example", "--role", "agent"]), services.database)
    assert (account.role, account.email) == ("agent", "ida@mill.example")


async def test_reset_gives_another_password(services: Services) -> None:
    first = await run(parse(["add", "ida@mill.example", "--role", "agent"]), services.database)
    second = await run(parse(["reset", "ida@mill.example"]), services.database)
    assert first.password != second.password
    assert second.role == "agent"


async def test_reset_of_nobody_says_so(services: Services) -> None:
    with pytest.raises(UnknownAccount):
        await run(parse(["reset", "nobody@mill.example"]), services.database)


def test_an_account_needs_a_role_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["add", "ida@mill.example"], ["add", "ida@mill.example", "--role", "boss"]):
        with pytest.raises(SystemExit):
            parse(arguments)
    assert "--role" in capsys.readouterr().err


async def test_a_deactivated_account_is_out_at_once_and_can_come_back(
    services: Services,
) -> None:
    ida = await run(parse(["add", "ida@mill.example", "--role", "agent"]), services.database)
    opened = await log_in(
        services,
        Attempts(),
        email=ida.email,
        password=ida.password,
        browser=Browser(),
        replaces=None,
    )
    assert isinstance(opened, NewSession)
    staff = await switch(parse(["deactivate", "Ida@mill.example"]), services.database)
    assert staff.active is False
    assert await current_login(services.database, opened.token) is None
    staff = await switch(parse(["activate", "ida@mill.example"]), services.database)
    assert staff.active is True
    assert await current_login(services.database, opened.token) is None
    for command in ("activate", "deactivate"):
        with pytest.raises(UnknownAccount):
            await switch(parse([command, "nobody@mill.example"]), services.database)
