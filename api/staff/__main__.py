"""Accounts from the command line: `python -m api.staff add EMAIL --role agent`, `… reset EMAIL`,
`… deactivate EMAIL` (no more logins, and the sessions end at once), `… activate EMAIL`, `… two-factor-off EMAIL`
(for whoever lost phone and spare codes).

The new password is written to standard output once and kept nowhere.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from dotenv import load_dotenv

from api.db import Database
from api.errors import ApiError
from api.live import MemoryBus
from api.settings import Settings, SettingsError
from api.staff.links import void_password_links
from api.staff.models import Staff
from api.staff.schemas import ROLES, NewAccount
from api.staff.service import (
    add_account,
    forget_two_factor,
    normal_email,
    reset_password,
    set_active,
)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m api.staff", description="Staff accounts")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="make an account with a new password")
    add.add_argument("email")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--name", help="the name customers see (default: what stands before the @)")
    reset = commands.add_parser("reset", help="give an account a new password and end its sessions")
    reset.add_argument("email")
    reset.add_argument("--role", choices=ROLES, help="change the role as well")
    deactivate = commands.add_parser("deactivate", help="let an account log in no more and end its sessions")
    deactivate.add_argument("email")
    activate = commands.add_parser("activate", help="let a deactivated account log in again")
    activate.add_argument("email")
    two_factor_off = commands.add_parser("two-factor-off", help="take the two-step login off an account")
    two_factor_off.add_argument("email")
    return parser.parse_args(arguments)


async def run(options: argparse.Namespace, database: Database) -> NewAccount:
    """Do what the command line asks for.

    Raises:
        ApiError: The account exists already, or does not.
    """
    async with database.writing() as session:
        if options.command == "reset":
            account = await reset_password(session, email=options.email, role=options.role)
            await void_password_links(session, account.email)
            return account
        name = options.name or normal_email(options.email).partition("@")[0]
        return await add_account(session, email=options.email, name=name, role=options.role)


async def switch(options: argparse.Namespace, database: Database) -> Staff:
    """Activate or deactivate an account, or take its second step off.

    Raises:
        ApiError: There is no such account.
    """
    async with database.writing() as session:
        if options.command == "two-factor-off":
            return await forget_two_factor(session, email=options.email)
        return await set_active(session, email=options.email, active=options.command == "activate")


async def _main() -> int:
    options = parse()
    load_dotenv()
    try:
        settings = Settings.from_env()
        database = Database(settings.database_url, bus=MemoryBus(), schema=settings.database_schema)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        sys.stdout.write(await _done(options, database))
    except ApiError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    finally:
        await database.close()
    return 0


async def _done(options: argparse.Namespace, database: Database) -> str:
    if options.command in ("activate", "deactivate", "two-factor-off"):
        staff = await switch(options, database)
        return f"{staff.role}  {staff.email}  {'active' if staff.active else 'deactivated'}\n"
    account = await run(options, database)
    return f"{account.role}  {account.email}  {account.password}\n"


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
