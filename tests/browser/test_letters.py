"""Does a letter travel from its writer through the workbench and back, in a real browser?"""

import re

import pytest

from tests.browser.test_intake import track
from tests.browser.test_pages import look, seated
from yiwang.kernel.cases.tests.makers import by
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import reply_templates
from yiwang.subsystems.participation.letters.actions.reply_templates import TemplateFacts
from yiwang.subsystems.participation.letters.mail import limits
from yiwang.subsystems.participation.letters.mail.tests.makers import (
    fetch,
    make_channel,
    make_folder,
    make_mail,
    post,
)
from yiwang.subsystems.participation.letters.models import Letter, ReplyTemplate
from yiwang.subsystems.participation.letters.tests.makers import GROUND, TEXT, TITLE, Hall, make_hall
from yiwang.subsystems.portal.tests.makers import make_site

WORDS = "尊敬的{称呼}：您反映的青山路路灯问题（{编号}）收悉。经核实，中段线路故障，已于{修复日期}修复。"


@pytest.fixture
def hall(transactional_db) -> Hall:
    make_site()
    made = make_hall()
    reply_templates.make(by(made.reviewer), made.bureau, TemplateFacts("路灯报修", WORDS))
    return made


def written(page, accessible, faults: list[str]) -> tuple[str, str]:
    """Number and code."""
    page.goto("/letters/")
    look(page, "letters-overview")
    faults += accessible(page, "overview")
    page.get_by_role("link", name="写信：市长信箱").click()
    page.get_by_label("咨询", exact=True).check()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("内容").fill(TEXT)
    page.get_by_label("同意隐去个人信息后公开来信和答复").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("请选择实名还是匿名").wait_for()
    look(page, "letters-write-refused")
    faults += accessible(page, "write-refused")
    assert page.get_by_label("内容").input_value() == TEXT
    page.get_by_label("实名（便于联系您、回访您）").check()
    page.get_by_label("姓名").fill("赵小明")
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("heading", name="已收到您的").wait_for()
    faults += accessible(page, "receipt")
    number, code = re.findall(r"XJ\d+|\w{4}-\w{4}-\w{4}", page.locator(".receipt-codes").inner_text())
    page.get_by_role("button", name="从这台电脑上清除").click()
    return number, code


def step(page, name: str):
    """The form of a deed, opened."""
    page.locator("summary", has_text=re.compile(f"^{name}$")).click()
    return page.locator("details.step[open]", has=page.locator("summary", has_text=name))


def handled(page, hall: Hall, accessible, faults: list[str]) -> None:
    """Accepted and assigned by the desk, drafted by a clerk, sent by a second person."""
    address = f"/office/letters/{Letter.objects.get().pk}/"
    seated(page, hall.manager)
    page.goto("/office/letters/")
    look(page, "letters-list")
    faults += accessible(page, "list")
    page.goto(address)
    faults += accessible(page, "letter")
    step(page, "受理").get_by_role("button", name="确定").click()
    page.get_by_text("已受理，来信人能看到").wait_for()
    form = step(page, "分办")
    form.get_by_label("主办单位").fill("市城市管理局")
    form.get_by_role("button", name="确定").click()
    page.get_by_text("已分办给").wait_for()

    seated(page, hall.clerk)
    page.goto(address)
    page.get_by_role("button", name="签收").click()
    page.get_by_text("已签收").wait_for()
    form = step(page, "起草答复")
    form.get_by_label("答复内容").fill("写到一半的话。")
    form.get_by_label("办理依据").fill(GROUND)
    form.get_by_label("已解决", exact=True).check()
    form.get_by_role("button", name="路灯报修").click()
    form = page.locator("details.step[open]")
    form.wait_for()
    look(page, "letters-reply-template")
    faults += accessible(page, "reply-template")
    text = form.get_by_label("答复内容").input_value()
    assert text.startswith("写到一半的话。\n\n尊敬的赵先生/女士：")
    assert form.get_by_label("办理依据").input_value() == GROUND
    assert form.get_by_label("已解决", exact=True).is_checked()
    form.get_by_role("button", name="确定").click()
    page.get_by_text("答复中还有内容没有填写：{修复日期}").first.wait_for()
    look(page, "letters-reply-blank")
    form.get_by_label("答复内容").fill(text.replace("写到一半的话。\n\n", "").replace("{修复日期}", "昨日"))
    form.get_by_role("button", name="再次提交").click()
    page.get_by_text("答复已报送").wait_for()

    seated(page, hall.reviewer)
    page.goto(address)
    step(page, "审核通过并发出").get_by_role("button", name="确定").click()
    page.get_by_text("答复已发给来信人").wait_for()
    look(page, "letters-sent")
    faults += accessible(page, "sent")


@pytest.mark.tolerates("status of 422")
def test_a_letter_is_written_handled_answered_read_and_rated(page, hall, accessible):
    faults: list[str] = []
    number, code = written(page, accessible, faults)
    handled(page, hall, accessible, faults)
    track(page, number, code)
    page.get_by_text("中段线路故障").wait_for()
    look(page, "letters-progress")
    faults += accessible(page, "progress")
    page.get_by_label("非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("您的评价：非常满意").wait_for()
    assert Letter.objects.get().case.rating == rules.LEVELS[5]
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 422")
def test_reply_templates_are_kept_on_pages_for_everybody(page, hall, accessible):
    faults: list[str] = []
    seated(page, hall.manager)
    page.goto("/office/letters/templates/new/")
    page.get_by_label("全市各单位").check()
    page.get_by_label("模板名称").fill("通用结尾")
    page.get_by_label("模板内容").fill("感谢{称呼的来信。")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("没有成对").wait_for()
    look(page, "letters-template-refused")
    faults += accessible(page, "template-refused")
    page.get_by_label("模板内容").fill("感谢{称呼}的来信。")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("模板已保存").wait_for()
    look(page, "letters-templates")
    faults += accessible(page, "templates")
    assert ReplyTemplate.objects.filter(unit=None, name="通用结尾").exists()
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 422")
def test_a_mail_that_belongs_to_nobody_is_claimed(page, hall, accessible, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "OF_SENDER_AN_HOUR", 0)
    folder = make_folder(tmp_path / "maildir")
    post(folder, make_mail())
    fetch(make_channel(folder))
    faults: list[str] = []
    seated(page, hall.manager)
    page.goto("/office/letters/mail/")
    look(page, "letters-mail-list")
    faults += accessible(page, "mails")
    page.get_by_role("region", name="邮件列表").get_by_role("link").click()
    step(page, "丢弃").get_by_role("button", name="确定").click()
    page.get_by_text("请填写丢弃的理由").wait_for()
    look(page, "letters-mail")
    faults += accessible(page, "mail")
    step(page, "作为新的来信").get_by_role("button", name="确定").click()
    page.get_by_text("已作为新的来信").wait_for()
    assert Letter.objects.get().title == TITLE
    assert not faults, "\n".join(faults)
