"""Does a fault that somebody finds travel to the workbench and its answer back, in a real browser?"""

import re

import pytest

from tests.browser.test_pages import look, seated
from yiwang.kernel.organizations.tests.makers import make_post, make_root
from yiwang.subsystems.portal.models import Correction
from yiwang.subsystems.portal.tests.makers import PNG, make_site


def step_of(page, name: str, button: str, words: str) -> None:
    page.locator("summary", has_text=name).click()
    step = page.locator("details[open]")
    step.get_by_label("对网民的说明").fill(words)
    step.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def handed_in(page, accessible) -> tuple[str, str, list[str]]:
    """Number and code of the receipt, and what is wrong with the pages on the way."""
    faults = []
    page.goto("/sitemap/")
    page.get_by_role("link", name="我为政府网站找错").click()
    assert page.get_by_label("有错的网页").input_value() == "/sitemap/"
    faults += accessible(page, "form")
    page.get_by_label("问题描述").fill("“即使”应为“及时”。")
    page.get_by_label("联系电话").fill("123")
    page.get_by_role("button", name="提交", exact=True).click()
    look(page, "corrections-refused")
    faults += accessible(page, "form-refused")
    assert page.get_by_label("问题描述").input_value() == "“即使”应为“及时”。"
    page.get_by_label("错别字").check()
    page.get_by_label("联系电话").fill("13812345678")
    picture = {"name": "截图.png", "mimeType": "image/png", "buffer": PNG}
    page.get_by_label("截图").set_input_files(picture)
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("heading", name="已收到您的网站纠错").wait_for()
    look(page, "receipt")
    faults += accessible(page, "receipt")
    receipt = page.locator(".receipt-codes").inner_text()
    number, code = re.findall(r"JC\d+|\w{4}-\w{4}-\w{4}", receipt)
    page.get_by_role("button", name="从这台电脑上清除").click()
    return number, code, faults


def track(page, number: str, code: str) -> None:
    page.goto("/track/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()


@pytest.mark.tolerates("status of 422")
def test_a_fault_is_handed_in_asked_about_answered_and_rated(page, transactional_db, accessible):
    make_site()
    corrector = make_post(unit=make_root(), roles=["portal_corrector"])
    number, code, faults = handed_in(page, accessible)

    seated(page, corrector)
    page.goto("/office/corrections/")
    look(page, "corrections-list")
    faults += accessible(page, "list")
    page.get_by_role("region", name="纠错列表").get_by_role("link").click()
    look(page, "correction")
    faults += accessible(page, "correction")
    page.get_by_role("button", name="受理").click()
    step_of(page, "要求补充", "确认要求补充", "是正文还是附件？")

    track(page, number, "0000-0000-0000")
    faults += accessible(page, "track-refused")
    assert "编号或者查询码不对" in page.get_by_role("main").inner_text()
    track(page, number, code)
    look(page, "progress-asked")
    faults += accessible(page, "progress-asked")
    page.get_by_label("补充说明").fill("是正文第二段。")
    page.get_by_role("button", name="提交补充").click()
    assert "您已补充" in page.get_by_role("main").inner_text()

    page.goto(f"/office/corrections/{Correction.objects.get().pk}/")
    assert "是正文第二段。" in page.get_by_role("main").inner_text()
    step_of(page, "答复", "确认答复", "已经更正，谢谢您。")

    page.goto("/track/progress/")
    faults += accessible(page, "progress-answered")
    assert "已经更正，谢谢您。" in page.get_by_role("main").inner_text()
    page.get_by_label("非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    assert "您的评价：非常满意" in page.get_by_role("main").inner_text()
    look(page, "progress-rated")
    assert Correction.objects.get().stars == 5
    assert not faults, "\n".join(faults)


def test_the_form_is_filled_in_and_sent_by_keyboard_alone(page, transactional_db):
    make_site()
    page.goto("/corrections/?page=/c/news/")
    page.get_by_label("有错的网页").focus()
    visited = []
    for _ in range(7):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
    assert visited == [
        "fault",
        "text",
        "screenshot",
        "contact_name",
        "contact_phone",
        "contact_email",
        "提交",
    ]
    page.get_by_label("错别字").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("“即使”应为“及时”。")
    page.get_by_role("button", name="提交", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已收到您的网站纠错").wait_for()
