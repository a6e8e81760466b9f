"""What is written arrives once, in order, and is still there afterwards, whatever the network does."""

from playwright.sync_api import BrowserContext, expect

from tests.e2e.fake_chat import GREETING, FakeChat
from tests.e2e.widget_page import Widget, context, server, widget

__all__ = ["context", "server", "widget"]


def sent(server: FakeChat) -> list[str]:
    """What the server has from the visitor."""
    return [message["text"] for message in server.last.messages if message["author"] == "visitor"]


class TestBeforeOpening:
    def test_nothing_is_stored_and_nothing_asked_but_the_appearance(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        expect(widget.find(".launcher")).to_have_text("Chat med os0")
        assert widget.stored() == {}
        assert context.cookies() == []
        assert server.requests == ["config"]


class TestSending:
    def test_a_message_and_its_answer_are_shown_once_though_they_arrive_twice(self, widget: Widget) -> None:
        widget.open()
        widget.write("En stille kværn")
        widget.answered("En stille kværn")
        widget.page.wait_for_timeout(200)
        assert widget.said("visitor") == ["En stille kværn"]
        assert widget.said("bot") == [GREETING, "Du skrev: En stille kværn"]

    def test_a_failed_message_is_marked_and_sent_again_with_the_same_id(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        server.failures = 1
        widget.write("Første forsøg")
        expect(widget.find(".message.visitor .status")).to_contain_text("Ikke sendt endnu.")
        widget.named("Prøv igen").click()
        widget.answered("Første forsøg")
        assert widget.said("visitor") == ["Første forsøg"]
        assert len(server.last.called("messages")) == 1

    def test_what_is_written_offline_is_sent_in_order_when_online(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        context.set_offline(True)
        widget.write("Et")
        widget.write("To")
        expect(widget.find(".notice")).to_contain_text("Du er ikke på nettet.")
        context.set_offline(False)
        widget.answered("To")
        assert [call["text"] for call in server.last.called("messages")] == ["Et", "To"]
        assert widget.said("visitor") == ["Et", "To"]

    def test_what_waits_survives_a_reload(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.failures = 1
        widget.write("Gem mig")
        expect(widget.find(".message.visitor .status")).to_contain_text("Ikke sendt endnu.")
        widget.visit()
        widget.answered("Gem mig")
        assert widget.said("visitor") == ["Gem mig"]

    def test_what_the_server_refuses_can_be_rewritten(self, widget: Widget) -> None:
        widget.open()
        widget.write("nej")
        expect(widget.find(".message.visitor .status")).to_contain_text("Det kan vi ikke tage imod.")
        widget.named("Skriv den om").click()
        expect(widget.find("#text")).to_have_value("nej")
        assert widget.said("visitor") == []

    def test_too_long_a_message_is_told_before_it_is_sent(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.find("#text").fill("a" * 3_990)
        expect(widget.find(".counter")).to_have_text("10 tegn tilbage")
        widget.find("#text").fill("a" * 4_001)
        expect(widget.find(".counter")).to_have_text("1 tegn for meget. Del den gerne i to.")
        widget.page.keyboard.press("Enter")
        assert server.last.called("messages") == []
        expect(widget.find("#text")).to_have_attribute("aria-invalid", "true")

    def test_shift_and_enter_make_a_new_line(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.find("#text").press_sequentially("a")
        widget.page.keyboard.press("Shift+Enter")
        widget.find("#text").press_sequentially("b")
        widget.page.keyboard.press("Enter")
        expect(widget.find(".message.visitor .body")).to_have_text("ab")
        assert server.last.called("messages")[0]["text"] == "a\nb"


class TestQuickReplies:
    def test_they_are_buttons_that_vanish_when_answered(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.write("Stille")
        widget.named("Ja, netop").click()
        expect(widget.find(".message.visitor .body").last).to_have_text("Ja, netop")
        assert server.last.called("messages")[-1]["payload"] == "/affirm"
        assert widget.focused() == "text"

    def test_writing_instead_takes_them_away(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.write("Stille")
        widget.named("Ja, netop").wait_for()
        server.failures = 1
        widget.write("Noget andet")
        expect(widget.named("Ja, netop")).to_have_count(0)


class TestComingBack:
    def test_history_and_the_open_panel_survive_a_reload_and_the_next_page(self, widget: Widget) -> None:
        widget.open()
        widget.write("Husk mig")
        widget.answered("Husk mig")
        widget.visit("/other")
        widget.answered("Husk mig")
        expect(widget.find(".panel")).to_be_visible()
        assert widget.said("visitor") == ["Husk mig"]
        assert widget.focused() != "text"

    def test_a_half_written_message_survives_the_next_page(self, widget: Widget) -> None:
        widget.open()
        widget.find("#text").fill("Ikke færdig")
        widget.visit("/other")
        expect(widget.find("#text")).to_have_value("Ikke færdig")

    def test_what_came_while_the_connection_was_gone_appears_once_and_in_order(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        context.set_offline(True)
        server.cut()
        server.say("bot", "Et")
        server.say("bot", "To")
        context.set_offline(False)
        widget.find(".message.bot .body").get_by_text("To").wait_for()
        assert widget.said("bot") == [GREETING, "Et", "To"]

    def test_a_conversation_that_is_gone_leaves_a_way_on(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.conversations.clear()
        widget.visit()
        expect(widget.find(".ending")).to_contain_text("Samtalen findes ikke længere.")
        assert widget.stored() == {}
        widget.named("Start en ny chat").click()
        expect(widget.find(".message.bot .body")).to_have_text(GREETING)

    def test_a_chat_that_cannot_be_reached_says_so_and_tries_again(
        self, widget: Widget, server: FakeChat
    ) -> None:
        server.failures = 1
        widget.find(".launcher").click()
        expect(widget.find(".ending")).to_contain_text("Vi kan ikke få forbindelse til chatten lige nu.")
        widget.named("Prøv igen").click()
        expect(widget.find(".message.bot .body")).to_have_text(GREETING)


class TestTwoTabs:
    def test_what_is_written_in_one_tab_is_seen_once_in_the_other(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        other = Widget(context.new_page(), server)
        other.visit()
        other.write("Fra den anden")
        widget.answered("Fra den anden")
        assert widget.said("visitor") == ["Fra den anden"]

    def test_what_two_tabs_wrote_offline_arrives_though_the_first_is_closed(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        other = Widget(context.new_page(), server)
        other.visit()
        other.find(".message.bot").wait_for()
        context.set_offline(True)
        widget.write("Fra den første")
        expect(other.find(".message.visitor .body")).to_have_text(["Fra den første"])
        other.write("Fra den anden")
        expect(widget.find(".message.visitor .body")).to_have_text(["Fra den første", "Fra den anden"])
        widget.page.close()
        context.set_offline(False)
        other.answered("Fra den anden")
        assert sent(server) == ["Fra den første", "Fra den anden"]
        expect(other.find(".message.visitor .body")).to_have_text(["Fra den første", "Fra den anden"])
        expect(other.find(".message.visitor .status:not(:empty)")).to_have_count(0)

    def test_what_two_open_tabs_wrote_offline_arrives_once(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        other = Widget(context.new_page(), server)
        other.visit()
        other.find(".message.bot").wait_for()
        context.set_offline(True)
        widget.write("Et")
        other.write("To")
        widget.write("Tre")
        context.set_offline(False)
        for tab in (widget, other):
            tab.answered("Tre")
            expect(tab.find(".message.visitor .body")).to_have_text(["Et", "To", "Tre"])
            expect(tab.find(".message.visitor .status:not(:empty)")).to_have_count(0)
        assert sent(server) == ["Et", "To", "Tre"]
        widget.page.wait_for_function("!localStorage[Object.keys(localStorage)[0]].includes('Tre')")

    def test_what_the_server_refuses_in_one_tab_does_not_wait_in_the_other(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        other = Widget(context.new_page(), server)
        other.visit()
        other.find(".message.bot").wait_for()
        widget.write("nej")
        expect(widget.find(".message.visitor .status")).to_contain_text("Det kan vi ikke tage imod.")
        expect(other.find(".message.visitor")).to_have_count(0)

    def test_a_conversation_erased_in_one_tab_is_gone_in_the_other(
        self, widget: Widget, context: BrowserContext, server: FakeChat
    ) -> None:
        widget.open()
        other = Widget(context.new_page(), server)
        other.visit()
        other.named("Flere valg").click()
        other.named("Slet min samtale").click()
        other.named("Slet").click()
        expect(widget.find(".message")).to_have_count(0)
        assert widget.stored() == {}
