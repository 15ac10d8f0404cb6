"""Does an article travel from its author to the public, through three pairs of hands, in a real browser?"""

from django.urls import reverse

from tests.browser.city import found_city
from tests.browser.test_pages import seated
from yiwang.kernel.organizations.tests.makers import PASSWORD

TITLE = "云泽市博物馆周末延时开放"
TEXT = "自下周起，市博物馆每周五、周六延时开放至晚上九时。"


def sign_in(page, post) -> None:
    page.goto(reverse("workbench:home"))
    page.get_by_label("账号").fill(post.person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/office/")


def sign_out(page) -> None:
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")


def write(page) -> None:
    page.goto(reverse("portal:article_new"))
    page.get_by_label("标题", exact=True).fill(TITLE)
    page.get_by_label("栏目").select_option(label="　云泽要闻")
    page.get_by_label("来源").fill("云泽市博物馆")
    page.get_by_label("关键词").fill("博物馆 延时开放")
    editor = page.locator(".ProseMirror")
    editor.click()
    editor.press_sequentially(TEXT)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", level=1, name=TITLE).wait_for()


def step(page, post, link: str, button: str) -> None:
    """What the next person does with the article, starting from their to-dos."""
    sign_in(page, post)
    page.get_by_role("link", name=link).first.click()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()
    sign_out(page)


def test_an_article_reaches_the_public_and_the_record_through_three_pairs_of_hands(page, transactional_db):
    city = found_city()
    sign_in(page, city.author)
    write(page)
    page.get_by_role("button", name="送审", exact=True).click()
    page.wait_for_load_state()
    sign_out(page)
    step(page, city.reviewer, TITLE, "审核通过")
    step(page, city.publisher, TITLE, "签发")

    page.goto("/search/?q=延时开放")
    page.get_by_role("link", name=TITLE).click()
    assert TEXT in page.get_by_role("main").inner_text()
    assert page.locator("meta[name=ContentSource]").get_attribute("content") == "云泽市博物馆"

    seated(page, city.audit)
    page.goto(reverse("workbench:audit") + "?text=博物馆")
    record = page.get_by_role("region", name="审计记录列表").inner_text()
    for person in (city.author, city.reviewer, city.publisher):
        assert person.person.name in record
