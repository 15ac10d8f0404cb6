"""What is found in a text, and what is left alone."""

import pytest

from yiwang.subsystems.portal.wording.check import House, applied, check_text
from yiwang.subsystems.portal.wording.listed import Entry
from yiwang.subsystems.portal.wording.names import Known, Leader

HOUSE = House(
    entries=(Entry("旧称局", "新称局", "serious", (), "机构已更名"),),
    allowed=frozenset({"其它"}),
    known=Known(
        (Leader("王建国", ("市长",), 1), Leader("李秀英", ("副市长",), 2)),
        ("云泽市人力资源和社会保障局", "云泽市农业农村局"),
    ),
)


def said(text, house=None):
    return [(one.wrong, one.suggestion, one.kind, one.grade) for one in check_text(text, house)]


@pytest.mark.parametrize(
    ("text", "wrong", "right", "grade"),
    [
        ("攻府信息公开指南", "攻府", "政府", "serious"),
        ("中华人民共合国万岁", "中华人民共合国", "中华人民共和国", "serious"),
        ("禁止露天焚烧秸杆", "秸杆", "秸秆", "wrong"),
        ("截止目前已办结三件", "截止目前", "截至目前", "wrong"),
        ("如有其它问题请来电", "其它", "其他", "advice"),
        ("可建议而不可真接变更", "真接", "直接", "doubt"),
        ("下列说法正雀的是", "正雀", "正确", "doubt"),
        ("禁行路段由公安机关公布", "禁行", "", ""),
    ],
)
def test_a_wrong_word_is_named_with_what_it_should_be(text, wrong, right, grade):
    found = said(text)
    assert (((wrong, right, "word", grade)) in found) == bool(right)


@pytest.mark.parametrize(
    "text",
    [
        "全市竞争性磋商采购工作按照规定有序推进。",
        "股份内部转让须经股东会同意。",
        "究竟争议由谁处理，应当依照法律规定。",
        "干部交待遇问题另行研究。",
        "请于2028年2月29日前报送，逾期不予受理。",
        "一步一步推进，一户一户核实，研究研究再定。",
        "第1）项、（二）项和《办法》第三条的规定，适用于“放管服”改革。",
        "秘书长许知行到松陂山和云麓山调研。",
        "会议9:30开始，比分为3:80。",
        "二〇二六年云政发〔2026〕1号文件印发。",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "wrong", "right", "kind"),
    [
        ("2026年2月30日起施行", "2026年2月30日", "", "date"),
        ("2026年13月起施行", "2026年13月", "", "date"),
        ("定于2026年11月26日（星期五）召开", "五", "四", "date"),
        ("6月31日前完成", "6月31日", "", "date"),
        ("当日下午15:75开始", "15:75", "", "date"),
        ("云政发[2026]1号", "[2026]", "〔2026〕", "number"),
        ("各区、、各部门", "、、", "、", "punctuation"),
        ("按照《办法的规定执行。", "《", "", "punctuation"),
        ("会议通过,现予公布。", ",", "，", "punctuation"),
        ("存在在安全隐患", "在在", "在", "repeat"),
        ("进行检查进行检查，并报告。", "进行检查进行检查", "进行检查", "repeat"),
    ],
)
def test_dates_numbers_marks_and_repetitions(text, wrong, right, kind):
    assert (wrong, right, kind) in [one[:3] for one in said(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王建国副市长出席会议。", ("副市长", "市长", "name", "serious")),
        ("市长王健国出席会议。", ("王健国", "王建国", "name", "serious")),
        ("李秀英、王建国出席会议。", ("王建国", "", "name", "advice")),
        ("由云泽市农业农材局负责。", ("云泽市农业农材局", "云泽市农业农村局", "name", "serious")),
        ("请与旧称局联系。", ("旧称局", "新称局", "word", "serious")),
    ],
)  # fmt: skip
def test_the_citys_people_offices_and_words_are_known(text, expected):
    assert expected in said(text, HOUSE)


@pytest.mark.parametrize(
    "text", ["王建国市长、李秀英副市长出席会议。", "如有其它问题请来电。", "由云泽市农业农村局负责。"]
)
def test_what_the_city_says_is_right_is_right(text):
    assert said(text, HOUSE) == []


def test_a_word_written_often_is_a_term_and_not_a_mistake():
    text = "本条所称禾壮，是指作物。" * 3
    assert not [one for one in check_text(text) if one.kind == "word"]


def test_suggestions_are_taken_from_the_end_so_that_places_stay_true():
    text = "秸杆和帐户,请于2月30日前报。"
    assert applied(text, check_text(text)) == "秸秆和账户，请于2月30日前报。"


def test_places_are_those_of_the_text():
    for one in check_text("第一段。\n关于布署防迅工作的通知，各县,各区："):
        assert "第一段。\n关于布署防迅工作的通知，各县,各区："[one.start : one.end] == one.wrong
