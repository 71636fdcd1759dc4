"""What people do with the pages, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa_service.dashboard.language import LANGUAGES

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
PATHS = ("/", "/verdicts", "/centre", "/agents", "/agents/ag-1", "/interactions", "/reviews", "/appeals", "/benchmarks", "/forms",
         "/reports", "/mails", "/recovery", "/people", "/imports", "/audit")  # fmt: skip
SERIOUS = {"serious", "critical"}


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def until(page: Page, condition: str) -> None:
    """Wait until it holds; Playwright's own waiting evaluates text, which the pages' policy forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_from_a_verdict_to_a_second_of_sound_in_four_clicks(visit, centre):
    page = visit.page
    visit.wrong.clear()
    page.goto("/verdicts")
    page.get_by_label("Key").fill(centre.keys["viewer"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{centre.address}/verdicts")
    visit.wrong.clear()  # the 401 of the page that asked for a key
    visit.click(".priority summary")
    visit.click(".clip.missed a")
    expect(page).to_have_url(re.compile(r"/interactions/[0-9a-f-]+#turn-1$"))
    visit.click("#turn-1 button")
    assert visit.clicks <= 4
    until(page, "document.querySelector('audio').currentTime > 4.2")
    assert page.evaluate("document.querySelector('audio').currentTime") < 12
    expect(page.locator("#turn-1")).to_have_class(re.compile(r"\bnow\b"))
    expect(page.locator(".waves path")).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("k")
    until(page, "document.querySelector('audio').paused")


def test_what_is_opened_before_the_scripts_are_there_is_filled(visit):
    page = visit.sign_in("qa_lead")
    held = []
    page.route("**/static/htmx.min.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright asks how many it takes
    page.goto("/verdicts", wait_until="commit")
    visit.click(".priority summary")
    expect(page.locator("details.priority").first).to_have_attribute("open", "")
    assert page.locator(".clip").count() == 0
    held[0].continue_()
    expect(page.locator(".clip").first).to_be_visible()


def test_a_broken_import_shows_its_rows(visit):
    page = visit.sign_in("qa_lead")
    page.goto("/imports")
    lines = b'{"id": "b-1", "channel": "fax", "turns": []}\n{"id": "b-2", "channel": "chat", "turns": []}\n{oops\n'
    page.get_by_label("File").set_input_files({"name": "b.jsonl", "mimeType": "application/json", "buffer": lines})
    page.get_by_role("button", name="Import").click()
    rows = page.locator("table.errors tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("b-1")
    expect(rows.nth(0)).to_contain_text("channel")
    expect(rows.nth(1)).to_contain_text("not JSON")


def test_a_blind_review_and_what_follows(visit):
    page = visit.sign_in("qa_lead")
    page.goto("/reviews")
    page.locator("summary", has_text="Draw a sample").click()
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_role("button", name="Read the next contact").click()
    expect(page.locator("mark")).to_have_count(0)
    page.locator("fieldset", has_text="empathy").get_by_label("half").check()
    page.get_by_role("button", name="Put the review in").click()
    expect(page.get_by_text("What people say stands")).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()


def test_an_agent_appeals_and_a_lead_decides(visit, centre):
    page = visit.sign_in("agent")
    expect(page).to_have_url(f"{centre.address}/agents/ag-1")
    page.goto(f"/interactions/{centre.ids['ag-1-0']}")
    judged = page.locator(
        "article.behaviour", has=page.get_by_role("heading", name=re.compile("^Empathy", re.IGNORECASE))
    )
    judged.locator("summary").click()
    judged.locator("textarea").fill("It was said before the recording began.")
    judged.get_by_role("button").click()
    expect(page.get_by_text("It was said before the recording began.")).to_be_visible()
    visit.sign_in("qa_lead")
    page.goto("/appeals")
    appeal = page.locator("article", has_text="ag-1-0")
    appeal.locator("textarea").fill("The recording shows it.")
    appeal.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("The recording shows it.")).to_be_visible()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_reads_its_own_way(visit, code):
    page = visit.sign_in()
    page.goto(f"/verdicts?lang={code}")
    assert page.locator("html").get_attribute("lang") == code
    assert page.locator("html").get_attribute("dir") == ("rtl" if code == "ar" else "ltr")
    brand, menu = page.locator(".brand").bounding_box(), page.locator(".who").bounding_box()
    assert brand is not None
    assert menu is not None
    assert (brand["x"] > menu["x"]) == (code == "ar")
    assert not overflows(page)


@pytest.mark.parametrize(("width", "scheme", "code"), [(1280, "light", "en"), (390, "dark", "ar")])
def test_nothing_serious_keeps_anybody_out(chromium, centre, width, scheme, code):
    from tests.browser.conftest import Visit

    visit = Visit(chromium, centre, viewport={"width": width, "height": 800}, color_scheme=scheme, locale=code)
    page, found, wide = visit.page, [], []
    page.goto("/")
    found += serious(page)
    visit.sign_in()
    for path in (*PATHS, f"/interactions/{centre.ids['ag-1-1']}", "/agents/nobody"):
        page.goto(path)
        found += serious(page)
        wide += [path] if overflows(page) else []
    page.goto("/verdicts")
    page.locator(".priority summary").first.click()
    expect(page.locator(".opened .clip").first).to_be_visible()
    found += serious(page)
    page.goto("/centre?behaviour=empathy")
    expect(page.locator("#segment-generation ~ div table")).to_be_visible()
    found += serious(page)
    page.goto(f"/interactions/{centre.ids['ag-5-39']}")
    expect(page.locator("form[action$='/retry']")).to_be_visible()
    found += serious(page)
    wide += ["centre, failed"] if overflows(page) else []
    for path in ("/reviews", "/audit"):
        page.goto(f"{path}?from=2026-03-01&until=2100-01-01")
        found += serious(page)
    visit.context.close()
    assert found == []
    assert wide == []
    assert visit.left == []


def test_on_a_phone_the_open_page_stands_in_the_navigation(chromium, centre):
    from tests.browser.conftest import Visit

    visit = Visit(chromium, centre, viewport={"width": 390, "height": 800}, locale="en-GB")
    page = visit.sign_in()
    for path in ("/", "/reviews", "/audit"):
        page.goto(path)
        expect(page.locator(".side [aria-current]")).to_be_in_viewport()
    visit.context.close()


def test_what_failed_is_tried_again(visit, centre):
    page = visit.sign_in("qa_lead")
    page.goto("/interactions?state=failed")
    page.get_by_role("button", name="Try again ag-5-39").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{centre.address}/interactions/{centre.ids['ag-5-39']}")
    expect(page.locator(".state")).to_have_text("to be scored")
    page.goto("/interactions?state=failed")
    expect(page.get_by_role("button", name="Try again ag-5-39")).to_have_count(0)


def test_the_pages_work_by_keyboard(visit):
    page = visit.sign_in()
    page.goto("/verdicts")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator(".priority summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".opened .clip").first).to_be_visible()
