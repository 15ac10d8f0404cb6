"""Is a licence record right by the data standard of double publicity, and what of it may everybody read?"""

from datetime import date

import pytest

from yiwang.subsystems.approvals.applications.publicity import rules

TODAY = date(2026, 4, 20)


def make_record(**changes):
    return {
        "XK_XDR_MC": "云泽市清泉食品有限公司",
        "XK_XDR_LB": rules.LEGAL_PERSON,
        "XK_XDR_SHXYM": "91410303MA9K1XYZ0P",
        "XK_FRDB": "张三",
        "XK_FR_ZJLX": "居民身份证",
        "XK_FR_SFZH": "410303198001011234",
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": "云市监准字〔2026〕第00001号",
        "XK_XKLB": "普通",
        "XK_NR": "食品经营许可",
        "XK_JDRQ": "2026-04-07",
        "XK_YXQZ": "2026-04-07",
        "XK_YXQZI": "2099-12-31",
        "XK_XKJG": "云泽市市场监督管理局",
        "XK_XKJGDM": "11410300MB0000000X",
        "XK_ZT": "1",
        "XK_LYDW": "云泽市市场监督管理局",
        "XK_LYDWDM": "11410300MB0000000X",
        **changes,
    }


def test_the_standard_has_28_fields():
    """credit.md §1.1."""
    assert len(rules.FIELDS) == 28
    assert len(rules.BY_CODE) == 28


def test_a_right_record_has_no_faults():
    assert rules.faults(make_record(), TODAY) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"XK_WSH": ""}, "缺少“行政许可决定文书号”。"),
        ({"XK_XDR_MC": "甲"}, "行政相对人名称不完整或是测试数据。"),
        ({"XK_XDR_MC": "测试公司"}, "行政相对人名称不完整或是测试数据。"),
        ({"XK_XDR_SHXYM": ""}, "法人及非法人组织应当有统一社会信用代码。"),
        ({"XK_XDR_LB": "自然人"}, "自然人不应有单位的代码。"),
        ({"XK_JDRQ": "2026-04-21"}, "许可决定日期晚于今天。"),
        ({"XK_YXQZI": "2026-01-01"}, "有效期至早于有效期自。"),
        ({"XK_WSH": "字" * 65}, "“行政许可决定文书号”超过64个字。"),
    ],
)
def test_what_the_data_rules_forbid_is_named(changes, fault):
    """credit.md §1.2, validation."""
    assert fault in rules.faults(make_record(**changes), TODAY)


def test_people_read_words_in_the_order_of_the_standard():
    words = rules.in_words({"XK_ZT": "1", "XK_YXQZI": "2099-12-31", "XK_XDR_MC": "清泉公司"})
    assert words == [("行政相对人名称", "清泉公司"), ("有效期至", "长期有效"), ("当前状态", "有效")]


def test_numbers_of_documents_are_never_shown():
    """credit.md §9 no. 18."""
    shown = rules.shown(make_record())
    assert not set(shown) & rules.HIDDEN
    assert shown["XK_FRDB"] == "张三"


def test_a_natural_person_is_shown_masked_only():
    """credit.md §9 no. 18."""
    record = make_record(
        XK_XDR_MC="李小红", XK_XDR_LB="自然人", XK_XDR_SHXYM="", XK_XDR_ZJHM="410303199001011234"
    )
    shown = rules.shown(record, masked_name="李**")
    assert shown["XK_XDR_MC"] == "李**"
    assert "410303199001011234" not in str(shown)
