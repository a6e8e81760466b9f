"""The whole of it, as three people live it: a visitor, an agent who takes over, a marketer who learns.

Real Rasa, real actions, real api, real browser; nothing is mocked.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, ViewportSize, expect

from tests.conftest import Installation
from tests.e2e.browser import PATIENCE, Widget, keep_picture, log_in, seconds_to_visitor

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
COMPLAINT = "By the way, the grinder I bought from you arrived broken and nobody answers my mails"
SMALL_TALK = ("Good morning, I have read all of it.", "One moment, I am looking at your order.")
REPLY = "This is Support. A new grinder leaves us on Monday, and thank you for telling us."


def test_from_discovery_to_a_person_to_the_insights(
    installation: Installation, browser: Browser, pictures: Path | None
) -> None:
    visitor_page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    agent_page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    marketer_page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    log_in(agent_page, installation.address, installation.logins["agent"], path="/console")

    # The visitor is asked, understood and advised.
    visitor = Widget(visitor_page, installation.address, "en")
    visitor.says("I want good coffee in the morning without waking the baby", answer="?")
    visitor.says("that it is quiet and quick", answer="?")
    visitor.says("when it tastes as it does at my sister's", answer="your sister's")
    expect(visitor.log).to_contain_text("good coffee in the morning without waking the baby")
    keep_picture(visitor_page, pictures, "widget-summary")
    visitor.presses("Yes, that’s right", answer="A couple with a five-month-old baby")
    expect(visitor.chat.get_by_role("button", name="Yes, that’s right")).to_have_count(0)
    keep_picture(visitor_page, pictures, "widget-advice")

    # A complaint: selling stops, and it stands in the queue without a refresh.
    visitor.says(COMPLAINT, answer="hank you")
    waiting = agent_page.locator(f'ol.rows a.row[data-open="{visitor.conversation_id}"]')
    expect(waiting).to_be_visible(timeout=PATIENCE)
    waiting.click()
    talk, packet = agent_page.locator("section.talk"), agent_page.locator("aside.packet")
    expect(packet).to_contain_text("nobody answers my mails", timeout=PATIENCE)
    expect(packet).to_contain_text("without waking the baby")
    keep_picture(agent_page, pictures, "console")

    # A person takes over; the visitor sees the reply at once, and the bot is silent.
    agent_page.locator("[data-action=claim]").click()
    field = agent_page.locator("form[data-writing=reply] textarea")
    expect(field).to_be_visible(timeout=PATIENCE)
    waits = [seconds_to_visitor(agent_page, visitor, words) for words in (*SMALL_TALK, REPLY)]
    assert median(waits) < 1, f"the replies took {waits} seconds to arrive"
    replies = visitor.log.get_by_text(REPLY)
    expect(replies).to_have_count(1)
    of_the_bot = visitor.log.locator(".message.bot")
    before = of_the_bot.count()
    field_of_visitor = visitor.chat.locator("#text")
    field_of_visitor.fill("Thank you, and what does shipping cost?")
    field_of_visitor.press("Enter")
    expect(talk).to_contain_text("what does shipping cost?", timeout=PATIENCE)
    visitor_page.wait_for_timeout(1500)
    expect(of_the_bot).to_have_count(before)
    keep_picture(visitor_page, pictures, "widget-person")

    # Reload keeps the history.
    visitor_page.reload()
    visitor_page.wait_for_function("window.Kundedialog !== undefined")
    visitor_page.evaluate("window.Kundedialog.open()")
    expect(visitor.log).to_contain_text(REPLY, timeout=PATIENCE)
    expect(visitor.log).to_contain_text("without waking the baby")

    # An internal note stays internal; closing asks the visitor how it went.
    agent_page.locator("[data-write=note]").click()
    agent_page.locator("section.talk form textarea").fill("Customer has waited long enough.")
    agent_page.locator("[data-send=note]").click()
    expect(talk).to_contain_text("Customer has waited long enough.", timeout=PATIENCE)
    agent_page.locator("button[data-action=close]").click()
    agent_page.locator("#close-dialog").get_by_label("Replaced").check()
    agent_page.locator("#close-dialog button.primary").click()
    expect(talk).to_contain_text("Closed", timeout=PATIENCE)
    thumb = visitor.chat.locator("button.thumb").first
    expect(thumb).to_be_visible(timeout=PATIENCE)
    thumb.click()
    visitor.chat.locator("#comment").fill("Quick and kind")
    visitor.chat.locator("form.rating button[type=submit]").click()
    assert "waited long enough" not in (visitor.log.text_content() or "")

    # The marketer finds the need and the complaint, each with its words.
    log_in(marketer_page, installation.address, installation.logins["marketer"], path="/insights")
    keep_picture(marketer_page, pictures, "insights")
    marketer_page.goto(f"{installation.address}/insights/needs")
    expect(marketer_page.locator("main")).to_contain_text("without waking the baby", timeout=PATIENCE)
    keep_picture(marketer_page, pictures, "insights-needs")
    marketer_page.goto(f"{installation.address}/insights/complaints")
    expect(marketer_page.locator("main")).to_contain_text("nobody answers my mails", timeout=PATIENCE)
    marketer_page.goto(f"{installation.address}/insights/satisfaction")
    expect(marketer_page.locator("main")).to_contain_text("Quick and kind", timeout=PATIENCE)
    marketer_page.goto(f"{installation.address}/console")
    expect(marketer_page.locator("section.talk")).to_have_count(0)


def test_wrong_role_does_not_see_the_insights(installation: Installation, browser: Browser) -> None:
    page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    log_in(page, installation.address, installation.logins["agent"], path="/console")
    answer = page.goto(f"{installation.address}/insights")
    assert answer is not None
    assert answer.status == 403
