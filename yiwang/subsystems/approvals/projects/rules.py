"""How are the approvals of an investment project held together, and within which overall time?

企业投资项目核准和备案管理条例 (2016) art. 4 and 政府投资条例 (2019) art. 10: one code for every step;
行政许可法 art. 26, 42(2): handled together within 45 working days, 15 more with the approval of the head
of the government. Stages: shared standards/approvals.md §7.
"""

from collections.abc import Collection

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

COORDINATE, EXTEND = "approvals.project_coordinate", "approvals.project_extend"
COORDINATOR, APPROVER = "project_coordinator", "project_approver"
CLOCK = "approvals.project_phase"

KINDS = {"01": "审批", "02": "核准", "03": "备案", "": "未定"}
# items.codes.STAGES, and what belongs to none of them.
STAGES = {
    "1": "立项用地规划许可",
    "2": "工程建设许可",
    "3": "施工许可",
    "4": "竣工验收",
    "": "其他事项",
}
WAITING, RUNNING, ENDED = "waiting", "running", "ended"
STATES = {WAITING: "待受理", RUNNING: "办理中", ENDED: "已办结"}
TONES = {WAITING: "warn", RUNNING: "info", ENDED: "good"}

LIMITS = Limits(basis="《行政许可法》第四十二条第二款", legal=Limit(45, Unit.WORKING_DAYS), warn=5)
LONGEST_EXTENSION = 15
OLDEST_YEAR, NEWEST_YEAR = "2015", "2020"
NAME_LENGTH = 200


def kind_of(code: str) -> str:
    """What the type digits of an old code mean; those of codes since 2020-11 say something else."""
    is_old = OLDEST_YEAR <= code[:4] <= NEWEST_YEAR
    kind = code.split("-")[3] if is_old and code.count("-") == 4 else ""
    return kind if kind in KINDS else ""


def state_of(accepted: Collection[bool], ended: Collection[bool]) -> str:
    """Of a stage: ended when all its cases have, running once one was accepted."""
    if ended and all(ended):
        return ENDED
    return RUNNING if any(accepted) else WAITING


def check_extension(number: int, is_extended: bool) -> Limit:
    """Raises Refused for a second one and for more than the law allows (art. 42(2))."""
    if is_extended:
        raise Refused("这一阶段的总时限已经延长过一次，依法不能再次延长。")
    if not 1 <= number <= LONGEST_EXTENSION:
        raise Refused(f"总时限最多延长{LONGEST_EXTENSION}个工作日。", field="number")
    return Limit(number, Unit.WORKING_DAYS)


def words(text: str, what: str, field: str, longest: int = 300) -> str:
    """Without blanks around it. Raises Refused where it says nothing or too much."""
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused(f"请填写{what}。", field=field)
    if len(given) > longest:
        raise Refused(f"{what}请不要超过{longest}字。", field=field)
    return given
