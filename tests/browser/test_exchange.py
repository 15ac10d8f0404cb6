"""Does a document travel from one unit's clerk to many others and back, in a real browser?

With YIWANG_PICTURES=<folder> each page is also saved as a picture to be looked at.
"""

import pytest

from tests.browser.test_pages import look, seated
from yiwang.kernel.exchange.actions import recalling
from yiwang.kernel.exchange.actions.groups import Line, make_group
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.organizations.tests.makers import actor, make_root, make_unit

EXCHANGE = "/office/exchange/"
SUBJECT = "关于开展岁末年初安全检查的通知"


@pytest.fixture
def office(transactional_db):
    """The clerk of the general office, units to write to, one of them with a clerk and full of mail."""
    clerk = make_clerk(unit=make_unit(name="云泽市人民政府办公室", document_mark="云政办"))
    clerk.roles = [*clerk.roles, "exchange_manager"]
    clerk.save()
    for name in ("云泽市教育局", "云泽市财政局", "云泽市水利局"):
        make_unit(name=name)
    make_group(actor(clerk), None, "市政府各部门", [Line(make_root(), "children", ("department",))])
    return clerk


def write(page) -> None:
    page.goto(f"{EXCHANGE}write/?kind=document")
    page.get_by_label("标题", exact=True).fill(SUBJECT)
    page.locator("#main-search").press_sequentially("教育")
    page.get_by_role("button", name="加入", exact=True).first.click()
    page.get_by_role("button", name="移除云泽市教育局").wait_for()
    page.locator("#main-pasted").fill("云泽市财政局\n没有这个局")
    page.get_by_label("正文").fill("请各单位按要求开展检查。")
    page.set_input_files(
        "#new-files", {"name": "正文.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    )


@pytest.mark.tolerates("status of 422")
def test_a_document_is_written_sent_signed_for_and_urged(page, office, accessible):
    seated(page, office)
    write(page)
    page.get_by_role("button", name="下一步：核对收件单位").click()
    page.get_by_text("没有找到“没有这个局”").wait_for()
    look(page, "exchange-write-refused")
    assert not accessible(page, "write refused")
    page.locator("#main-pasted").fill("")
    page.get_by_role("button", name="下一步：核对收件单位").click()
    page.get_by_role("heading", level=1, name="将发送给 2 个单位").wait_for()
    assert not accessible(page, "confirm")
    look(page, "exchange-confirm")
    page.get_by_role("button", name="发送", exact=True).click()
    page.get_by_text("已发送给 2 个单位").wait_for()
    assert Envelope.objects.get().attachments.get().name == "正文.pdf"

    delivery = Delivery.objects.get(name="云泽市教育局")
    seated(page, make_clerk(unit=delivery.unit))
    page.goto(EXCHANGE)
    page.get_by_role("checkbox", name="全选本页").check()
    page.get_by_role("button", name="签收所选（1 件）").click()
    page.get_by_text("已签收 1 件").wait_for()

    seated(page, office)
    page.goto(f"{EXCHANGE}sent/")
    page.get_by_role("link", name="未签收 1").click()
    page.get_by_role("link", name="云泽市财政局").wait_for()
    page.get_by_role("button", name="催收全部未签收（1）").click()
    page.get_by_text("已催收 1 个单位").wait_for()


@pytest.fixture
def mail(office):
    """Everything that a page can show: new, urged, withdrawn, answered, many recipients."""
    sender = make_clerk(unit=make_unit(name="云泽市司法局"))
    arrivals = [
        make_arrival(office, sender, subject=f"第{number}号通知", urgency=urgency)
        for number, urgency in enumerate(("normal", "urgent", "most_urgent"))
    ]
    recalling.urge(actor(sender), side(sender), arrivals[0].envelope)
    recalling.withdraw(actor(sender), side(sender), arrivals[1].envelope, "正文有误")
    sent = send_from(office, *[make_unit() for _ in range(60)])
    follow_receipts()
    return {"received": arrivals[2].envelope, "withdrawn": arrivals[1].envelope, "sent": sent}


@pytest.mark.tolerates("status of 410", "status of 422")
def test_every_page_of_the_exchange_is_accessible_and_fits(page, office, mail, accessible):
    seated(page, office)
    addresses = {
        "inbox": EXCHANGE,
        "inbox-all": f"{EXCHANGE}?tab=all",
        "inbox-none": f"{EXCHANGE}?tab=all&q=没有",
        "received": mail["received"].address,
        "withdrawn": mail["withdrawn"].address,
        "sent": f"{EXCHANGE}sent/",
        "sent-envelope": f"{mail['sent'].address}?show=unsigned",
        "recipient": f"{mail['sent'].address}r/1/",
        "write": f"{EXCHANGE}write/",
        "write-information": f"{EXCHANGE}write/?kind=information",
        "reply": f"{EXCHANGE}write/?reference={mail['received'].uid}&as=reply",
        "drafts": f"{EXCHANGE}drafts/",
        "groups": f"{EXCHANGE}groups/",
        "group": f"{EXCHANGE}groups/{make_group(actor(office), office.unit, '组', [Line(office.unit)]).pk}/",
        "group-new": f"{EXCHANGE}groups/new/",
        "statistics": f"{EXCHANGE}statistics/",
        "statistics-refused": f"{EXCHANGE}statistics/?period=custom",
    }
    faults = []
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"exchange-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)


def test_the_chart_draws_what_the_table_says_and_breaks_no_policy(page, office, mail):
    seated(page, office)
    page.goto(f"{EXCHANGE}statistics/?period=week")
    canvas = page.locator("[data-chart] canvas")
    canvas.wait_for()
    canvas.hover(position={"x": 120, "y": 120})
    page.get_by_text("逐期数字").click()
    assert page.locator("#trend tbody tr").count() >= 1
