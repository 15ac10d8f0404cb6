"""Is a reply good enough to be sent? It answers what was asked, names its ground, and gives nobody away.

What a petition's opinion must state: [X22] art. 32 (request, facts and reasons, opinion, legal basis).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yiwang.kernel.search import likeness
from yiwang.subsystems.participation.letters import masks, placeholders, rules

SHORTEST, LEAST_COVERED = 20, 0.04
GROUND = re.compile(r"《[^》]{2,60}》|(?:根据|依据|依照|按照)[^，。]{4,}")
PASSED_ON = re.compile(r"已(?:转|交)(?:办|由|给|至)?|转相关部门|请(?:您)?(?:咨询|联系|拨打)")
RESULT = re.compile(
    r"经(?:查|核实|核查|了解|研究)|已(?:于|经|完成|修复|安排|落实|办结|整改)|将于|计划|可以|不可以|需要|应当|不符合|符合"
)
BRUSH_OFF = re.compile(r"不归(?:我们|我局|本局)管|与(?:我们|本单位)无关|爱找谁|无可奉告|自己(?:去)?想办法")
PARTS = {
    "诉求": re.compile(r"诉求|反映|请求|要求"),
    "事实和理由": re.compile(r"经(?:查|核实|核查|调查|了解)|事实|情况如下|理由"),
    "处理意见": re.compile(r"意见|决定|处理|答复如下"),
    "依据": GROUND,
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words; one that ``blocks`` cannot be answered by a reason."""

    code: str
    sentence: str
    blocks: bool = False


def faults(
    reply: str, ground: str, asked: str, kind: str, type_code: str, names: Collection[str] = ()
) -> list[Fault]:
    """Everything wrong with a reply. ``ground``: the basis named beside it; ``asked``: title and letter."""
    found: list[Fault] = []
    if len(likeness.normal(reply)) < SHORTEST:
        found.append(
            Fault("short", f"答复只有{len(likeness.normal(reply))}个字，请说清楚办理情况和结果。", True)
        )
    if blank := placeholders.blanks(f"{reply}\n{ground}"):
        found.append(Fault("blank", f"答复中还有内容没有填写：{'、'.join(blank)}。", True))
    if leaked := masks.leaks(reply, names, is_reply=True):
        found.append(Fault("personal", f"答复中有{'、'.join(leaked)}，请去掉。", True))
    if BRUSH_OFF.search(reply):
        found.append(Fault("tone", "答复中有推诿、生硬的话，请修改。", True))
    if kind == rules.PETITION:
        missing = [name for name, wanted in PARTS.items() if not wanted.search(f"{reply}{ground}")]
        if missing:
            said = "、".join(missing)
            found.append(Fault("parts", f"信访处理意见应当载明{said}（《信访工作条例》第三十二条）。", True))
    found += _doubts(reply, ground, asked, type_code)
    return found


def _doubts(reply: str, ground: str, asked: str, type_code: str) -> Sequence[Fault]:
    """What may be right all the same: whoever drafts says why."""
    found = []
    if likeness.covered(asked, reply) < LEAST_COVERED:
        found.append(Fault("off_topic", "答复没有提到来信所问的事，请逐项回应。"))
    if type_code != rules.PRAISE and PASSED_ON.search(reply) and not RESULT.search(reply):
        found.append(Fault("passed_on", "答复只说已转办或者请来信人另行联系，没有说明结果。"))
    needs_ground = type_code not in {rules.PRAISE, rules.ADVICE, rules.OTHER, rules.PROPOSAL}
    if needs_ground and not (ground.strip() or GROUND.search(reply)):
        found.append(Fault("ground", "没有写明办理的依据（法规、政策或者规定）。"))
    return found
