"""Can everybody read the public pages: dark, large, without scripts, by ear, at a terminal, offline?"""

import pytest

from tests.browser.city import found_city
from yiwang.subsystems.portal.tests.makers import make_published, make_site

pytestmark = pytest.mark.django_db(transaction=True)
MODES = [("dark.normal.normal", 360), ("light.elder.high", 768)]
# Stands in for the voices of a machine: says nothing, remembers what it was given.
VOICE = """
window.spoken = [];
const voices = [{ lang: "zh-CN", name: "voice" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  paused: false, getVoices: () => voices, cancel() {},
  speak(said) { window.spoken.push(said.text); setTimeout(() => said.onend && said.onend(), 5); },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
MUTE = VOICE.replace('[{ lang: "zh-CN", name: "voice" }]', "[]")


@pytest.fixture
def opened(browser, live_server):
    """A window of a reader; every fault that its pages report fails the test."""
    contexts, faults = [], []

    def open_window(choice: str = "-", width: int = 1280, **options):
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": 900}, **options
        )
        context.set_default_timeout(15_000)
        if choice != "-":
            context.add_cookies([{"name": "reading", "value": choice, "url": live_server.url}])
        page = context.new_page()
        page.under_way = set()
        page.on("pageerror", lambda error: faults.append(str(error)))
        contexts.append(context)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not faults, faults


def style(page, selector: str, name: str) -> str:
    return page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name])


def until(page, expression: str) -> None:
    """Wait until it is true; asked from outside, for the pages forbid what Playwright waits with."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(expression)


def test_public_pages_are_right_however_they_are_read(opened, accessible):
    city = found_city()
    for choice, width in MODES:
        assert not faults_of_pages(opened(choice, width, service_workers="block"), accessible, city)


def faults_of_pages(page, accessible, city) -> list[str]:
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if "//" in request.url else None)
    faults = []
    for path in (
        "/",
        city.column.address,
        f"/a/{city.published.publication_id}/",
        "/nowhere/",
        "/subscriptions/",
        "/preferences/",
        "/kiosk/",
    ):
        page.goto(path)
        faults += accessible(page, path)
    assert len(hosts) == 1
    return faults


def test_without_scripts_the_choice_is_kept_and_in_force(opened):
    make_site()
    page = opened(java_script_enabled=False)
    page.goto("/sitemap/")
    page.get_by_role("link", name="阅读辅助").first.click()
    page.get_by_label("深色").check()
    page.get_by_label("长者模式").check()
    page.get_by_role("button", name="保存并返回").click()
    assert page.url.endswith("/sitemap/")
    assert page.get_by_role("button", name="朗读").count() == 0
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    assert cookies["reading"] == "dark.elder.normal"
    sheet = page.context.request.get("/preferences/reading.css").text()
    assert "reading_dark" in sheet
    assert "reading_elder" in sheet


def test_a_button_turns_the_mode_for_elderly_people_on_and_it_stays(opened):
    make_site()
    page = opened()
    page.goto("/")
    button = page.get_by_role("button", name="长者模式")
    assert style(page, "html", "fontSize") == "16px"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert style(page, "html", "fontSize") == "24px"
    assert page.locator("html").get_attribute("data-contrast") == "high"
    page.get_by_role("button", name="深色").click()
    assert style(page, "body", "backgroundColor") == "rgb(0, 0, 0)"
    page.get_by_role("button", name="长者模式").click()
    assert style(page, "html", "fontSize") == "16px"


def test_who_prefers_dark_gets_dark(opened):
    make_site()
    page = opened(color_scheme="dark")
    page.goto("/")
    assert style(page, "body", "backgroundColor") == "rgb(18, 24, 31)"
    page.emulate_media(media="print")
    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"


def test_an_article_is_read_aloud_sentence_by_sentence(opened):
    number = make_published(title="大桥通车", body="<p>今天通车。车辆有序。</p>").publication_id
    page = opened()
    page.add_init_script(VOICE)
    page.goto(f"/a/{number}/")
    page.get_by_role("button", name="朗读").click()
    until(page, "window.spoken.includes('车辆有序。')")
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == "大桥通车"
    assert spoken.index("今天通车。") < spoken.index("车辆有序。")
    page.locator("[data-speech=bar]").wait_for(state="hidden")


def test_without_a_chinese_voice_the_button_says_so(opened, accessible):
    make_site()
    page = opened()
    page.add_init_script(MUTE)
    page.goto("/sitemap/")
    page.get_by_role("button", name="朗读").click()
    assert "没有可用的中文语音" in page.locator("[data-speech=state]").inner_text()
    assert not accessible(page, "aloud")
    page.get_by_role("button", name="停止朗读").click()
    assert page.locator("[data-speech=bar]").is_hidden()


def test_a_terminal_goes_home_by_itself_and_leads_nowhere_else(opened):
    make_site()
    page = opened(service_workers="block")
    page.clock.install()
    page.goto("/kiosk/")
    page.goto("/preferences/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=\"https://other.example/\">外</a>')"
    )
    page.get_by_role("link", name="外", exact=True).click()
    assert "不能打开其他网站" in page.locator("[data-kiosk-state]").inner_text()
    page.clock.run_for(75_000)
    assert "秒后返回首页" in page.locator("[data-kiosk-state]").inner_text()
    page.clock.run_for(30_000)
    page.wait_for_url("**/kiosk/?ended=1")


def test_what_was_opened_is_read_without_a_network_and_nothing_personal_is_kept(opened):
    number = make_published(title="大桥通车").publication_id
    page = opened()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.register('/service-worker.js').then(() => 0)")
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto(f"/a/{number}/")
    page.goto("/subscriptions/")
    page.goto("/track/")
    page.context.set_offline(True)
    page.goto(f"/a/{number}/")
    assert page.get_by_role("heading", name="大桥通车").is_visible()
    page.goto("/track/")
    assert page.get_by_role("heading", name="现在没有网络").is_visible()
    kept = page.evaluate(
        "caches.keys().then(all => Promise.all(all.map(one => caches.open(one).then(c => c.keys()))))"
        ".then(all => all.flat().map(one => new URL(one.url).pathname))"
    )
    pages = {path for path in kept if not path.startswith("/static/")}
    assert pages <= {"/", "/offline/", f"/a/{number}/"}
