"""Are the pages of requests for disclosure accessible, as wide as the window, and free of script errors?"""

from types import SimpleNamespace

import pytest

from tests.browser.test_pages import look, seated
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations.tests.makers import make_post, make_root
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import consulting, correcting
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.tests import makers
from yiwang.subsystems.portal.tests.makers import make_site

OFFICE = "/office/disclosure/"


@pytest.fixture
def asked(transactional_db) -> SimpleNamespace:
    """A bureau with a new request, one that others are asked about, one that was answered; another bureau."""
    make_site()
    day = shifted(today(), days=-1)  # today's office hours may still be to come
    bureau, other = makers.make_bureau(), makers.make_bureau(name="市生态环境局")
    new = makers.make_request(bureau, title="东湖湿地保护范围调整论证材料")
    running = makers.accepted(bureau, day, title="跨湖大桥西延线勘测成果目录")
    ends = makers.answered(bureau, makers.accepted(bureau, day))
    corrected = makers.visited(bureau, day, title="老城区项目材料")
    until = shifted(today(), days=30)
    makers.done(correcting.ask, by(bureau.clerk), corrected.pk, "请写明项目名称", until)
    question = Question(rules.ORGAN, "联合编制的成果，是否同意公开？", unit=other.unit)
    consultation = makers.done(consulting.ask, by(bureau.clerk), running.pk, question)
    return SimpleNamespace(
        bureau=bureau, other=other, new=new, running=running, ends=ends, consultation=consultation.pk
    )


@pytest.mark.tolerates("status of 422")
def test_residents_read_the_guide_ask_and_are_told_what_is_wrong(page, asked, accessible):
    page.goto("/open/requests/")
    look(page, "disclosure-guide")
    faults = accessible(page, "guide")
    page.get_by_role("link", name="向市自然资源局申请").click()
    look(page, "disclosure-form")
    faults += accessible(page, "form")
    page.get_by_label("所需信息名称").fill("青山路改造工程批复")
    page.get_by_role("button", name="提交申请").click()
    look(page, "disclosure-form-refused")
    faults += accessible(page, "refused")
    assert page.get_by_label("所需信息名称").input_value() == "青山路改造工程批复"
    page.get_by_label("内容描述").fill("2025年青山路改造工程的可行性研究报告批复。")
    page.get_by_label("姓名（单位申请的填联系人）").fill("赵小明")
    page.get_by_label("证件号码").fill(makers.IDENTITY)
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/track/receipt/")
    page.goto("/track/progress/")
    look(page, "disclosure-progress")
    faults += accessible(page, "progress")
    assert not faults, "\n".join(faults)


def test_officials_work_on_their_pages(page, asked, accessible):
    faults = []
    seated(page, asked.bureau.clerk)
    for name, address in {
        "list": OFFICE,
        "new": f"{OFFICE}{asked.new.pk}/",
        "running": f"{OFFICE}{asked.running.pk}/",
        "ended": f"{OFFICE}{asked.ends.pk}/",
        "enter": f"{OFFICE}enter/",
        "report": f"{OFFICE}report/",
    }.items():
        page.goto(address)
        look(page, f"disclosure-{name}")
        faults += accessible(page, name)
    seated(page, asked.other.clerk)
    for name, address in {
        "consultations": f"{OFFICE}consultations/",
        "consultation": f"{OFFICE}consultations/{asked.consultation}/",
    }.items():
        page.goto(address)
        look(page, f"disclosure-{name}")
        faults += accessible(page, name)
    seated(page, make_post(unit=make_root(), roles=[rules.OVERSEER], **makers.SINCE))
    for name, address in {"desks": f"{OFFICE}desks/", "desk": f"{OFFICE}desks/new/"}.items():
        page.goto(address)
        look(page, f"disclosure-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)
