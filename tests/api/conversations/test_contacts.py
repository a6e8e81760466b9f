"""An address that is kept is one that e-mail can be sent to, and the other way round."""

import pytest

from api.conversations.contacts import check, deliverable, found_in
from api.conversations.errors import ContactInvalid
from api.mail import outbox
from api.mail.errors import BadAddress

GOOD = ["mette@mill.example", "anna.o'neill+x@post.blåbær.no", "søren@møller.dk", "a@b.dk"]
BAD = [
    "a@x..dk",
    'a"b@x.dk',
    "a(b)@x.dk",
    "a[b]@x.dk",
    "a@x.dk.",
    "a@-x.dk",
    "a:b@x.dk",
    "a\\b@x.dk",
    "a@" + "b" * 64 + ".dk",
]


class TestDeliverable:
    @pytest.mark.parametrize("address", GOOD)
    def test_is_kept_and_can_be_written_to(self, address: str) -> None:
        assert deliverable(address)
        assert check({"email": address}, language="da") == {"email": address}
        assert outbox.deliverable(address) == address

    @pytest.mark.parametrize("address", BAD)
    def test_neither_is_another_kept_nor_written_to(self, address: str) -> None:
        assert not deliverable(address)
        with pytest.raises(ContactInvalid):
            check({"email": address}, language="da")
        with pytest.raises(BadAddress):
            outbox.deliverable(address)


class TestFound:
    @pytest.mark.parametrize(
        "text",
        [
            "skriv til mette@mill.dk.",
            "(mette@mill.dk)",
            "»mette@mill.dk«!",
            '"mette@mill.dk"',
            "mail:mette@mill.dk, tak",
            "er det mette@mill.dk?",
            "<mette@mill.dk>...",
        ],
    )
    def test_without_what_stands_around_it(self, text: str) -> None:
        assert found_in(text, language="da") == {"email": "mette@mill.dk"}

    @pytest.mark.parametrize("text", BAD[:4])
    def test_never_the_rest_of_one_that_is_none(self, text: str) -> None:
        assert found_in(f"min er {text} tak", language="da") == {}
