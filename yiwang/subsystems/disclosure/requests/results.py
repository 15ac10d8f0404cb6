"""How may a request end, by which article, and in which row of the yearly report does it stand?

Table 3.4 of standards/disclosure.md; articles are those of 政府信息公开条例 (2019). Plain Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from yiwang.kernel.errors import Refused

REVIEW_FIRST_SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Result:
    """``row``: of the yearly report; ``article``: the ground that it usually stands on; ``discloses``:
    something is given or was public already; ``paper``: what the answer is called."""

    label: str
    row: str
    article: str
    paper: str
    discloses: bool = False
    is_reply: bool = True


def _refusal(label: str, row: str, article: str, paper: str = "不予公开告知书") -> Result:
    return Result(label, row, article, paper)


PUBLISHED, GIVEN, PARTLY = "published", "given", "partly"
SECRET, FORBIDDEN, SAFETY, THIRD_PARTY = "secret", "forbidden", "safety", "third_party"
INTERNAL, PROCESS, ENFORCEMENT, ENQUIRY = "internal", "process", "enforcement", "enquiry"
ABSENT, NOT_OURS, MAKING, UNCLEAR = "absent", "not_ours", "making", "unclear"
PETITION, REPEATED, PUBLICATION, MASSIVE, REISSUE = (
    "petition",
    "repeated",
    "publication",
    "massive",
    "reissue",
)
UNCORRECTED, UNPAID, OTHERWISE = "uncorrected", "unpaid", "otherwise"

_GIVE, _NONE, _NOT = "予以公开告知书", "无法提供告知书", "不予处理告知书"
RESULTS: Mapping[str, Result] = MappingProxyType(
    {
        GIVEN: Result("予以公开", "3.1", "第三十六条第二项", _GIVE, discloses=True),
        PUBLISHED: Result("已主动公开，告知获取途径", "3.1", "第三十六条第一项", _GIVE, discloses=True),
        PARTLY: Result("部分公开", "3.2", "第三十七条", "部分公开告知书", discloses=True),
        SECRET: _refusal("不予公开：属于国家秘密", "3.3.1", "第十四条"),
        FORBIDDEN: _refusal("不予公开：其他法律行政法规禁止公开", "3.3.2", "第十四条"),
        SAFETY: _refusal("不予公开：危及“三安全一稳定”", "3.3.3", "第十四条"),
        THIRD_PARTY: _refusal("不予公开：保护第三方合法权益", "3.3.4", "第十五条"),
        INTERNAL: _refusal("不予公开：属于三类内部事务信息", "3.3.5", "第十六条第一款"),
        PROCESS: _refusal("不予公开：属于四类过程性信息", "3.3.6", "第十六条第二款"),
        ENFORCEMENT: _refusal("不予公开：属于行政执法案卷", "3.3.7", "第十六条第二款"),
        ENQUIRY: _refusal("不予公开：属于行政查询事项", "3.3.8", "第三十六条第七项"),
        ABSENT: _refusal("无法提供：信息不存在", "3.4.1", "第三十六条第四项", _NONE),
        NOT_OURS: _refusal("无法提供：不属于本机关负责公开", "3.4.1", "第三十六条第五项", _NONE),
        MAKING: _refusal("无法提供：没有现成信息需要另行制作", "3.4.2", "第三十八条", _NONE),
        UNCLEAR: _refusal("无法提供：补正后申请内容仍不明确", "3.4.3", "第三十条", _NONE),
        PETITION: _refusal("不予处理：信访举报投诉类申请", "3.5.1", "第三十九条第一款", _NOT),
        REPEATED: _refusal("不予处理：重复申请", "3.5.2", "第三十六条第六项", _NOT),
        PUBLICATION: _refusal("不予处理：要求提供公开出版物", "3.5.3", "第三十九条第二款", _NOT),
        MASSIVE: _refusal("不予处理：无正当理由大量反复申请", "3.5.4", "第三十五条", _NOT),
        REISSUE: _refusal("不予处理：要求确认或重新出具已获取信息", "3.5.5", "第三十六条", _NOT),
        UNCORRECTED: Result("逾期不补正，不再处理", "3.6.1", "第三十条", "", is_reply=False),
        UNPAID: Result("逾期不缴费，不再处理", "3.6.2", "第四十二条", "", is_reply=False),
        OTHERWISE: Result("其他处理", "3.6.3", "第三十六条", "答复书"),
    }
)
LABELS = {code: one.label for code, one in RESULTS.items()}
REPLIES = {code: one.label for code, one in RESULTS.items() if one.is_reply}
ADVERSE = frozenset(code for code, one in RESULTS.items() if not one.discloses or code == PARTLY)

# Row codes and their printed words (国办公开办函〔2021〕30号), those that count results.
ROWS: Mapping[str, str] = MappingProxyType(
    {
        "3.1": "（一）予以公开",
        "3.2": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "3.3.1": "（三）不予公开：1.属于国家秘密",
        "3.3.2": "2.其他法律行政法规禁止公开",
        "3.3.3": "3.危及“三安全一稳定”",
        "3.3.4": "4.保护第三方合法权益",
        "3.3.5": "5.属于三类内部事务信息",
        "3.3.6": "6.属于四类过程性信息",
        "3.3.7": "7.属于行政执法案卷",
        "3.3.8": "8.属于行政查询事项",
        "3.4.1": "（四）无法提供：1.本机关不掌握相关政府信息",
        "3.4.2": "2.没有现成信息需要另行制作",
        "3.4.3": "3.补正后申请内容仍不明确",
        "3.5.1": "（五）不予处理：1.信访举报投诉类申请",
        "3.5.2": "2.重复申请",
        "3.5.3": "3.要求提供公开出版物",
        "3.5.4": "4.无正当理由大量反复申请",
        "3.5.5": "5.要求行政机关确认或重新出具已获取信息",
        "3.6.1": "（六）其他处理：1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "3.6.2": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.6.3": "3.其他",
    }
)


def codes_of(row: str) -> frozenset[str]:
    """The results that stand in a row."""
    return frozenset(code for code, one in RESULTS.items() if one.row == row)


def check_reply(result: str, ground: str, pointer: str, *, was_corrected: bool) -> Result:
    """Raises Refused without a legal ground, and where a result needs more than was said (art. 36)."""
    if result not in REPLIES:
        raise Refused("请选择答复类型。", field="result")
    about = RESULTS[result]
    if len(ground.strip()) < 3:
        raise Refused("请写明答复依据的法律条款。", field="ground")
    if result == PUBLISHED and len(pointer.strip()) < 4:
        raise Refused("已经主动公开的，请告知获取该信息的方式、途径（第三十六条第一项）。", field="pointer")
    if result == UNCLEAR and not was_corrected:
        raise Refused("没有告知过补正的，不能按“补正后仍不明确”答复（第三十条）。", field="result")
    return about


def remedies(result: str, day: date) -> str:
    """What can be done against an answer that does not give everything.

    Refusals of disclosure go to review before they go to court since 2024 (《行政复议法》2023 art. 23).
    """
    if result not in ADVERSE:
        return ""
    if RESULTS[result].row.startswith("3.3") and day >= REVIEW_FIRST_SINCE:
        return (
            "如不服本答复，可以自收到之日起60日内依法申请行政复议；对行政复议决定不服的，"
            "可以自收到复议决定书之日起15日内向人民法院提起行政诉讼。"
        )
    return (
        "如不服本答复，可以自收到之日起60日内依法申请行政复议，"
        "或者自收到之日起6个月内向人民法院提起行政诉讼。"
    )
