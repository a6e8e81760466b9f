"""The list of the console in a real browser: search, filters, saved views, selection, and what a refresh leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.browser import keep_picture, log_in
from tests.e2e.desk_list import Case, Desk, desk

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
NOISE = "My grinder makes a terrible noise 🙉 in the morning and wakes the whole house"
METTE = Case(
    who="Mette Sørensen", says=[NOISE, "Please call me"], due=4, since=90, priority=2, labels=["Returns"]
)
INGRID = Case(who="Ingrid Haugen", says=["Kverna er ødelagt"], language="nb", due=-7, labels=["Freight"])
JAMES = Case(who="James Whitaker", says=["Where is order MC-10001?"], due=55)
SOFIE = Case(who="Sofie Kjær", says=["Hvordan afkalker jeg maskinen?"], state="closed", language="da")
OLE = Case(who="Ole Nordmann", says=["I will be back on Monday"], snoozed_hours=20)
OTHERS = [Case(who=f"Visitor {number:03}", due=120 + number) for number in range(196)]
LABELS = {"Returns": "#0f766e", "Freight": "#1d5fb8"}


@pytest.fixture(scope="module")
def support(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with two hundred who wait."""
    folder = tmp_path_factory.mktemp("desk")
    with desk(folder, [METTE, INGRID, JAMES, SOFIE, OLE, *OTHERS], LABELS) as running:
        yield running


