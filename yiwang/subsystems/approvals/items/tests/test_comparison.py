from yiwang.subsystems.approvals.items.comparison import compared
from yiwang.subsystems.approvals.items.tests.makers import make_elements


def differences(old: dict, new: dict) -> list[tuple[str, str, str]]:
    shared = {"code": "A1", "item_code": "B1"}
    documents = [make_elements(**shared, **changes).model_dump(mode="json") for changes in (old, new)]
    return [(each.title, each.before, each.after) for each in compared(*documents)]


def test_equal_editions_have_no_differences():
    assert differences({}, {}) == []


def test_elements_are_compared_in_the_words_of_people():
    assert differences({}, {"promised_limit": {"number": 5}, "channels": ["4"], "is_booked": True}) == [
        ("承诺办结时限", "8个工作日", "5个工作日"),
        ("办理形式", "窗口办理、电脑端网上办理", "快递申请"),
        ("是否支持预约办理", "否", "是"),
    ]


MATERIAL = {"code": "M01", "name": "申请书", "form": "electronic", "source": "applicant"}


def test_parts_are_matched_by_code_whatever_their_order():
    other = {**MATERIAL, "code": "M02", "name": "照片"}
    assert differences({"materials": [MATERIAL, other]}, {"materials": [other, MATERIAL]}) == []


def test_a_changed_part_says_what_changed_a_new_and_a_gone_one_what_they_say():
    other = {**MATERIAL, "code": "M02", "name": "照片"}
    found = differences({"materials": [MATERIAL]}, {"materials": [{**MATERIAL, "copies": 2}, other]})
    assert found[0] == ("申请材料“申请书”：复印件份数", "0", "2")
    assert found[1][0] == "申请材料“照片”"
    assert "材料来源：申请人自备" in found[1][2]
    gone = differences({"materials": [MATERIAL, other]}, {"materials": [MATERIAL]})
    assert (gone[0][0], gone[0][2]) == ("申请材料“照片”", "")


def test_the_application_form_is_compared_field_by_field():
    schema = {"type": "object", "properties": {"place": {"type": "string", "title": "场所"}}}
    more = {
        "type": "object",
        "properties": {**schema["properties"], "area": {"type": "integer", "title": "面积"}},
    }
    assert differences({}, {"sheet": schema}) == [("申请表", "", "1个填写项")]
    (found,) = differences({"sheet": schema}, {"sheet": more})
    assert "面积" in found[2]


def test_an_incomplete_draft_is_compared_too():
    assert [each.title for each in compared({"name": "甲"}, {})] == ["事项名称"]
