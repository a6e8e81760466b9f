"""Files in the widget: picked, pasted or dropped, seen before they are sent, and there again afterwards."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.attachments.pictures import PDF, picture
from tests.e2e.fake_chat import FakeChat
from tests.e2e.widget_page import Widget, context, server, widget

__all__ = ["context", "server", "widget"]

_BRING = """([node, how]) => {
  const bytes = Uint8Array.from(atob(window.picture), (each) => each.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "kvern.png", { type: "image/png" }));
  const more = { bubbles: true, cancelable: true, composed: true };
  const event = how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, ...more })
    : new DragEvent("drop", { dataTransfer: data, ...more });
  node.dispatchEvent(event);
}"""


def attach(widget: Widget, *files: tuple[str, str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    widget.find(".composer input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]


def painted(widget: Widget, selector: str) -> bool:
    """Whether there is a picture on the canvas."""
    seen = widget.find(selector).first.evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(1, 1, 1, 1).data[3] > 0"
    )
    return bool(seen)


PNG = ("kværn.png", "image/png", picture(size=(300, 200)))
DOCUMENT = ("kvittering.pdf", "application/pdf", PDF)


class TestBeforeSending:
    def test_nothing_about_files_is_fetched_before_there_is_one(self, widget: Widget) -> None:
        fetched: list[str] = []
        widget.page.on("request", lambda request: fetched.append(request.url))
        widget.open()
        widget.write("Hej")
        widget.answered("Hej")
        assert not [url for url in fetched if "/files/" in url]

    def test_it_is_seen_and_can_be_removed_by_keyboard(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        expect(widget.find(".composer .round")).to_have_attribute("aria-label", "Vedhæft fil")
        attach(widget, PNG, DOCUMENT)
        expect(widget.find(".tray li")).to_have_count(2)
        expect(widget.find(".tray [role=status]")).to_contain_text("er vedhæftet")
        expect(widget.find(".tray progress:visible")).to_have_count(0)
        assert painted(widget, ".tray canvas")
        widget.named("Fjern kvittering.pdf").focus()
        widget.page.keyboard.press("Enter")
        expect(widget.find(".tray li")).to_have_count(1)
        expect(widget.find(".tray [role=status]")).to_have_text("kvittering.pdf er fjernet")
        assert widget.focused() == "text"
        widget.page.wait_for_function("true")
        widget.page.wait_for_timeout(200)
        assert len(server.last.files) == 1

    def test_sending_waits_until_it_is_there(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        server.upload_seconds = 0.6
        attach(widget, PNG)
        expect(widget.find(".tray progress")).to_be_visible()
        expect(widget.find(".tray progress")).to_have_attribute("aria-label", "Sender kværn.png")
        expect(widget.find(".send")).to_be_disabled()
        expect(widget.find(".send")).to_be_enabled()

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (("spil.exe", "application/x-msdownload", b"MZ"), "Den slags fil kan vi ikke tage imod."),
            (("stor.png", "image/png", b"\0" * (10 * 1024 * 1024 + 1)), "Filen er for stor."),
            (("nej.png", "image/png", b"<html>"), "nej.png: Den slags fil kan vi ikke tage imod."),
        ],
    )
    def test_what_cannot_be_taken_is_told_in_words(
        self, widget: Widget, server: FakeChat, file: tuple[str, str, bytes], words: str
    ) -> None:
        widget.open()
        attach(widget, file)
        expect(widget.find(".tray [role=alert]")).to_contain_text(words)
        expect(widget.find(".send")).to_be_disabled()
        assert server.last.files == {}

    def test_a_message_has_room_for_five(self, widget: Widget) -> None:
        widget.open()
        attach(widget, *([PNG] * 6))
        expect(widget.find(".tray [role=alert]")).to_contain_text("fem filer")
        expect(widget.find(".tray li")).to_have_count(5)

    @pytest.mark.parametrize("how", ["paste", "drop"])
    def test_it_can_be_pasted_and_dropped(self, widget: Widget, how: str) -> None:
        import base64

        widget.open()
        widget.page.evaluate("(data) => (window.picture = data)", base64.b64encode(PNG[2]).decode())
        node = widget.find("#text" if how == "paste" else ".log").element_handle()
        widget.page.evaluate(_BRING, [node, how])
        expect(widget.find(".tray li")).to_have_count(1)

    def test_what_waits_to_be_sent_survives_a_reload(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        attach(widget, PNG)
        expect(widget.find(".send")).to_be_enabled()
        widget.visit()
        expect(widget.find(".tray li")).to_have_count(1)
        widget.find(".send").click()
        expect(widget.find(".message.visitor .picture")).to_have_count(1)
        expect(widget.find(".tray")).to_be_hidden()
        assert [call["attachments"] for call in server.last.called("messages")] == [["0" * 32]]


class TestInTheConversation:
    def test_a_picture_alone_is_shown_small_with_a_name_and_again_after_a_reload(
        self, widget: Widget, pictures: Path | None
    ) -> None:
        widget.open()
        attach(widget, PNG)
        widget.find(".send").click()
        for _ in range(2):
            shown = widget.find(".message.visitor .picture canvas")
            expect(shown).to_have_attribute("aria-label", "Billede: kværn.png")
            expect(widget.find(".message.visitor .body")).to_be_hidden()
            widget.page.wait_for_function(
                "document.querySelector('kundedialog-chat').shadowRoot.querySelector('.picture canvas').width > 30"
            )
            box = shown.bounding_box()
            assert box is not None
            assert box["width"] <= 240
            widget.visit()
        keep(widget.page, pictures)

    def test_a_picture_opens_and_a_document_is_downloaded(self, widget: Widget) -> None:
        widget.open()
        attach(widget, PNG, DOCUMENT)
        expect(widget.find(".send")).to_be_enabled()
        widget.write("Her er begge")
        with widget.page.expect_download() as download:
            widget.page.get_by_role("link", name="Hent kvittering.pdf").click()
        assert download.value.suggested_filename == "kvittering.pdf"
        assert Path(download.value.path()).read_bytes() == PDF
        with widget.page.context.expect_page() as opened:
            widget.find(".picture").click()
        assert opened.value.url.startswith("blob:")
        assert widget.said("visitor") == ["Her er begge"]

    def test_a_file_from_the_business_comes_through_the_stream(
        self, widget: Widget, server: FakeChat
    ) -> None:
        widget.open()
        file = {"id": "f" * 32, "name": "etikette.pdf", "media_type": "application/pdf", "size": 2_400_000}
        server.last.files["f" * 32] = (file, PDF)
        server.say("agent", "", name="Ida", attachments=[file])
        expect(widget.page.get_by_role("link", name="Hent etikette.pdf (2,4 MB)")).to_be_visible()

    def test_one_that_is_gone_is_told(self, widget: Widget, server: FakeChat) -> None:
        widget.open()
        file = {"id": "f" * 32, "name": "etikette.pdf", "media_type": "application/pdf", "size": 900}
        server.say("agent", "Her er den", name="Ida", attachments=[file])
        widget.page.get_by_role("link", name="Hent etikette.pdf").click()
        expect(widget.find(".files [role=status]")).to_contain_text("kan ikke hentes lige nu")


def keep(page: Page, folder: Path | None) -> None:
    if folder is not None:
        page.screenshot(path=str(folder / "widget-files.png"))
