"""Somebody at work at the desk, with two customers at once."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.desk_page import Customer


@dataclass(frozen=True)
class Work:
    """A page of the console, and two customers whose conversations are the reader's own."""

    page: Page
    anna: Customer
    bo: Customer

    @property
    def talk(self) -> Locator:
        return self.page.locator("section.talk[data-id]")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#notice")

    def row(self, customer: Customer) -> Locator:
        return self.page.locator(f'.item[data-key="{customer.id}"]')

    def open(self, customer: Customer) -> None:
        self.row(customer).locator(".row").click()
        expect(self.talk).to_have_attribute("data-id", customer.id)

    def write(self, text: str) -> None:
        field = self.talk.locator("form[data-writing=reply] textarea")
        field.fill(text)
        field.press("Control+Enter")

    def replies(self, customer: Customer) -> list[str]:
        return [one["text"] for one in customer.messages() if one["author"] == "agent"]

    def hold(self, customer: Customer) -> list[Route]:
        """Answers nothing of what is replied to a customer; the calls that wait."""
        held: list[Route] = []
        self.page.route(f"**/conversations/{customer.id}/reply", lambda route: held.append(route))
        return held

    def arrived(self, text: str) -> None:
        expect(self.talk.locator("ol.timeline:not(.unsent) li.by-agent", has_text=text)).to_be_visible()
        expect(self.talk.locator(".unsent li")).to_have_count(0)
