"""What may happen to a run and to its steps, and who is seated where?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

RUNNING, FINISHED, CANCELLED = "running", "finished", "cancelled"
OPEN, DONE, TAKEN_BACK = "open", "done", "taken_back"
RUN_STATES = {RUNNING: "办理中", FINISHED: "已办结", CANCELLED: "已撤销"}
STEP_STATES = {OPEN: "待办", DONE: "已办", CANCELLED: "已取消", TAKEN_BACK: "已退回重办"}

FINISH = "done"
SENT_BACK = "sent_back"
OUTCOMES = {FINISH: "办理完毕"}
ADDED = "added"

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_STEPS = 400
MOST_SEATS = 200


@dataclass(frozen=True)
class Subject:
    """What a run is about: ``cases.case`` and its key."""

    kind: str
    key: str


@dataclass(frozen=True)
class Seat:
    """Who takes a step: a role in a unit, perhaps a certain person; ``limit``: how long the step may take."""

    unit_id: int
    role: str
    person_id: int | None = None
    limit: Limit | None = None

    def written(self) -> list[object]:
        """As stored with the run."""
        limit = [self.limit.number, self.limit.unit.value] if self.limit else None
        return [self.unit_id, self.role, self.person_id, limit]


def seat_read(written: Sequence) -> Seat:
    unit_id, role, person_id, limit = written
    return Seat(unit_id, role, person_id, Limit(limit[0], Unit(limit[1])) if limit else None)


Seats = Mapping[str, Seat | Sequence[Seat]]


def seats_written(seats: Seats) -> dict[str, list[list[object]]]:
    """Several seats under one key take a step that is repeated for each of them, together."""
    listed = {key: [given] if isinstance(given, Seat) else list(given) for key, given in seats.items()}
    for key, each in listed.items():
        if not each:
            raise Refused(f"“{key}”没有配置办理单位，不能启动流程。", field="seats")
        if len(each) > MOST_SEATS:
            raise Refused(f"“{key}”最多配置{MOST_SEATS}个办理单位。", field="seats")
    return {key: [seat.written() for seat in each] for key, each in listed.items()}


def limits_of_step(limit: Limit, definition: str, step: str) -> Limits:
    """The clock of one step: a promise inside the house, its basis is the process itself."""
    return Limits(basis=f"“{definition}”流程“{step}”环节时限", legal=limit)


def check_running(state: str) -> None:
    if state != RUNNING:
        raise Refused(f"流程{RUN_STATES[state]}，不能再办理。")


def check_open(state: str, done_by: str, label: str) -> None:
    """Raises Refused where the step is over; says who was quicker."""
    if state == DONE and done_by:
        raise Refused(f"“{label}”环节已由{done_by}办理，请刷新页面查看。")
    if state != OPEN:
        raise Refused(f"“{label}”环节{STEP_STATES[state]}，请刷新页面查看。")


def check_outcome(outcome: str, outcomes: Mapping[str, str], label: str) -> None:
    if outcome not in outcomes:
        raise Refused(f"“{label}”环节的办理结果只能是：{'、'.join(outcomes.values())}。", field="outcome")


def check_length(steps: int) -> None:
    if steps >= MOST_STEPS:
        raise Refused(f"流程已流转{MOST_STEPS}步，不能继续；请办结或撤销后重新发起。")


def check_reason(reason: str, verb: str) -> None:
    if not reason.strip():
        raise Refused(f"请写明{verb}的理由。", field="reason")


def check_claim(holder_id: int | None, person_id: int | None, holder: str) -> None:
    if person_id is None:
        raise Refused("只有登录的工作人员才能签收。")
    if holder_id is not None and holder_id != person_id:
        raise Refused(f"该环节已由{holder}签收，请先请其退出或由负责人转交。")


def check_untouched(followers: Sequence[str]) -> None:
    """``followers``: labels of what was done or claimed because the step was done."""
    if followers:
        names = "、".join(f"“{label}”" for label in dict.fromkeys(followers))
        raise Refused(f"后续环节{names}已经签收或办理，不能收回；需要重办时请由后续环节退回。")


def check_own(done_by_id: int | None, person_id: int | None) -> None:
    if done_by_id is None or done_by_id != person_id:
        raise Refused("只能收回自己办理的环节。")


def check_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise Refused("流程代码只能用小写字母、数字和下划线，以字母开头，最长60位。", field="key")
