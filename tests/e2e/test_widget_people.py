"""The person who takes over, the wait before, the rating after, and the visitor's own rights."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.fake_chat import FakeChat
from tests.e2e.widget_page import Widget, context, server, widget

__all__ = ["context", "server", "widget"]


class TestAskingForAPerson:
    def test_one_quiet_line_asks_and_the_header_tells_the_wait(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        expect(widget.find(".state")).to_have_text("Du kan altid tale med et menneske")
        widget.named("Tal med et menneske").click()
        expect(widget.find(".state")).to_have_text("Venter på et menneske · ca. 4 min.")
        assert server.last.called("messages")[0]["payload"] == "/request_human"
        server.tell("wait", {"minutes": 2, "open": True, "opens_at": None})
        expect(widget.find(".state")).to_have_text("Venter på et menneske · ca. 2 min.")

    def test_an_e_mail_is_asked_for_when_nobody_is_at_work(self, widget: Widget, server: FakeChat) -> None:
        server.open = False
        widget.open()
        widget.named("Tal med et menneske").click()
        expect(widget.find(".contact")).to_contain_text("Ingen er på arbejde lige nu.")
        widget.find("#email").fill("ikke en adresse")
        widget.find(".contact .button").click()
        expect(widget.find(".contact .wrong")).to_contain_text("navn@firma.example")
        widget.find("#email").fill("gaest@eksempel.dk")
        widget.find(".contact .button").click()
        expect(widget.find(".thanks")).to_have_text("Tak. Vi svarer på gaest@eksempel.dk.")
        assert server.last.called("contact") == [{"email": "gaest@eksempel.dk"}]

    def test_an_e_mail_is_asked_for_when_it_takes_long(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.named("Tal med et menneske").click()
        expect(widget.find(".state")).to_contain_text("ca. 4 min.")
        server.tell("wait", {"minutes": 20, "open": True, "opens_at": None, "long": True})
        expect(widget.find(".contact")).to_contain_text("Der går nok omkring 20 minutter.")

    def test_a_wait_nobody_knows_is_not_promised(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.named("Tal med et menneske").click()
        expect(widget.find(".state")).to_contain_text("ca. 4 min")
        server.tell("wait", {"minutes": None, "open": True, "opens_at": None, "long": False})
        expect(widget.find(".state")).to_have_text("Vi er hos dig, så snart vi kan")
        expect(widget.find(".contact")).to_be_hidden()

    def test_opening_times_are_those_of_the_shops_clock(self, browser: Browser, server: FakeChat) -> None:
        server.open = False
        far = browser.new_context(locale="da-DK", timezone_id="America/New_York")
        widget = Widget(far.new_page(), server)
        widget.visit()
        widget.open()
        expect(widget.find(".state")).to_contain_text("kl. 9.00")
        widget.named("Tal med et menneske").click()
        expect(widget.find(".contact")).to_contain_text("kl. 9.00")
        far.close()

    def test_no_e_mail_is_asked_for_when_the_wait_is_short(self, widget: Widget) -> None:
        widget.open()
        widget.named("Tal med et menneske").click()
        expect(widget.find(".state")).to_contain_text("ca. 4 min.")
        expect(widget.find(".contact")).to_be_hidden()


class TestTalkingToAPerson:
    def test_the_header_the_voice_and_the_typing_are_the_persons(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        server.become(state="assigned", agent="Mette")
        expect(widget.find(".state")).to_have_text("Mette har din samtale")
        server.tell("typing", {"author": "agent", "typing": True})
        expect(widget.find(".typing")).to_have_text("Mette skriver …")
        server.say("agent", "Hej, det er Mette.", name="Mette")
        expect(widget.find(".message.agent .speaker")).to_have_text("Mette")
        expect(widget.find(".typing")).to_be_hidden()
        expect(widget.named("Tal med et menneske")).to_have_count(0)

    def test_the_person_is_told_that_the_visitor_writes_and_has_read(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        widget.find("#text").press_sequentially("ab")
        assert server.last.called("typing") == []
        server.become(state="assigned", agent="Mette")
        expect(widget.find(".state")).to_have_text("Mette har din samtale")
        server.say("agent", "Hej", name="Mette")
        widget.find(".message.agent").wait_for()
        widget.find("#text").press_sequentially("cde")
        widget.page.wait_for_timeout(200)
        assert server.last.called("typing") == [{"typing": True}]
        assert server.last.called("read")[-1] == {"seq": server.last.seq}

    def test_the_visitor_sees_quietly_that_the_person_has_read_the_last_message(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        widget.write("Til botten")
        widget.answered("Til botten")
        server.read()
        server.become(state="bot", agent=None)
        expect(widget.find(".read:not(:empty)")).to_have_count(0)
        server.become(state="assigned", agent="Mette")
        widget.write("Er du der?")
        widget.write("Hallo?")
        expect(widget.find(".message.visitor")).to_have_count(3)
        expect(widget.find(".message.visitor .read")).to_have_text(["", "", ""])
        asked = len(server.requests)
        server.read()
        expect(widget.find(".message .read:not(:empty)")).to_have_text(["Læst"])
        expect(widget.find(".message.visitor .read").last).to_have_text("Læst")
        expect(widget.find(".message.visitor .read").last).to_have_attribute("aria-live", "off")
        assert len(server.requests) == asked
        widget.write("En ting til")
        expect(widget.find(".message.visitor")).to_have_count(4)
        expect(widget.find(".message .read:not(:empty)")).to_have_count(0)

    def test_that_it_was_read_is_still_there_after_a_reload(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.become(state="assigned", agent="Mette")
        widget.write("Er du der?")
        expect(widget.find(".message.visitor")).to_have_count(1)
        expect(widget.find(".message.visitor .status")).to_have_text("")
        server.read()
        expect(widget.find(".message.visitor .read")).to_have_text("Læst")
        widget.page.route("**/stream?*", lambda route: route.abort())
        widget.visit()
        expect(widget.find(".message.visitor .read")).to_have_text("Læst")
        server.say("agent", "Ja, her er jeg.", name="Mette")
        widget.page.unroute("**/stream?*")
        widget.visit()
        expect(widget.find(".message.agent")).to_have_count(1)
        expect(widget.find(".message.visitor .read")).to_have_text("Læst")

    def test_a_message_to_a_closed_panel_shows_on_the_launcher(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        widget.named("Luk chatten").click()
        server.say("agent", "Er du der?", name="Mette")
        expect(widget.find(".badge")).to_have_text("1")
        expect(widget.find(".launcher")).to_have_attribute("aria-label", "Chat med os, 1 ny besked")
        widget.find(".launcher").click()
        widget.named("Luk chatten").click()
        expect(widget.find(".badge")).to_be_hidden()


class TestAfterwards:
    def test_a_thumb_and_a_word_are_sent_once(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.become(state="closed")
        widget.named("Ja").click()
        widget.find("#comment").fill("Godt set")
        widget.find(".rating .strong").click()
        expect(widget.find(".ending")).to_contain_text("Tak for ordene.")
        assert server.last.called("rating") == [{"rating": "good", "comment": "Godt set"}]
        widget.visit()
        expect(widget.find(".ending")).to_contain_text("Tak for ordene.")
        expect(widget.find(".rating")).to_be_hidden()

    def test_a_thumb_without_a_word_counts_when_the_visitor_leaves(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        server.become(state="closed")
        widget.named("Nej").click()
        widget.named("Luk chatten").click()
        widget.page.wait_for_timeout(200)
        assert server.last.called("rating") == [{"rating": "bad"}]

    def test_a_rating_that_comes_too_late_is_not_thanked_for(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.become(state="closed")
        server.rating_trouble = "rating_locked"
        widget.named("Ja").click()
        widget.find(".rating .strong").click()
        expect(widget.find(".ending [role=alert]")).to_have_text("Det er for sent at bedømme samtalen.")
        expect(widget.find(".rating")).to_be_hidden()
        expect(widget.find(".ending")).not_to_contain_text("Tak for ordene.")
        assert "rated" not in next(iter(widget.stored().values()))

    def test_a_rating_while_the_conversation_goes_on_elsewhere_says_so(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        server.become(state="closed")
        server.rating_trouble = "not_closed"
        widget.named("Nej").click()
        widget.find("#comment").fill("Det tog tid")
        widget.find(".rating .strong").click()
        expect(widget.find(".ending [role=alert]")).to_have_text("Samtalen er i gang igen.")
        expect(widget.find("#comment")).to_have_value("Det tog tid")
        expect(widget.find(".ending")).not_to_contain_text("Tak.")

    def test_a_rating_given_in_another_tab_is_thanked_for(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.become(state="closed")
        server.rating_trouble = "already_rated"
        widget.named("Ja").click()
        widget.find(".rating .strong").click()
        expect(widget.find(".ending")).to_contain_text("Tak for ordene.")
        expect(widget.find(".ending [role=alert]")).to_be_hidden()

    def test_a_word_written_without_network_stays_until_it_is_sent(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        server.become(state="closed")
        widget.named("Ja").click()
        widget.find("#comment").fill("Godt set")
        context.set_offline(True)
        widget.find(".rating .strong").click()
        expect(widget.find(".ending [role=alert]")).to_contain_text("Det lykkedes ikke.")
        expect(widget.find("#comment")).to_have_value("Godt set")
        widget.named("Start en ny chat").click()
        widget.named("Luk chatten").click()
        widget.find(".launcher").click()
        expect(widget.find("#comment")).to_have_value("Godt set")
        expect(widget.named("Ja")).to_have_attribute("aria-pressed", "true")
        context.set_offline(False)
        widget.find(".rating .strong").click()
        expect(widget.find(".ending")).to_contain_text("Tak for ordene.")
        expect(widget.find(".ending [role=alert]")).to_be_hidden()
        assert server.last.called("rating") == [{"rating": "good", "comment": "Godt set"}]
        assert len(server.conversations) == 1

    def test_a_word_begun_is_sent_before_a_new_chat_and_not_carried_into_it(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        server.become(state="closed")
        first = server.last
        widget.named("Nej").click()
        widget.find("#comment").fill("Det tog tid")
        widget.named("Start en ny chat").click()
        expect(widget.find(".ending")).to_be_hidden()
        expect(widget.find(".message.bot")).to_have_count(1)
        assert first.called("rating") == [{"rating": "bad", "comment": "Det tog tid"}]
        server.become(state="closed")
        expect(widget.named("Nej")).to_have_attribute("aria-pressed", "false")
        widget.named("Nej").click()
        expect(widget.find("#comment")).to_have_value("")

    def test_writing_again_goes_on_where_it_was(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.become(state="closed")
        expect(widget.find(".ending")).to_be_visible()
        widget.write("En ting til")
        widget.answered("En ting til")
        expect(widget.find(".ending")).to_be_hidden()
        assert len(server.conversations) == 1

    def test_a_new_chat_begins_afresh(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.write("Gammelt")
        widget.answered("Gammelt")
        widget.named("Flere valg").click()
        widget.named("Afslut chatten").click()
        expect(widget.find(".state")).to_have_text("Samtalen er afsluttet")
        widget.named("Start en ny chat").click()
        expect(widget.find(".message")).to_have_count(1)
        assert len(server.conversations) == 2


class TestTheVisitorsOwn:
    def test_a_copy_can_be_downloaded_as_plain_text(self, widget: Widget) -> None:
        widget.open()
        widget.write("Mine ord")
        widget.answered("Mine ord")
        widget.named("Flere valg").click()
        widget.named("Hent samtalen").click()
        with widget.page.expect_download() as download:
            widget.named("Som tekst").click()
        assert download.value.suggested_filename == "samtale.txt"
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert text.startswith("text\n")
        assert "visitor: Mine ord" in text

    def test_a_copy_can_be_sent_by_e_mail(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.named("Flere valg").click()
        widget.named("Hent samtalen").click()
        widget.named("På e-mail").click()
        expect(widget.find("#mail-to")).to_be_focused()
        widget.find("#mail-to").fill("per")
        widget.find(".card").get_by_role("button", name="Send").click()
        expect(widget.find(".card [role=alert]")).to_contain_text("Adressen ser forkert ud.")
        widget.find("#mail-to").fill("per@example.com")
        widget.find(".card").get_by_role("button", name="Send").click()
        expect(widget.find(".card")).to_contain_text("Den er på vej til per@example.com.")
        assert server.last.called("contact") == [{"email": "per@example.com"}]

    def test_erasing_is_asked_about_first_and_leaves_nothing(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.named("Flere valg").click()
        widget.named("Slet min samtale").click()
        widget.named("Behold").click()
        assert len(server.conversations) == 1
        widget.named("Flere valg").click()
        widget.named("Slet min samtale").click()
        widget.named("Slet").click()
        expect(widget.find(".ending")).to_contain_text("Samtalen er slettet.")
        assert server.conversations == {}
        assert widget.stored() == {}

    def test_what_is_kept_can_be_read_from_the_first_line(self, widget: Widget) -> None:
        widget.open()
        widget.named("Læs om privatliv").click()
        expect(widget.find(".card")).to_contain_text("Gemmes i 365 dage.")
        widget.page.keyboard.press("Escape")
        expect(widget.find(".sheet")).to_be_hidden()
        expect(widget.find(".panel")).to_be_visible()

    def test_the_language_changes_here_and_in_the_conversation(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        widget.named("Flere valg").click()
        widget.named("Norsk").click()
        expect(widget.find("#text")).to_have_attribute("placeholder", "Skriv en melding")
        assert server.last.called("language") == [{"language": "nb"}]
        widget.visit()
        expect(widget.find("#text")).to_have_attribute("placeholder", "Skriv en melding")
