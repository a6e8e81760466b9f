"""The desk when calls fail, hang or come late: nothing is lost, doubled, out of order or done to somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from api.staff.models import Staff
from tests.e2e.desk_page import Customer, House, house
from tests.e2e.desk_work import Work

PATIENCE = 10_000
_FAKE_SOURCE = """
window.sources = [];
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  readyState = 1;
  constructor() { super(); window.sources.push(this); }
  close() { this.readyState = 2; }
};
"""
_SAY = "(name) => window.sources.at(-1).dispatchEvent(new MessageEvent(name, { data: '{}' }))"
_HURRY = (
    "() => { const real = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = () => real(1000); }"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def ida(shop: House) -> Staff:
    return shop.hire("Ida Holm")


@pytest.fixture
def work(shop: House, browser: Browser, ida: Staff) -> Iterator[Work]:
    customers = shop.customer("A cup is broken", name="Anna Dahl"), shop.customer("No parcel", name="Bo Lind")
    page = shop.page_of(browser, ida)
    work = Work(page, *customers)
    for customer in customers:
        page.goto(f"{shop.address}/console?tab=mine&c={customer.id}")
        page.keyboard.press("c")
        expect(work.talk.locator("form[data-writing=reply] textarea")).to_be_focused()
        page.keyboard.press("Escape")
    expect(work.row(work.anna)).to_be_visible()
    work.open(work.anna)
    yield work
    page.context.close()


class TestReplies:
    def test_one_that_fails_while_another_conversation_is_open_is_told_until_it_is_sent(
        self, work: Work
    ) -> None:
        page, held = work.page, work.hold(work.anna)
        work.write("A new cup leaves today.")
        expect(work.talk.locator(".unsent .sending")).to_be_visible()
        work.open(work.bo)
        held.pop().abort()
        told = "Your reply to Anna Dahl hasn’t been sent."
        expect(work.notice).to_contain_text(told)
        expect(work.row(work.anna)).to_contain_text("Not sent")
        # Neither another line nor a new list takes it away.
        page.evaluate("import('/static/console/notice.js').then(({ notice }) => notice('Saved.'))")
        expect(work.notice).to_have_text("Saved.")
        page.evaluate("import('/static/console/desk.js').then((desk) => desk.refreshQueue())")
        expect(work.notice).to_contain_text(told, timeout=PATIENCE)
        expect(work.row(work.anna)).to_contain_text("Not sent")
        page.unroute_all()
        work.notice.get_by_role("link", name="Go to the conversation").click()
        expect(work.talk).to_have_attribute("data-id", work.anna.id)
        expect(work.notice).to_be_hidden()
        work.arrived("A new cup leaves today.")
        expect(work.row(work.anna)).not_to_contain_text("Not sent")

    def test_it_goes_by_itself_when_the_connection_is_back(self, work: Work) -> None:
        context = work.page.context
        context.set_offline(True)
        work.write("One moment, please.")
        expect(work.talk.locator(".unsent .failed")).to_contain_text("Not sent")
        work.write("It comes tomorrow.")
        expect(work.talk.locator(".unsent .failed")).to_have_count(2)
        context.set_offline(False)
        work.arrived("It comes tomorrow.")
        assert work.replies(work.anna) == ["One moment, please.", "It comes tomorrow."]

    def test_one_that_fails_holds_back_the_next_and_is_not_doubled(self, work: Work) -> None:
        tries: list[str] = []
        lost = True

        def first_is_lost(route: Route) -> None:
            tries.append((route.request.post_data_json or {})["client_message_id"])
            if lost and "FIRST" in (route.request.post_data or ""):
                # It arrives, but nobody hears that it did.
                route.fetch()
                return route.abort()
            return route.continue_()

        # Without the hints of the server the page does not see either that it arrived.
        work.page.route("**/console/conversations/*", lambda route: route.abort())
        work.page.route("**/reply", first_is_lost)
        work.write("FIRST")
        work.write("SECOND")
        expect(work.talk.locator(".unsent .failed")).to_have_count(2)
        assert work.replies(work.anna) == ["FIRST"]
        lost = False
        work.talk.get_by_role("button", name="Send again").last.click()
        expect(work.talk.locator(".unsent li")).to_have_count(0)
        assert work.replies(work.anna) == ["FIRST", "SECOND"]
        assert len(tries) > len(set(tries)) == 2

    def test_one_that_hangs_does_not_keep_another_customer_waiting(self, work: Work) -> None:
        work.hold(work.anna)
        work.write("A new cup leaves today.")
        expect(work.talk.locator(".unsent .sending")).to_be_visible()
        work.open(work.bo)
        work.write("Your parcel is on its way.")
        work.arrived("Your parcel is on its way.")

    def test_one_that_hangs_is_given_up(self, work: Work) -> None:
        work.hold(work.anna)
        work.page.evaluate(_HURRY)
        work.write("A new cup leaves today.")
        expect(work.talk.locator(".unsent .failed")).to_contain_text("Not sent")

    def test_goes_to_the_customer_on_the_screen(self, work: Work) -> None:
        work.page.route(f"**/console/conversations/{work.bo.id}", lambda route: route.abort())
        work.row(work.bo).locator(".row").click()
        expect(work.row(work.bo).locator(".row")).to_have_attribute("aria-current", "true")
        work.write("A new cup leaves today.")
        expect(work.talk.locator(".unsent li")).to_have_count(0)
        assert (work.replies(work.anna), work.replies(work.bo)) == (["A new cup leaves today."], [])


class TestClosing:
    def test_the_question_goes_when_the_conversation_does(self, work: Work) -> None:
        work.page.keyboard.press("e")
        expect(work.page.locator("#close-dialog")).to_be_visible()
        work.page.go_back()
        expect(work.talk).to_have_attribute("data-id", work.bo.id)
        expect(work.page.locator("#close-dialog")).to_be_hidden()
        expect(work.talk).to_have_attribute("data-mode", "mine")

    def test_closes_the_conversation_on_the_screen(self, work: Work) -> None:
        page = work.page
        page.route(f"**/console/conversations/{work.bo.id}", lambda route: route.abort())
        work.row(work.bo).locator(".row").click()
        expect(work.row(work.bo).locator(".row")).to_have_attribute("aria-current", "true")
        work.talk.locator("[data-action=close]").click()
        page.locator("#close-dialog").get_by_label("Solved").check()
        with page.expect_response("**/close") as closed:
            page.locator("#close-dialog button.primary").click()
        assert work.anna.id in closed.value.url


class TestSilence:
    @pytest.fixture
    def page(self, shop: House, browser: Browser, ida: Staff) -> Iterator[Page]:
        """The console with a connection that says what the test says."""
        page = shop.page_of(browser, ida)
        page.clock.install()
        page.add_init_script(_FAKE_SOURCE)
        page.goto(f"{shop.address}/console")
        page.wait_for_function("window.sources.length === 1")
        page.evaluate(_SAY, "ready")
        yield page
        page.context.close()

    def test_of_a_server_that_stands_still_is_told(self, page: Page) -> None:
        page.clock.fast_forward(50_000)
        assert page.evaluate("window.sources.map((source) => source.readyState)") == [2, 1]
        page.clock.fast_forward(5_000)
        expect(page.locator("#notice")).to_have_text("No connection. Trying again.")
        # The new connection is as silent.
        page.clock.fast_forward(50_000)
        assert page.evaluate("window.sources.length") == 3
        page.evaluate(_SAY, "ready")
        expect(page.locator("#notice")).to_be_hidden()

    def test_is_broken_by_signs_of_life(self, page: Page) -> None:
        for _ in range(5):
            page.clock.fast_forward(20_000)
            page.evaluate(_SAY, "here")
        assert page.evaluate("window.sources.length") == 1
        expect(page.locator("#notice")).to_be_hidden()


def test_what_could_not_be_told_as_read_is_told_again(work: Work) -> None:
    page = work.page
    work.open(work.bo)
    page.route("**/read", lambda route: route.abort())
    with page.expect_request(_read_of(work.anna)):
        work.anna.says("Are you there?")
        work.open(work.anna)
    page.wait_for_timeout(100)
    page.unroute_all()
    with page.expect_response(lambda response: _read_of(work.anna)(response.request)):
        page.evaluate("import('/static/console/desk.js').then((desk) => desk.refreshTalk())")


def _read_of(customer: Customer) -> Callable[[Request], bool]:
    def matches(request: Request) -> bool:
        return request.url.endswith(f"{customer.id}/read")

    return matches
