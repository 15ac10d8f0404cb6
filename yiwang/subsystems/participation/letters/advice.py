"""Is what somebody writes a matter for a court, an arbitrator, an emergency line? Then they are told so.

[W] art. 19 and 国办发〔2020〕53号 (letters.md §1, case 10). It is said; they may send it all the same.
"""

import re
from dataclasses import dataclass

from yiwang.subsystems.participation.letters.rules import GROUNDS


@dataclass(frozen=True)
class Advice:
    """``ground``: of rules.GROUNDS, which an official will find the matter under."""

    ground: str
    sentence: str

    @property
    def way(self) -> str:
        return GROUNDS[self.ground].way


_SIGNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "emergency",
        re.compile(
            r"救命|着火|起火|失火|正在(?:打人|行凶|燃烧)|车祸|昏迷|晕倒|煤气泄漏|燃气泄漏|有人(?:落水|跳楼|轻生)"
        ),
        "您写的可能是紧急情况，信箱不能立即处理。",
    ),
    (
        "court",
        re.compile(r"法院|判决|裁定书?|起诉|上诉|开庭|立案庭|仲裁|行政复议|检察院|强制执行"),
        "正在或者应当通过诉讼、仲裁、行政复议解决的事项，政府信箱依法不受理，也不能改变裁判结果。",
    ),
    (
        "discipline",
        re.compile(r"受贿|行贿|贪污|腐败|违纪|吃拿卡要|纪委|监委"),
        "检举公职人员违纪违法的，由纪检监察机关受理。",
    ),
    (
        "disclosure",
        re.compile(r"申请公开|信息公开申请|依申请公开|公开.{0,12}(?:文件|材料|档案)"),
        "申请公开政府信息的，请通过“依申请公开”提出，期限和救济都不同。",
    ),
)


def advice_for(text: str) -> list[Advice]:
    """The ways that the matter may belong to, the gravest first."""
    return [Advice(ground, sentence) for ground, signs, sentence in _SIGNS if signs.search(text)]
