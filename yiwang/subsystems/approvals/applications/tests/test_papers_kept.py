"""Is a paper that was kept the same paper, and do the forms say what the law asks?"""

import json
from datetime import date

from yiwang.kernel.papers.paper import Paper, texts
from yiwang.subsystems.approvals.applications.papers import keeping, rules, wording

DAY = date(2026, 2, 9)


def make_subject(**changes):
    fields = {
        "case": "SP2026020900001",
        "item": "食品经营许可（新办）",
        "item_type": "01",
        "party": "云泽市清泉食品有限公司",
        "party_number": "91410303MA9K1XYZ0P",
        "unit": "云泽市市场监督管理局",
        "received_on": DAY,
        **changes,
    }
    return wording.Subject(**fields)


def said(words):
    return "\n".join(texts(words))


def test_a_kept_paper_is_the_same_paper():
    words = wording.missing(
        make_subject(), [wording.Missing("申请书", "未盖章")], "请尽快。", date(2026, 3, 2)
    )
    paper = Paper("补正告知书", "云泽市市场监督管理局", DAY, blocks=words.blocks, notes=words.notes)
    kept = json.loads(json.dumps(keeping.written(paper)))
    again = keeping.read(kept)
    assert keeping.written(again) == keeping.written(paper)
    assert [type(block) for block in again.blocks] == [type(block) for block in paper.blocks]


def test_a_notice_of_what_is_missing_lists_everything_with_its_reason():
    """行政许可法 art. 32(四)."""
    asked = [wording.Missing("申请书", "未盖章"), wording.Missing("平面图", "未提交")]
    text = said(wording.missing(make_subject(), asked, "", None))
    assert all(word in text for word in ("一次性告知", "申请书", "未盖章", "平面图", "未提交"))


def test_a_refusal_has_reasons_and_says_how_to_object():
    """行政许可法 art. 38(2)."""
    text = said(wording.refusing(make_subject(), "经营场所面积不足"))
    assert "理由如下：经营场所面积不足。" in text
    assert "行政复议" in text
    assert "行政诉讼" in text


def test_non_acceptance_says_where_to_go():
    """行政许可法 art. 32(二), approvals.md §9 no. 22."""
    text = said(wording.declining(make_subject(), "不属于本机关职权范围", "请向云泽市卫生健康委员会申请。"))
    assert "请向云泽市卫生健康委员会申请。" in text
    assert "行政复议" in text


def test_an_extension_names_the_reason_and_who_approved_it():
    """行政许可法 art. 42."""
    due_on = wording.LastDay(date(2026, 3, 19))
    text = said(wording.extension(make_subject(), "10个工作日", "需要现场核查", due_on))
    assert "经本机关负责人批准" in text
    assert "2026年3月19日。" in text


def test_a_last_day_that_may_still_move_is_named_with_a_reserve():
    """standards/calendar.md §1: a year without notice is provisional, and the paper says so."""
    due_on = wording.LastDay(date(2027, 1, 19), may_move=True)
    reserve = "2027年的放假安排尚未公布，该日期暂按法定节假日推算"
    assert reserve in said(wording.extension(make_subject(), "10个工作日", "需要现场核查", due_on))
    assert reserve in said(wording.acceptance(make_subject(), date(2026, 12, 21), "20个工作日", due_on, []))


def test_a_special_procedure_tells_the_needed_time():
    """行政许可法 art. 45."""
    text = said(wording.special(make_subject(), "专家评审", "", "12个工作日"))
    assert "所需时间预计为12个工作日" in text
    assert "不计算在办理期限内" in text


def test_a_service_that_is_no_licence_is_not_called_one():
    text = said(wording.granting(make_subject(item_type="20"), "", "", "", ""))
    assert "行政许可" not in text


def test_a_receipt_of_delivery_names_the_papers_and_the_way():
    handed = wording.Handover(["准予行政许可决定书"], "邮寄送达", "张三", DAY, tracking="EM123456789CN")
    text = said(wording.handover(make_subject(), handed))
    assert "EM123456789CN" in text
    assert rules.FORMS[rules.HANDOVER].title == "送达回证"
