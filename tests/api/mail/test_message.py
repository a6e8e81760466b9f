"""How an e-mail is put together."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from api.mail.message import as_page, compose

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def composed(**more: Any) -> EmailMessage:
    """As it arrives: written out and read again."""
    values: dict[str, Any] = {
        "id": 7,
        "kind": "invitation",
        "address": "anna@home.example",
        "subject": "Blåbærsyltetøy – nå",
        "text": "Hei Anna",
        "page": None,
        "created_at": MOMENT,
        "sender": "Mølle & Co <hej@mill.example>",
        "reply_to": None,
        **more,
    }
    return message_from_bytes(compose(**values).as_bytes(), policy=default)


class TestHeaders:
    def test_who_to_whom_about_what_and_when(self) -> None:
        message = composed(reply_to="svar@mill.example")
        assert message["From"] == "Mølle & Co <hej@mill.example>"
        assert (message["To"], message["Reply-To"]) == ("anna@home.example", "svar@mill.example")
        assert message["Subject"] == "Blåbærsyltetøy – nå"
        assert message["Date"].datetime == MOMENT

    def test_every_attempt_is_the_same_message_and_no_other_is(self) -> None:
        first = composed()["Message-ID"]
        assert first == composed()["Message-ID"]
        assert first != composed(id=8)["Message-ID"]
        assert first.endswith("@mill.example>")

    @pytest.mark.parametrize(("kind", "submitted"), [("password", "auto-generated"), ("letter", None)])
    def test_a_machine_says_that_it_is_one(self, kind: str, submitted: str | None) -> None:
        assert composed(kind=kind)["Auto-Submitted"] == submitted

    def test_what_is_sent_by_routine_can_be_sorted_and_stopped(self) -> None:
        message = composed(kind="rating", reply_to="svar@mill.example")
        assert message["List-Id"] == "<rating.mill.example>"
        assert message["List-Unsubscribe"] == "<mailto:svar@mill.example?subject=unsubscribe>"
        assert composed(kind="password")["List-Id"] is None

    def test_a_domain_is_written_as_servers_write_it(self) -> None:
        assert composed(address="a@blåbær.no")["To"] == "a@xn--blbr-roah.no"

    def test_no_header_can_be_smuggled_in(self) -> None:
        with pytest.raises(ValueError):
            composed(subject="Hi\nBcc: everybody@home.example")


class TestWords:
    def test_plain_and_as_a_page(self) -> None:
        message = composed(text="Hej Åse,\n\ntak for ordene.")
        plain, page = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        assert page is not None
        assert plain.get_content().split() == ["Hej", "Åse,", "tak", "for", "ordene."]
        assert "<p>Hej Åse,</p><p>tak for ordene.</p>" in page.get_content()

    def test_ones_own_page_is_taken_as_it_is(self) -> None:
        page = composed(page="<b>Hej</b>").get_body(("html",))
        assert page is not None
        assert page.get_content().strip() == "<b>Hej</b>"

    def test_html_in_words_stays_words_and_links_can_be_clicked(self) -> None:
        page = as_page('<script>x</script> see https://mill.example/a?b=1&c="2".\nBye')
        assert "&lt;script&gt;" in page
        assert '<a href="https://mill.example/a?b=1&amp;c=">' in page
        assert "<br>Bye" in page