@pytest.fixture
def lead(support: Desk, browser: Browser) -> Iterator[Page]:
    """Somebody who leads the team, at the console."""
    context = browser.new_context(viewport=LAPTOP, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # The list is read once more as soon as the page listens.
    with page.expect_response(re.compile("/console/queue")):
        log_in(page, support.address, support.logins["lead"], path="/console")
    refresh(page)
    yield page
    context.close()
    assert errors == []


def row(page: Page, case: Case) -> str:
    return f'.item[data-key="{case.id}"]'


def refresh(page: Page) -> None:
    """Reads the list again, as a hint of the server would have it."""
    with page.expect_response(re.compile("/console/queue")):
        page.evaluate("import('/static/console/desk.js').then((desk) => desk.refreshQueue())")


def choose(page: Page, field: str, words: str) -> None:
    with page.expect_response(re.compile("/console/queue")):
        page.locator(f"#filter-form .pill:has([name={field}])", has_text=words).click()


def open_filters(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.locator("#filter-form")).to_be_visible()


class TestRows:
    def test_say_who_what_and_how_long(self, lead: Page, pictures: Path | None) -> None:
        mette = lead.locator(row(lead, METTE))
        expect(mette).to_contain_text("Mette Sørensen")
        expect(mette).to_contain_text("Please call me")
        expect(mette.locator(".priority-2")).to_have_text("Urgent")
        expect(mette.locator(".mark")).to_have_text("Returns")
        expect(mette.locator(".clock-soon")).to_contain_text(re.compile(r"\d min left"))
        expect(lead.locator(row(lead, INGRID)).locator(".clock-late")).to_contain_text(
            re.compile(r"\d min over")
        )
        expect(lead.locator(row(lead, JAMES)).locator(".clock-fine")).to_contain_text("min")
        expect(lead.locator(row(lead, OLE))).to_have_count(0)
        keep_picture(lead, pictures, "list")

    def test_the_clock_ticks_by_itself(self, lead: Page) -> None:
        # A copy outside of the list, which no refresh sets back.
        lead.locator(f"{row(lead, JAMES)} .clock").evaluate(
            """(clock) => {
              const copy = clock.cloneNode(true);
              copy.id = "copy";
              copy.dataset.due = new Date(Date.now() + 61500).toISOString();
              document.body.append(copy);
            }"""
        )
        clock = lead.locator("#copy")
        expect(clock.locator(".number")).to_have_text(re.compile(r"^\d+ s left$"))
        clock.evaluate("(element) => { element.dataset.due = new Date(Date.now() + 1500).toISOString(); }")
        expect(clock.locator(".number")).to_have_text("Now")
        expect(clock).to_have_class(re.compile("clock-late"))


class TestSearch:
    def test_slash_finds_in_everything_and_marks_the_hit(self, lead: Page) -> None:
        lead.keyboard.press("/")
        expect(lead.locator(".search input")).to_be_focused()
        lead.keyboard.type("morning")
        expect(lead.locator(".item")).to_have_count(1)
        expect(lead.locator(f"{row(lead, METTE)} mark")).to_have_text("morning")
        # Its field keeps the focus and the words through a refresh.
        refresh(lead)
        expect(lead.locator(".search input")).to_be_focused()
        expect(lead.locator(".search input")).to_have_value("morning")
        # The hit opens at its message.
        lead.keyboard.press("ArrowDown")
        lead.keyboard.press("Enter")
        expect(lead.locator("[data-found]")).to_contain_text("terrible noise")
        lead.go_back()

    def test_a_closed_and_a_snoozed_one_are_found_too(self, lead: Page) -> None:
        for words, case in (("afkalker", SOFIE), ("nordmann", OLE)):
            lead.locator(".search input").fill(words)
            expect(lead.locator(row(lead, case))).to_be_visible()
        expect(lead.locator(row(lead, OLE))).to_contain_text("Snoozed until")

    def test_nothing_found_says_what_to_try_and_escape_returns(self, lead: Page) -> None:
        lead.locator(".search input").fill("xylophone")
        expect(lead.locator(".queue .empty")).to_contain_text("Nothing found for “xylophone”.")
        lead.keyboard.press("Escape")
        expect(lead.locator(".item").first).to_be_visible()
        expect(lead.locator('[data-tab="waiting"]')).to_have_attribute("aria-current", "page")


class TestFilters:
    def test_choices_narrow_at_once_and_chips_take_them_away(self, lead: Page, pictures: Path | None) -> None:
        open_filters(lead)
        choose(lead, "label", "Returns")
        expect(lead.locator(".item")).to_have_count(1)
        choose(lead, "label", "Freight")
        expect(lead.locator(".item")).to_have_count(2)
        choose(lead, "language", "Norwegian")
        expect(lead.locator(".item")).to_have_count(1)
        expect(lead.locator(row(lead, INGRID))).to_be_visible()
        keep_picture(lead, pictures, "list-filters")
        # The panel and the place in it stay through a refresh.
        refresh(lead)
        expect(lead.locator("#filter-form")).to_be_visible()
        expect(lead.locator("#filter-form [name=language]:checked")).to_be_focused()
        lead.keyboard.press("Escape")
        expect(lead.locator("#filter-form")).to_be_hidden()
        expect(lead.locator(".chip")).to_have_count(3)
        lead.get_by_role("button", name="Remove the filter Norwegian").click()
        expect(lead.locator(".item")).to_have_count(2)
        lead.go_back()
        expect(lead.locator(".item")).to_have_count(1)
        lead.reload()
        expect(lead.locator(".chip")).to_have_count(3)
        lead.get_by_role("button", name="Clear all").click()
        expect(lead.locator(".chip")).to_have_count(0)

    def test_overdue_and_snoozed(self, lead: Page) -> None:
        open_filters(lead)
        choose(lead, "overdue", "Overdue")
        expect(lead.locator(".item")).to_have_count(1)
        choose(lead, "overdue", "Overdue")
        choose(lead, "snoozed", "Only snoozed")
        expect(lead.locator(row(lead, OLE))).to_be_visible()
        expect(lead.locator(".item")).to_have_count(1)


class TestViews:
    def test_saved_shown_changed_renamed_and_removed(
        self, lead: Page, support: Desk, browser: Browser
    ) -> None:
        open_filters(lead)
        choose(lead, "label", "Returns")
        lead.locator("#filter-form").get_by_role("button", name="Save as view").click()
        lead.locator("#view-name").fill("Coming back")
        lead.get_by_label("Share with everyone").check()
        lead.keyboard.press("Enter")
        view = lead.locator(".views a", has_text="Coming back")
        expect(view).to_have_attribute("aria-current", "page")
        expect(view.locator(".count")).to_have_text("1")

        # A colleague sees it and may not change it.
        other = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
        log_in(other, support.address, support.logins["agent"], path="/console")
        other.locator(".views a", has_text="Coming back").click()
        expect(other.locator(row(other, METTE))).to_be_visible()
        expect(other.get_by_role("button", name="Rename")).to_have_count(0)

        # Changed, it is still the same view until that is saved.
        open_filters(lead)
        choose(lead, "label", "Freight")
        expect(lead.locator(".item")).to_have_count(2)
        lead.keyboard.press("Escape")
        lead.get_by_role("button", name="Save changes").click()
        expect(view.locator(".count")).to_have_text("2")

        lead.get_by_role("button", name="Rename").click()
        lead.locator("#view-name").fill("Parcels")
        lead.keyboard.press("Enter")
        expect(lead.locator(".views a")).to_contain_text("Parcels")
        expect(lead.locator(".item")).to_have_count(2)

        lead.get_by_role("button", name="Remove", exact=True).click()
        lead.locator("#unview-dialog").get_by_role("button", name="Remove").click()
        expect(lead.locator(".views")).to_have_count(0)
        expect(lead.locator('[data-tab="waiting"]')).to_have_attribute("aria-current", "page")


class TestSelection:
    def test_by_keyboard_with_priority_and_label_and_a_refresh_in_between(
        self, lead: Page, pictures: Path | None
    ) -> None:
        keys = lead.keyboard
        for key in ("j", "x", "Shift+J", "Shift+J"):
            keys.press(key)
        expect(lead.locator("[data-picked]")).to_have_text("3 selected")
        picked = lead.locator(".item:has(:checked)").evaluate_all(
            "(rows) => rows.map((row) => row.dataset.key)"
        )
        lead.locator(".rows").evaluate("(list) => { list.scrollTop = 400; }")
        scrolled = lead.locator(".rows").evaluate("(list) => list.scrollTop")
        refresh(lead)
        expect(lead.locator("[data-picked]")).to_have_text("3 selected")
        assert lead.locator(".rows").evaluate("(list) => list.scrollTop") == scrolled
        expect(lead.locator(".row:focus")).to_have_count(1)

        lead.get_by_role("toolbar").get_by_role("button", name="Label").click()
        freight = lead.locator("#bulk-labels button", has_text="Freight")
        freight.click()
        expect(freight).to_have_attribute("aria-checked", "true")
        keep_picture(lead, pictures, "list-selection")
        keys.press("Escape")
        for id in picked:
            expect(lead.locator(f'.item[data-key="{id}"] .mark', has_text="Freight")).to_have_count(1)
        expect(lead.locator("[data-picked]")).to_have_text("3 selected")
        keys.press("Escape")
        expect(lead.locator(".bulk")).to_be_hidden()

    def test_shift_click_selects_what_is_between_and_snoozing_takes_it_away(self, lead: Page) -> None:
        last = lead.locator(".item", has_text="Visitor 090")
        last.scroll_into_view_if_needed()
        last.locator(".row").click(modifiers=["Shift"])
        lead.locator(".item", has_text="Visitor 088").locator(".row").click(modifiers=["Shift"])
        expect(lead.locator("[data-picked]")).to_have_text("3 selected")
        lead.get_by_role("toolbar").get_by_role("button", name="Snooze").click()
        lead.locator("#bulk-snooze button", has_text="Tomorrow").click()
        for number in ("088", "089", "090"):
            expect(lead.locator(".item", has_text=f"Visitor {number}")).to_have_count(0)
        expect(lead.locator(".bulk")).to_be_hidden()

    def test_closing_asks_how_it_ended(self, lead: Page) -> None:
        lead.locator(".item", has_text="Visitor 085").locator(".row").click(modifiers=["Shift"])
        lead.get_by_role("toolbar").get_by_role("button", name="Close").click()
        dialog = lead.locator("#bulk-close")
        dialog.locator(".pill", has_text="Answered").click()
        dialog.get_by_role("button", name="Close them").click()
        # Nobody has answered it.
        dialog.get_by_role("button", name="Close anyway").click()
        expect(lead.locator(".notice")).to_have_text("Done: 1")
        expect(lead.locator(".item", has_text="Visitor 085")).to_have_count(0)

    def test_claiming_takes_them_to_mine(self, lead: Page) -> None:
        lead.locator(".item", has_text="Visitor 083").locator(".row").click(modifiers=["Shift"])
        lead.get_by_role("toolbar").get_by_role("button", name="Take").click()
        expect(lead.locator(".notice")).to_have_text("Done: 1")
        lead.keyboard.press("2")
        expect(lead.locator(".item", has_text="Visitor 083")).to_be_visible()


class TestManyWaiting:
    def test_a_refresh_is_quick(self, lead: Page) -> None:
        """Nothing is measured against a clock here but the one that frustrates: half a second would be felt."""
        refresh(lead)
        assert lead.locator(".item").count() > 90
        took = lead.evaluate(
            """async () => {
              const { refreshQueue } = await import("/static/console/desk.js");
              const times = [];
              for (let round = 0; round < 5; round += 1) {
                const began = performance.now();
                await refreshQueue();
                times.push(performance.now() - began);
              }
              return times.sort((a, b) => a - b);
            }"""
        )
        assert took[0] < 2000

    def test_what_has_not_changed_is_not_touched(self, lead: Page) -> None:
        refresh(lead)
        lead.evaluate(
            """() => {
              window.touched = 0;
              const rows = document.querySelector(".rows");
              new MutationObserver((list) => (window.touched += list.filter((one) => one.type === "childList").length))
                .observe(rows, { childList: true });
            }"""
        )
        refresh(lead)
        assert lead.evaluate("window.touched") == 0


class TestAccessibility:
    def test_axe_has_nothing_serious_to_say(self, lead: Page) -> None:
        lead.locator(".search input").fill("morning")
        expect(lead.locator("mark")).to_be_visible()
        open_panel = lead.locator(".filter-button")
        open_panel.click()
        expect(lead.locator("#filter-form")).to_be_visible()
        for place in ("#queue", "#filters"):
            found = Axe().run(lead, context=place).response["violations"]
            assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], found


class TestPhone:
    def test_boxes_select_and_the_panel_fits(
        self, support: Desk, browser: Browser, pictures: Path | None
    ) -> None:
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB")
        page = context.new_page()
        log_in(page, support.address, support.logins["agent"], path="/console")
        expect(page.locator(".row").first).to_be_visible()
        page.locator(".pick").nth(1).tap()
        page.locator(".row").nth(3).tap()
        expect(page.locator("[data-picked]")).to_have_text("2 selected")
        keep_picture(page, pictures, "list-phone")
        page.get_by_role("button", name="Clear selection").tap()
        page.locator(".filter-button").tap()
        expect(page.locator("#filter-form")).to_be_visible()
        box = page.locator("#filters").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert page.locator("#queue").evaluate("(list) => list.scrollWidth") <= PHONE["width"]
        context.close()
