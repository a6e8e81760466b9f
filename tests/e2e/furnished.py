"""A desk with something of everything, so that every staff page shows what it is made for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from api.db import now
from api.desk.palette import PALETTE
from api.ratings.links import rating_link
from api.staff import links, repository, two_factor
from api.staff.dependencies import CSRF_HEADER, SESSION_COOKIE
from api.staff.seal import seal_facts
from api.staff.service import current_login
from tests.e2e.packet_house import House

STARTS = {
    "en": "Hi {customer}, I am looking into {order_number}.",
    "da": "Hej {customer}, jeg ser på {order_number}.",
    "nb": "Hei {customer}, jeg ser på {order_number}.",
}


@dataclass(frozen=True, kw_only=True)
class Furnished:
    """What the addresses of the pages are made of, and who looks at them: `admin` is a session's token."""

    waiting: str
    mine: str
    closed: str
    admin: str
    ida: int
    webhook: int
    view: int
    invitation: str
    password: str
    pending: str
    rating: str


class Hand:
    """Somebody who works at the desk, by the same calls as its pages."""

    def __init__(self, house: House, token: str) -> None:
        login = house.run(current_login(house.services.database, token))
        self._client = httpx.Client(
            base_url=f"{house.address}/api/console",
            cookies={SESSION_COOKIE: token},
            headers={CSRF_HEADER: login.csrf},
            timeout=30,
        )

    def post(self, path: str, **body: Any) -> Any:
        """What the call answers with."""
        answer = self._client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@contextmanager
def furnished_house(folder: Path) -> Iterator[tuple[House, Furnished]]:
    """A desk that knows its own address, for links in e-mails, filled by hand."""
    house = House(folder)
    house.settings = replace(house.settings, public_url=house.address)
    house.start()
    try:
        yield house, _furnish(house)
    finally:
        house.stop()


def _furnish(house: House) -> Furnished:
    admin_id, admin = house.staff("Astrid", "admin")
    ida, ida_token = house.staff("Ida")
    house.staff("Lars", "lead")
    waiting, mine, closed, other = (house.customer(waited=waited) for waited in (14, 9, 30, 4))
    house.customer(turns=7, waited=2)
    house.same_customer(closed, waiting)
    hand, colleague = Hand(house, admin), Hand(house, ida_token)

    label_ids = [
        hand.post("/labels", name=name, colour=colour.light)["id"]
        for name, colour in zip(("Freight", "Returns"), PALETTE, strict=False)
    ]
    team = hand.post("/teams", name="Warehouse")["id"]
    hand.post(f"/teams/{team}/members", staff_ids=[ida])
    for language, text in STARTS.items():
        hand.post("/starts", shortcut="look", language=language, text=text)
    hand.post("/causes", label="Loose screw")
    hand.post("/causes", label="Lost by the carrier")
    for conversation in (mine, closed):
        hand.post(f"/conversations/{conversation}/claim")
    hand.post(
        f"/conversations/{mine}/reply",
        client_message_id="first-answer",
        text="Hello Anna, I look into it.",
    )
    hand.post(f"/conversations/{mine}/labels", on=label_ids)
    hand.post(f"/conversations/{mine}/priority", priority=2)
    later = (now() + timedelta(hours=3)).isoformat()
    hand.post(f"/conversations/{mine}/reminders", at=later, text="Call the carrier")
    hand.post(f"/conversations/{closed}/close", resolution="replaced", outcome="service")
    colleague.post(f"/conversations/{other}/claim")
    colleague.post(f"/conversations/{mine}/note", text="@Astrid, the parcel is with the carrier")
    view = hand.post("/views", name="Returns", filters={"label": label_ids[:1]}, shared=True)
    webhook = hand.post(
        "/integrations/webhooks", url="https://desk.example.com/hooks", events=["conversation.queued"]
    )["id"]
    hand.post(f"/integrations/webhooks/{webhook}/test")
    hand.post("/integrations/tokens", name="The warehouse", scopes=["conversations:read"])
    tokens = house.run(_links(house, admin_id, ida))
    return Furnished(
        waiting=waiting,
        mine=mine,
        closed=closed,
        admin=admin,
        ida=ida,
        webhook=webhook,
        view=view,
        invitation=tokens[0],
        password=tokens[1],
        pending=seal_facts(
            house.services.settings.secret, "second-step", {"staff_id": ida, "how": "password"}
        ),
        rating=rating_link(house.settings, closed, until=now() + timedelta(days=1)).removeprefix(
            house.address
        ),
    )


async def _links(house: House, admin_id: int, ida: int) -> tuple[str, str]:
    """An invitation and a link for a new password; and a second step that has been begun."""
    async with house.services.database.writing() as session:
        admin = await repository.locked(session, admin_id)
        colleague = await repository.locked(session, ida)
        invited = await links.invite(session, admin, email="new@mill.example", role="agent")
        await links.invite(session, admin, email="waiting@mill.example", role="marketer")
        password = await links.password_link(session, colleague, by=None)
        await two_factor.begin(session, admin_id, settings=house.services.settings)
    return invited.token, password.token
