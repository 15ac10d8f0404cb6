"""approvals.md §3.3 and §9 cases 9 and 10; 行政许可法 art. 42; 国务院令第716号 art. 6."""

import pytest

from yiwang.subsystems.approvals.items import checks
from yiwang.subsystems.approvals.items.tests.makers import make_elements


def faults(**changes) -> list[tuple[str, str]]:
    return [(fault.element, fault.sentence) for fault in checks.faults(make_elements(**changes))]


def test_an_item_that_fits_together_has_no_faults():
    assert faults() == []


CASES = [
    # §9 case 9: promise 25 working days, legal limit 20.
    ("promised_limit", "不能长于", {"promised_limit": {"number": 25}}),
    # §9 case 10: entirely online with one visit.
    ("visits", "应为0", {"visits": 1}),
    ("promised_limit", "单位不同", {"promised_limit": {"number": 5, "unit": "calendar_days"}}),
    ("promised_limit", "不能长于", {"promised_limit": {"number": 481, "unit": "hours"}}),
    ("promised_limit", "须填写", {"promised_limit": None}),
    ("promised_limit", "应大于0", {"promised_limit": {"number": 0}}),
    ("legal_limit", "第四十二条", {"legal_limit": None}),
    (
        "legal_limit",
        "45个工作日",
        {"legal_limit": {"number": 46}, "is_joint": True, "cooperating": ["市住建局"]},
    ),
    ("promised_limit", "即办件", {"handling": "1"}),
    ("is_online", "应为是", {"is_online": False, "channels": ["4"]}),
    ("channels", "快递申请", {"is_online": False, "channels": ["1"], "online_depth": "1"}),
    ("channels", "电脑端或移动端", {"channels": ["1"]}),
    ("is_online", "应为是", {"is_online": False, "online_depth": "1", "visits": 1}),
    ("visit_reason", "不应有", {"visit_reason": "核验原件"}),
    ("visit_reason", "须填写", {"visits": 2, "online_depth": "3"}),
    ("is_express", "应为是", {"deliveries": ["express"]}),
    ("fee_basis", "收费依据", {"has_fee": True}),
    ("fees", "收费项目", {"has_fee": True}),
    ("is_paid_online", "网上支付", {"has_fee": True}),
    ("is_paid_online", "不需要", {"is_paid_online": True}),
    ("fees", "不应有", {"fees": [{"code": "F01", "name": "工本费", "standard": "10元"}]}),
    ("complaint_phone", "不能与咨询电话相同", {"complaint_phone": "0990-8212345"}),
    ("complaint_phone", "不能与咨询电话相同", {"complaint_phone": "0990-12345、0990-8212345"}),
    ("complaint_phone", "带区号", {"complaint_phone": "12345"}),
    ("consult_phone", "请填写", {"consult_phone": ""}),
    (
        "windows",
        "带区号",
        {"windows": [{"name": "大厅", "address": "一楼", "hours": "工作日", "phone": "8212345"}]},
    ),
    ("windows", "办理地点", {"windows": [], "visits": 1, "online_depth": "3"}),
    ("flow", "办理流程", {"flow": ""}),
    ("results", "审批结果", {"results": []}),
    ("online_link", "http", {"online_link": "javascript:alert(1)"}),
    ("basis", "http", {"basis": [{"law": "食品安全法", "link": "ftp://x"}]}),
    ("themes", "没有", {"themes": ["person.business", "enterprise.permit", "event.nothing"]}),
    ("themes", "重复", {"themes": ["person.business", "enterprise.permit", "person.business"]}),
    ("themes", "个人办事主题", {"themes": ["enterprise.permit"]}),
    ("themes", "法人办事主题", {"themes": ["person.business"]}),
    ("seats", "联办单位", {"process": "parallel"}),
    (
        "seats",
        "重复",
        {"seats": [{"key": "decider", "role": "case_decider"}, {"key": "decider", "role": "case_clerk"}]},
    ),
    ("cooperating", "联办机构", {"is_joint": True}),
    ("licence", "只有行政许可", {"type": "07", "licence": "1"}),
    ("needs_project_code", "投资项目代码", {"project": "02"}),
    ("scope", "国家秘密标志", {"scope": "机密★5年"}),
]


@pytest.mark.parametrize(("element", "words", "changes"), CASES)
def test_what_does_not_fit_is_named_with_its_element(element, words, changes):
    assert any(name == element and words in sentence for name, sentence in faults(**changes))


MATERIALS = [
    ({"form": "paper"}, "原件或复印件份数"),
    ({"form": "both", "source": "shared", "issuer": "公安机关", "copies": 1}, "不能要求申请人提交"),
    ({"form": "electronic", "source": "shared"}, "出具机构"),
    ({"form": "electronic", "source": "government"}, "出具机构"),
    ({"form": "electronic", "is_required": False}, "何种情形需要"),
    ({"form": "paper", "originals": 1}, "不能只收"),
]


@pytest.mark.parametrize(("changes", "words"), MATERIALS)
def test_every_material_says_where_it_comes_from_and_how_many_are_handed_in(changes, words):
    material = {"code": "M01", "name": "身份证明", "source": "applicant", **changes}
    found = checks.faults(make_elements(materials=[material]))
    assert {(fault.element, fault.part) for fault in found} == {("materials", 0)}
    assert any(words in fault.sentence for fault in found)


def test_all_faults_are_listed_in_the_order_of_the_elements():
    found = checks.faults(make_elements(promised_limit={"number": 25}, visits=1, consult_phone="", flow=""))
    assert [fault.element for fault in found] == ["flow", "promised_limit", "visits", "consult_phone"]


def test_codes_stand_once():
    materials = [
        {"code": "M01", "name": name, "form": "electronic", "source": "applicant"} for name in "甲乙"
    ]
    (fault,) = checks.faults(make_elements(materials=materials))
    assert (fault.element, fault.part, fault.sentence) == ("materials", 1, "材料编码“M01”重复。")


@pytest.mark.parametrize(
    "changes",
    [
        {"handling": "1", "promised_limit": None},
        {"handling": "1", "promised_limit": {"number": 2, "unit": "hours"}},
        {"promised_limit": {"number": 20}},
        {"promised_limit": {"number": 480, "unit": "hours"}},
        {"consult_phone": "0990-8212345、400-810-1234"},
        {"themes": ["person.business"], "audience": ["1"]},
        {"scope": "商业秘密保护"},
        {"process": "parallel", "seats": [{"key": "cooperating", "role": "case_clerk", "unit": "A"}] * 2},
    ],
)
def test_what_is_lawful_passes(changes):
    assert faults(**changes) == []
