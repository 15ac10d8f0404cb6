"""Is personal data found in running text, and does the check of a reply find what is wrong with it?"""

import pytest

from yiwang.subsystems.participation.letters import masks, quality, rules
from yiwang.subsystems.participation.letters.tests.makers import GROUND, PETITION_REPLY, REPLY, TEXT, TITLE

# Our own invention; the check digit of the identity number is right.
PRIVATE = (
    "我叫赵小明，身份证11010519491231002X，电话13812345678，座机0546-8123456，家住青山路18号院3号楼2单元502室，"
    "邮箱zhao.ming@example.com，车牌鲁E12345，微信号zhaoming_88，银行卡6222021234567890128。社区王大力主任不管，"
    "联系人：李四海。备用 138 1234 5678 或 138-1234-5678。"
)
SECRETS = (
    *("赵小明", "11010519491231002X", "13812345678", "8123456", "18号院", "3号楼", "2单元", "502室"),
    *("zhao.ming@", "鲁E12345", "zhaoming_88", "6222021234567890128", "王大力", "李四海"),
    *("138 1234 5678", "138-1234-5678"),
)


def test_everything_that_tells_who_somebody_is_is_masked():
    shown = masks.desensitised(PRIVATE, ["赵小明"])
    assert [secret for secret in SECRETS if secret in shown] == []
    assert "青山路" in shown
    assert masks.leaks(shown, ["赵小明"]) == []


def test_a_mobile_number_keeps_its_ends():
    """letters.md case 14."""
    assert masks.desensitised("电话13812345678。") == "电话138****5678。"


@pytest.mark.parametrize(
    "text", [TITLE, TEXT, "3号公交车改道，5月1日起实行，热线12345。", "根据第18号令办理，共3号公告。"]
)
def test_what_is_nobodys_secret_stays(text):
    assert masks.desensitised(text) == text
    assert masks.leaks(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("电话13812345678", "手机号码"),
        ("身份证11010519491231002X", "身份证号码"),
        ("住在青山路18号院", "门牌号"),
        ("车牌鲁E12345", "车牌号"),
        ("zhao@example.com", "电子邮箱"),
        ("我叫李四海，住在这里", "姓名"),
        ("这是周小川写的", "来信人姓名"),
    ],
)
def test_what_still_stands_there_is_named(text, label):
    assert label in masks.leaks(text, ["周小川"])


def test_an_organ_may_give_its_own_telephone_but_nobodys_mobile():
    reply = "请联系我局，地址青山路18号，电话0546-8123456。"
    assert masks.leaks(reply, is_reply=True) == []
    assert masks.leaks(f"{reply}13812345678", is_reply=True) == ["手机号码"]


def codes(reply, ground="", asked=f"{TITLE}{TEXT}", kind=rules.LETTER, type_code="help", names=()):
    return [fault.code for fault in quality.faults(reply, ground, asked, kind, type_code, names)]


@pytest.mark.parametrize(
    ("reply", "ground", "found"),
    [
        (REPLY, GROUND, []),
        (REPLY, "", []),
        ("收到。", GROUND, ["short", "off_topic"]),
        ("您反映的青山路路灯问题，我单位已转相关部门，请您联系他们了解情况。", GROUND, ["passed_on"]),
        ("青山路路灯坏了不归我们管，您自己想办法，请谅解并支持工作。", GROUND, ["tone"]),
        ("您反映的青山路路灯已经修复，经核实恢复正常，感谢您的来信。", "", ["ground"]),
        ("经研究，明年将加大投入，落实惠民政策，提升服务水平，符合《预算法》。", GROUND, ["off_topic"]),
    ],
)
def test_the_check_of_a_reply_says_what_is_wrong(reply, ground, found):
    assert codes(reply, ground) == found


def test_a_reply_that_names_the_writer_or_a_number_is_stopped():
    for reply in (f"赵小明同志：{REPLY}", f"{REPLY}来信人电话13812345678。"):
        [fault] = quality.faults(reply, GROUND, TITLE + TEXT, rules.LETTER, "help", ["赵小明"])
        assert (fault.code, fault.blocks) == ("personal", True)


def test_praise_needs_no_ground():
    assert codes("感谢您对青山路路灯维修人员的表扬，我们已转告他们本人。", type_code="praise") == []


def test_the_opinion_on_a_petition_states_what_article_32_asks_for():
    """[X22] art. 32."""
    assert codes(PETITION_REPLY, GROUND, kind=rules.PETITION, type_code="appeal") == []
    reply = "您好！路灯的事情我们知道了，会尽快修好，谢谢您的来信和支持。"
    found = quality.faults(reply, "", TITLE, rules.PETITION, "appeal")
    [fault] = [each for each in found if each.code == "parts"]
    assert fault.blocks
    for part in ("诉求", "事实和理由", "处理意见", "依据"):
        assert part in fault.sentence
