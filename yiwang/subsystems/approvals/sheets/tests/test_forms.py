"""Is the form drawn for everybody, read back as it was typed, and are faults said beside their field?"""

import re

from django.template.loader import render_to_string

from yiwang.subsystems.approvals.sheets import entries, known
from yiwang.subsystems.approvals.sheets.forms import form_for
from yiwang.subsystems.approvals.sheets.tests.makers import IDENTITY, right, sheet, small, typed


def drawn(form) -> str:
    return render_to_string("sheets/_sheet.html", {"form": form})


def filled(**changes):
    entries_ = {"name": "云门小馆", "form": "single", "promise": "on", **changes}
    return typed(**{key: value for key, value in entries_.items() if value is not None})


def test_every_field_has_a_label_and_stands_in_its_group():
    page = drawn(form_for(sheet()))
    for field in sheet().fields:
        assert field.title in page
    assert "<legend>经营场所</legend>" in page
    assert "面积（平方米）" in page
    for control in re.findall(r'<(?:input|textarea|select)[^>]*id="([^"]+)"', page):
        assert f'for="{control}"' in page, control


def test_what_a_browser_sends_becomes_answers():
    data = filled(
        seats="１２",
        area="1,200.5",
        opens_on="2026年3月5日",
        has_gas="no",
        dishes=["热食", "生食"],
        owner=IDENTITY,
        **{"staff-rows": "2", "staff-0-name": "张三", "staff-0-health": "", "staff-1-name": ""},
    )
    form = form_for(sheet(), data)
    assert form.is_valid(), form.errors
    assert form.answers == right(
        seats=12,
        area=1200.5,
        opens_on="2026-03-05",
        has_gas=False,
        dishes=["热食", "生食"],
        owner=IDENTITY,
        staff=[{"name": "张三"}],
    )


def test_a_fault_stands_beside_its_field_and_in_the_summary_with_a_way_there():
    form = form_for(sheet(), filled(name="馆", form=None, seats="多"))
    assert not form.is_valid()
    page = drawn(form)
    assert 'value="馆"' in page
    assert 'value="多"' in page
    assert 'aria-describedby="id_answers-name_error"' in page
    anchors = [(fault.anchor, fault.title) for fault in form.summary()]
    assert anchors == [
        ("id_answers-name", "店铺名称"),
        ("id_answers-seats", "座位数"),
        ("id_answers-form_group", "经营形式"),
    ]
    for anchor, _ in anchors:
        assert f'id="{anchor}"' in page


def test_faults_in_rows_stand_at_the_row_that_is_shown():
    data = filled(**{"staff-rows": "3", "staff-1-health": "1", "staff-2-name": "李四"})
    form = form_for(sheet(), data)
    assert not form.is_valid()
    assert [fault.title for fault in form.summary()] == ["从业人员第2行“姓名”", "从业人员第2行“健康证编号”"]
    assert 'id="id_answers-staff-1-health_error"' in drawn(form)
    assert len(re.findall("删去第", drawn(form))) == 3


def test_a_row_is_added_and_taken_away_by_a_button_and_nothing_is_judged():
    data = filled(name=None, **{"staff-rows": "2", "staff-0-name": "甲", "staff-1-name": "乙"})
    asked = sheet()
    given = entries.entered(asked, data)
    data["answers-add"] = "staff"
    grown = entries.rearranged(asked, given, data)
    assert grown["staff"] == [{"name": "甲"}, {"name": "乙"}, {}]
    page = drawn(form_for(asked, given=grown))
    assert "第 3 行" in page
    assert "field-error" not in page
    assert "增加一行" not in page  # three is the most
    del data["answers-add"]
    data["answers-drop"] = "staff.0"
    assert entries.rearranged(asked, given, data)["staff"] == [{"name": "乙"}]


def test_a_form_without_buttons_pressed_is_not_rearranged():
    assert entries.rearranged(sheet(), {}, filled()) is None


def test_a_button_of_another_form_changes_nothing():
    for button, value in (("add", "nobody"), ("drop", "name.0"), ("drop", "staff.99"), ("add", "")):
        data = filled()
        data[f"answers-{button}"] = value
        assert entries.rearranged(sheet(), {"name": "甲"}, data) in (
            {"name": "甲"},
            {"name": "甲", "staff": []},
        )


def test_thousands_of_rows_are_not_drawn():
    form = form_for(sheet(), filled(**{"staff-rows": "999"}))
    assert form.rows["staff"] == 50
    assert form_for(sheet(), filled(**{"staff-rows": "-1"})).rows["staff"] == 0


def test_what_was_typed_in_a_group_of_buttons_stays():
    form = form_for(sheet(), given={"form": "chain", "has_gas": False, "dishes": ["冷食"], "promise": True})
    page = drawn(form)
    assert len(re.findall(r"<input[^>]* checked", page)) == 4


def test_words_of_an_editor_are_text_and_never_markup():
    asked = small(a={"type": "string", "title": "<script>x</script>", "description": "<b>"})
    assert "<script" not in drawn(form_for(asked))


def test_what_is_known_is_filled_in_and_what_was_typed_stays():
    facts = {"party.phone": "13812345678", "party.number": IDENTITY, "place.area": 30}
    assert known.filled(sheet(), {"phone": "0215888123"}, facts) == {
        "phone": "0215888123",
        "owner": IDENTITY,
        "area": 30,
    }
    assert known.facts_in(sheet(), {"owner": IDENTITY, "name": "甲", "phone": ""}) == {
        "party.number": IDENTITY
    }
