"""The widget on somebody else's page: apart from its styles, reachable by keyboard, steered by its script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.fake_chat import FakeChat
from tests.e2e.widget_page import Widget, context, server, widget

__all__ = ["context", "server", "widget"]


class TestKeyboard:
    def test_escape_closes_and_the_keyboard_goes_back_to_the_launcher(self, widget: Widget) -> None:
        widget.find(".launcher").focus()
        widget.page.keyboard.press("Enter")
        widget.find(".message").wait_for()
        assert widget.focused() == "text"
        widget.page.keyboard.press("Escape")
        expect(widget.find(".panel")).to_be_hidden()
        assert widget.focused() == "Chat med os"

    @pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
    def test_tab_stays_in_the_open_dialog(self, widget: Widget, key: str) -> None:
        widget.open()
        visited = []
        for _ in range(14):
            widget.page.keyboard.press(key)
            visited.append(widget.focused())
        assert visited.count("text") >= 2
        assert "Next page" not in visited

    def test_the_site_does_not_hear_what_is_typed(self, widget: Widget) -> None:
        widget.page.evaluate("() => addEventListener('keydown', () => (window.heard = true))")
        widget.open()
        widget.find("#text").press_sequentially("s/")
        assert widget.page.evaluate("() => window.heard") is None

    def test_the_menu_closes_with_escape_before_the_chat_does(self, widget: Widget) -> None:
        widget.open()
        widget.named("Flere valg").click()
        widget.page.keyboard.press("Escape")
        expect(widget.find(".menu")).to_be_hidden()
        expect(widget.find(".panel")).to_be_visible()
        assert widget.focused() == "Flere valg"


class TestAccessibility:
    def test_the_dialog_and_its_log_have_their_roles(self, widget: Widget) -> None:
        widget.open()
        expect(widget.page.get_by_role("dialog", name="Koppeholm · bot")).to_have_attribute(
            "aria-modal", "false"
        )
        expect(widget.page.get_by_role("log", name="Samtalen")).to_have_attribute("aria-live", "polite")
        expect(widget.page.get_by_role("textbox", name="Skriv en besked")).to_be_visible()

    def test_on_a_phone_it_fills_the_screen_and_is_modal(self, browser: Browser, server: FakeChat) -> None:
        server.reset()
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        phone = Widget(context.new_page(), server)
        phone.visit()
        phone.open()
        expect(phone.find(".panel")).to_have_attribute("aria-modal", "true")
        assert phone.find(".panel").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        assert phone.focused() != "text"
        context.close()

    def test_at_twice_the_size_everything_is_still_reachable(self, widget: Widget) -> None:
        widget.page.set_viewport_size({"width": 640, "height": 400})
        widget.open()
        for selector in ("#text", ".send", ".foot .link", ".round"):
            box = widget.find(selector).first.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 640
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 400

    def test_nothing_moves_for_those_who_asked_for_stillness(self, widget: Widget) -> None:
        widget.page.emulate_media(reduced_motion="reduce")
        widget.open()
        style = "node => getComputedStyle(node).animationName"
        assert widget.find(".panel").evaluate(style) == "none"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_any_accent_is_readable(self, widget: Widget, server: FakeChat, scheme: str) -> None:
        server.attributes = f'data-locale="da" data-theme="{scheme}"'
        widget.visit()
        widget.open()
        widget.write("Stille")
        widget.answered("Stille")
        server.say("agent", "Hej", name="Mette", buttons=[{"title": "Ja", "payload": "/affirm"}])
        widget.find(".message.agent").wait_for()
        for accent in (
            "#2f5d50",
            "#ffdd00",
            "#00ff00",
            "#0000ff",
            "#ff0000",
            "#ff00ff",
            "#ffffff",
            "#000000",
        ):
            paint = "(node, accent) => node.style.setProperty('--accent', accent)"
            widget.page.locator("kundedialog-chat").evaluate(paint, accent)
            for author in ("visitor", "bot", "agent"):
                assert contrast(widget, f".message.{author} .body") >= 7, (accent, author)
            assert contrast(widget, ".replies button") >= 4.5, accent
            assert contrast(widget, ".launcher, .send") >= 4.5, accent


class TestApart:
    def test_the_sites_styles_do_not_reach_in(self, widget: Widget) -> None:
        widget.open()
        style = "node => [getComputedStyle(node).letterSpacing, getComputedStyle(node).fontSize]"
        assert widget.find(".message .body").evaluate(style) == ["normal", "15px"]
        expect(widget.find(".send")).to_be_visible()

    def test_what_is_said_is_never_markup(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.say("agent", '<img src=x onerror="alert(1)"> https://a.example/?b=1&c=2. javascript:alert(1)')
        body = widget.find(".message.agent .body")
        expect(body).to_contain_text('<img src=x onerror="alert(1)">')
        expect(body.locator("img")).to_have_count(0)
        expect(body.locator("a")).to_have_count(1)
        expect(body.locator("a")).to_have_attribute("href", "https://a.example/?b=1&c=2")
        expect(body.locator("a")).to_have_attribute("rel", "noopener noreferrer nofollow")

    def test_lines_and_steps_keep_their_shape(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.say("bot", "Sådan:\n\n1. Mal\n2. Bryg\n\nGod fornøjelse\nhilsen os")
        body = widget.find(".message.bot .body").last
        expect(body.locator("ol li")).to_have_text(["Mal", "Bryg"])
        expect(body.locator("p")).to_have_count(2)
        expect(body.locator("br")).to_have_count(1)


class TestSettings:
    def test_the_pages_language_counts_when_the_script_names_none(
        self, widget: Widget, server: FakeChat
    ) -> None:
        server.attributes = ""
        widget.visit("/?lang=nn-NO")
        expect(widget.find(".word")).to_have_text("Chat med oss")

    def test_a_theme_on_the_page_wins_over_the_system(self, widget: Widget) -> None:
        widget.page.evaluate("() => (document.documentElement.dataset.theme = 'dark')")
        expect(widget.page.locator("kundedialog-chat")).to_have_attribute("data-theme", "dark")

    def test_it_can_stand_to_the_left_with_words_of_its_own(self, widget: Widget, server: FakeChat) -> None:
        server.attributes = 'data-locale="da" data-position="left" data-label="Spørg"'
        widget.visit()
        expect(widget.find(".word")).to_have_text("Spørg")
        box = widget.find(".launcher").bounding_box()
        assert box is not None
        assert box["x"] < 40


class TestScript:
    def test_the_site_can_open_close_and_listen(self, widget: Widget) -> None:
        widget.page.evaluate(
            """() => {
              window.heard = [];
              for (const name of ["open", "close", "message"]) Kundedialog.on(name, () => heard.push(name));
              return Kundedialog.open();
            }"""
        )
        widget.find(".message").wait_for()
        widget.write("Hej")
        widget.answered("Hej")
        widget.page.evaluate("() => Kundedialog.close()")
        assert widget.page.evaluate("() => heard") == ["open", "message", "close"]

    def test_a_signed_identity_goes_along_at_the_start(self, widget: Widget, server: FakeChat) -> None:
        widget.page.evaluate("() => Kundedialog.identify('a.signed.token')")
        widget.open()
        start = server.last.called("start")[0]
        assert start["identity_token"] == "a.signed.token"
        assert start["locale"] == "da"
        assert start["page_url"] == f"{server.address}/"

    def test_logging_out_forgets_the_conversation(self, widget: Widget) -> None:
        widget.open()
        widget.page.evaluate("() => Kundedialog.reset()")
        expect(widget.find(".panel")).to_be_hidden()
        assert widget.stored() == {}

    def test_the_site_can_change_the_language(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        widget.page.evaluate("() => Kundedialog.setLocale('en-GB')")
        expect(widget.find(".state")).to_have_text("You can talk to a person any time")
        assert server.last.called("language") == [{"language": "en"}]


def contrast(widget: Widget, selector: str) -> float:
    """WCAG contrast of the text at ``selector`` against the first ground painted behind it."""
    found = widget.find(selector).last.evaluate(
        """node => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
          const brush = canvas.getContext("2d", { willReadFrequently: true });
          const luminance = (colour) => {
            brush.clearRect(0, 0, 1, 1);
            brush.fillStyle = colour;
            brush.fillRect(0, 0, 1, 1);
            const [r, g, b, alpha] = brush.getImageData(0, 0, 1, 1).data;
            if (alpha === 0) return null;
            const linear = [r, g, b].map((v) => v / 255)
              .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
          };
          const text = luminance(getComputedStyle(node).color);
          let ground = null;
          for (let at = node; at && ground === null; at = at.parentElement) {
            ground = luminance(getComputedStyle(at).backgroundColor);
          }
          return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
        }"""
    )
    return float(found)
