"""What may be put into the outbox."""

from collections.abc import Awaitable, Callable

import pytest

from api.mail.errors import BadAddress
from api.mail.models import OutgoingMail
from api.mail.outbox import deliverable, one_line
from api.services import Services

Write = Callable[..., Awaitable[None]]
Kept = Callable[[], Awaitable[list[OutgoingMail]]]


class TestAddress:
    @pytest.mark.parametrize(
        "address",
        ["a@b.dk", "anna.o'neill+x@post.blåbær.no", " a@b.dk ", "søren@møller.dk", "root@localhost"],
    )
    def test_of_a_person(self, address: str) -> None:
        assert deliverable(address) == address.strip()

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "a",
            "a@",
            "@b.dk",
            "a@b.dk, c@d.dk",
            "a@b.dk\nBcc: c@d.dk",
            "a@b.dk\r\n",
            "Anna <a@b.dk>",
            "a b@c.dk",
            "a@b@c.dk",
            "a@b..dk",
            "a@-b.dk",
            "a@b.dk\u2028",
            "a\x00@b.dk",
            "a@" + "b" * 64 + ".dk",
            "a@" + "b." * 130 + "dk",
            "a@[127.0.0.1]",
        ],
    )
    def test_that_reaches_nobody_or_too_many(self, address: str) -> None:
        with pytest.raises(BadAddress):
            deliverable(address)


class TestSubject:
    def test_is_one_line(self) -> None:
        assert one_line(" Hej\r\nBcc: x@y.z\u2028\x00 du ") == "Hej Bcc: x@y.z du"

    def test_is_not_too_long(self) -> None:
        assert len(one_line("å" * 1000)) == 300


class TestEnqueue:
    async def test_is_part_of_the_callers_transaction(
        self, services: Services, write: Write, kept: Kept
    ) -> None:
        await write()
        with pytest.raises(BadAddress):
            await write("nobody")
        assert [(mail.address, mail.state) for mail in await kept()] == [("anna@home.example", "waiting")]
