"""Is a service found, applied for, signed and followed in a real browser, by everybody?"""

import re

import pytest
from django.core.cache import cache

from tests.browser.test_pages import look, seated
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.approvals.hall.models import Draft
from yiwang.subsystems.approvals.hall.tests.makers import SHEET, guide_of, make_implementation
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.tests.makers import make_draft, make_editor
from yiwang.subsystems.approvals.sheets.reading import read
from yiwang.subsystems.approvals.sheets.tests.makers import IDENTITY
from yiwang.subsystems.portal.tests.makers import make_site

pytestmark = pytest.mark.tolerates("status of 422", "status of 409", "status of 410")


@pytest.fixture
def guide(transactional_db):
    cache.clear()
    make_site()
    return guide_of(make_implementation())


def write_party(page) -> None:
    page.get_by_label("自然人").check()
    page.get_by_label("姓名或者单位名称").fill("张小明")
    page.get_by_label("证件号码", exact=True).fill(IDENTITY)
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_label("窗口领取").check()


def write_sheet(page) -> None:
    page.get_by_label("店铺名称").fill("云门小馆")
    page.get_by_label("单店").check()


def go_on(page) -> None:
    page.get_by_role("button", name="下一步").last.click()
    page.wait_for_load_state()


def attach(page) -> None:
    file = {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    page.locator("input[type=file]").first.set_input_files(file)


def draw(page) -> None:
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 30 + step * 9, box["y"] + 20 + step % 4 * 12)
    page.mouse.up()


def test_a_service_is_found_applied_for_signed_and_followed(page, guide, accessible):
    faults = []

    def seen(name: str) -> None:
        look(page, f"hall-{name}")
        faults.extend(accessible(page, name))

    page.goto("/services/")
    seen("home")
    page.get_by_label("想办什么事").fill("小吃店")
    page.get_by_role("button", name="查找").click()
    seen("found")
    page.get_by_role("link", name=guide.name, exact=True).click()
    seen("guide")
    page.locator(".guide-head").get_by_role("link", name="在线申请").click()
    seen("party")
    go_on(page)
    assert page.evaluate("document.activeElement.id") == "fault-summary"
    seen("party-refused")
    page.get_by_role("link", name="证件号码").click()
    assert page.evaluate("document.activeElement.name") == "identifier"
    write_party(page)
    go_on(page)
    seen("sheet")
    write_sheet(page)
    page.get_by_role("button", name="增加一行").click()
    page.get_by_label("姓名").fill("李四")
    seen("sheet-row")
    go_on(page)
    attach(page)
    page.get_by_role("button", name="上传食品经营许可申请书").click()
    seen("materials")
    go_on(page)
    seen("review")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_label("签名", exact=True).fill("张小明")
    draw(page)
    seen("signed")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_role("heading", name="已收到您的").wait_for()
    seen("receipt")
    page.goto("/track/progress/")
    seen("progress")
    assert page.get_by_role("img", name="手写签名").count() == 1
    assert Submission.objects.get().data["answers"]["staff"] == [{"name": "李四"}]
    assert not faults, "\n".join(faults)


def test_a_draft_saved_here_goes_on_there(page, guide, accessible):
    page.goto(f"/services/{guide.code}/apply/")
    write_party(page)
    page.get_by_role("button", name="保存草稿").click()
    look(page, "hall-saved")
    noted = page.locator(".receipt-codes").inner_text()
    number, code = re.findall(r"CG\d+|\w{4}-\w{4}-\w{4}", noted)
    faults = accessible(page, "saved")
    page.get_by_role("button", name="从这台电脑上退出").click()
    page.goto(f"/services/{guide.code}/apply/review/")
    faults += accessible(page, "no-draft")
    page.get_by_role("link", name="凭编号继续填写").click()
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    faults += accessible(page, "resume")
    page.get_by_role("button", name="继续填写").click()
    page.wait_for_load_state()
    assert page.get_by_label("姓名或者单位名称").input_value() == "张小明"
    assert not faults, "\n".join(faults)


def test_it_is_done_by_keyboard_alone(page, guide):
    page.goto(f"/services/{guide.code}/apply/")
    page.get_by_label("自然人").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("张小明")
    page.get_by_label("证件号码", exact=True).focus()
    page.keyboard.type(IDENTITY)
    page.get_by_label("联系电话").focus()
    page.keyboard.type("13812345678")
    page.get_by_label("窗口领取").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/form/")
    page.get_by_label("店铺名称").focus()
    page.keyboard.type("云门小馆")
    page.get_by_label("单店").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/materials/")
    attach(page)
    page.get_by_role("button", name="下一步").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    page.get_by_label("我已阅读并同意").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("张小明")
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/receipt/")
    assert '"typed"' in Submission.objects.get().data["signature"]["value"]


def test_it_is_done_without_scripts(browser, live_server, guide):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.goto(f"/services/{guide.code}/apply/")
    write_party(page)
    go_on(page)
    write_sheet(page)
    page.get_by_role("button", name="增加一行").click()
    page.get_by_role("button", name="删去第 1 行").click()
    go_on(page)
    attach(page)
    go_on(page)
    assert not page.locator("canvas").is_visible()
    page.get_by_label("我已阅读并同意").check()
    page.get_by_label("签名", exact=True).fill("张小明")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_role("heading", name="已收到您的").wait_for()
    context.close()
    assert Submission.objects.count() == 1


def test_letters_four_times_as_large_still_fit(browser, live_server, guide):
    """WCAG 2.1, 1.4.10: 1280 pixels at 400 % are 320."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url)
    page = context.new_page()
    for address in (
        "/services/",
        "/services/items/",
        f"/services/{guide.code}/",
        f"/services/{guide.code}/apply/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address
    context.close()
    assert not Draft.objects.exists()


def test_an_editor_designs_a_form(page, transactional_db, accessible):
    make_site()
    editor = make_editor()
    edition = make_draft(editor.unit, sheet=SHEET)
    seated(page, editor)
    page.goto(f"/office/items/editions/{edition.pk}/sheet/")
    look(page, "designer")
    faults = accessible(page, "designer")
    adding = page.get_by_role("form", name="添加填写项")
    adding.get_by_label("名称").fill("经营面积")
    adding.get_by_label("类型").select_option(label="数字（可带小数）")
    adding.get_by_role("button", name="添加填写项").click()
    page.get_by_label("计量单位").fill("平方米")
    page.get_by_label("必填").check()
    look(page, "designer-field")
    faults += accessible(page, "designer-field")
    page.get_by_role("region", name="修改填写项").get_by_role("button", name="保存").click()
    page.get_by_role("button", name="上移经营面积").click()
    page.wait_for_load_state()
    fields = read(Edition.objects.get(pk=edition.pk).document["sheet"]).fields
    assert [field.title for field in fields][-2:] == ["经营面积", "从业人员"]
    assert next(field for field in fields if field.title == "经营面积").label == "经营面积（平方米）"
    assert not faults, "\n".join(faults)


def test_a_field_is_dragged_to_its_place(page, transactional_db):
    if page.size == "phone":
        pytest.skip("a finger uses the buttons")
    make_site()
    editor = make_editor()
    edition = make_draft(editor.unit, sheet=SHEET)
    seated(page, editor)
    page.goto(f"/office/items/editions/{edition.pk}/sheet/")
    with page.expect_navigation():
        page.locator("#field-owner .designer-handle").first.drag_to(
            page.locator("#field-shop"), target_position={"x": 20, "y": 4}
        )
    fields = read(Edition.objects.get(pk=edition.pk).document["sheet"]).fields
    assert [field.key for field in fields] == ["owner", "shop", "form", "staff"]
