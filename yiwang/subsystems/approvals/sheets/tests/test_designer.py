"""Does an editor design a form with plain pages: add, change, order, remove, preview, compare?"""

import pytest

from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.subsystems.approvals.sheets.reading import read
from yiwang.subsystems.approvals.sheets.tests import keeper
from yiwang.subsystems.approvals.sheets.tests.makers import schema

pytestmark = pytest.mark.django_db
PLACE = "/office/kept/"


@pytest.fixture
def editor(client, settings):
    settings.ROOT_URLCONF = "yiwang.subsystems.approvals.sheets.tests.keeper"
    keeper.KEPT.clear()
    sign_in(client, make_post())
    yield client
    keeper.KEPT.clear()


def form():
    return read(keeper.KEPT["schema"])


def send(client, deed, **said):
    return client.post(PLACE, {"deed": deed, **said})


def test_the_first_field_opens_for_editing_once_it_is_added(editor):
    assert "还没有填写项" in editor.get(PLACE).content.decode()
    response = send(editor, "add", title="店铺名称", kind="text")
    assert response["Location"] == f"{PLACE}?field=field_1"
    page = editor.get(response["Location"]).content.decode()
    assert "修改填写项：店铺名称" in page
    assert "最多字数" in page
    assert "计量单位" not in page


def test_a_field_says_what_its_kind_can_say(editor):
    send(editor, "add", title="经营形式", kind="choice")
    response = send(
        editor, "edit", path="field_1", title="经营形式", kind="choice", is_required="on",
        options="single=单店\n连锁\n\n", key="form", source="",
    )  # fmt: skip
    assert response["Location"] == f"{PLACE}#field-form"
    field = form().fields[0]
    assert [(option.value, option.label) for option in field.options] == [
        ("single", "单店"),
        ("连锁", "连锁"),
    ]
    assert (field.key, field.was, field.is_required) == ("form", ("field_1",), True)


def test_a_field_of_another_kind_opens_again_with_what_that_kind_asks(editor):
    send(editor, "add", title="面积", kind="text")
    response = send(editor, "edit", path="field_1", title="面积", kind="number", key="area", source="")
    assert response["Location"] == f"{PLACE}?field=area#field-area"
    assert "计量单位" in editor.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "请填写名称。"),
        ({"key": "店"}, "键只能由小写字母"),
        ({"pattern": "(a+)+"}, "括号后面不能跟"),
        ({"shortest": "9", "longest": "3"}, "不能大于 maxLength"),
        ({"kind": "picture"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(editor, said, sentence):
    send(editor, "add", title="店铺名称", kind="text")
    about = {"title": "店名", "kind": "text", "key": "shop", "hint": "与招牌一致", "source": "", **said}
    response = send(editor, "edit", path="field_1", **about)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "与招牌一致" in page
    assert form().fields[0].title == "店铺名称"


def test_fields_are_ordered_and_removed_by_buttons(editor):
    for title in ("甲", "乙"):
        send(editor, "add", title=title, kind="text")
    assert send(editor, "up", path="field_2")["Location"] == f"{PLACE}#field-field_2"
    assert [field.title for field in form().fields] == ["乙", "甲"]
    send(editor, "remove", path="field_1")
    assert [field.title for field in form().fields] == ["乙"]


@pytest.mark.parametrize(("by", "order"), [("2", "乙丙甲"), ("1", "乙甲丙"), ("x", "甲乙丙"), ("", "甲乙丙")])
def test_a_field_that_was_dragged_moves_as_far(editor, by, order):
    for title in "甲乙丙":
        send(editor, "add", title=title, kind="text")
    send(editor, "move", path="field_1", by=by)
    assert "".join(field.title for field in form().fields) == order


def test_groups_and_columns_are_kept_on_the_same_page(editor):
    send(editor, "group", title="场所")
    send(editor, "group", key="group_1", title="经营场所", hint="实际经营的地方")
    send(editor, "add", title="股东", kind="rows", group="group_1")
    send(editor, "add", title="证件", kind="identifier", inside="field_1")
    send(editor, "head", title="申请表", hint="请如实填写")
    found = form()
    assert (found.title, found.groups[0].title, found.fields[0].group) == ("申请表", "经营场所", "group_1")
    assert [column.title for column in found.fields[0].columns] == ["名称", "证件"]
    page = editor.get(f"{PLACE}?inside=field_1").content.decode()
    assert "给明细添加一栏" in page
    assert editor.get(f"{PLACE}?group=group_1").content.decode().count("实际经营的地方") >= 2
    send(editor, "down", key="group_1")
    send(editor, "remove", key="group_1")
    assert form().groups == ()


def test_the_preview_and_the_difference_to_the_version_in_force_are_shown(editor):
    keeper.KEPT.update(schema=schema(), in_force=schema(email=None))
    page = editor.get(PLACE).content.decode()
    assert "新增“邮箱”（选填）。" in page
    assert 'name="preview-name"' in page
    keeper.KEPT.update(in_force=schema())
    assert "没有差别。" in editor.get(PLACE).content.decode()


def test_the_keeper_may_say_no_and_what_was_typed_stays(editor):
    send(editor, "add", title="甲", kind="text")
    keeper.KEPT["is_locked"] = True
    response = send(editor, "edit", path="field_1", title="乙", kind="text", key="shop", source="")
    assert response.status_code == 422
    assert "刚刚被别人提交审核" in response.content.decode()
    assert 'value="乙"' in response.content.decode()
    assert send(editor, "up", path="field_1").status_code == 409


def test_a_version_that_is_closed_is_shown_and_not_changed(editor):
    keeper.KEPT.update(schema=schema(), is_open=False)
    page = editor.get(PLACE).content.decode()
    assert "这一版不能修改" in page
    assert 'name="deed"' not in page
    assert send(editor, "remove", path="name").status_code == 409
    assert form() == read(schema())


@pytest.mark.parametrize("said", [{"deed": "burn"}, {"deed": "edit", "path": "nobody"}, {}])
def test_a_deed_that_does_not_exist_is_refused(editor, said):
    assert editor.post(PLACE, said).status_code == 409


@pytest.mark.parametrize("query", ["?field=nobody", "?field=name.x", "?group=nobody", "?inside=name"])
def test_what_is_gone_is_simply_not_opened(editor, query):
    keeper.KEPT.update(schema=schema())
    assert editor.get(PLACE + query).status_code == 200
