"""What may happen to an edition of an item and to a clean-up round, and who does it?"""

from collections.abc import Iterable
from datetime import date

from yiwang.kernel.errors import Refused

EDIT, REVIEW, MANAGE = "items.item_edit", "items.item_review", "items.library_manage"
EDITOR, REVIEWER, MANAGER = "item_editor", "item_reviewer", "item_manager"

DRAFT, SUBMITTED, REVIEWED, PLANNED = "draft", "submitted", "reviewed", "planned"
IN_FORCE, ENDED = "in_force", "ended"
STATES = {
    DRAFT: "编制中",
    SUBMITTED: "待审查",
    REVIEWED: "已审查",
    PLANNED: "待生效",
    IN_FORCE: "生效",
    ENDED: "失效",
}
TONES = {DRAFT: "", SUBMITTED: "warn", REVIEWED: "info", PLANNED: "info", IN_FORCE: "good", ENDED: "bad"}
# One edition of an item at a time is worked on.
WORKING = (DRAFT, SUBMITTED, REVIEWED, PLANNED)

# Which state a deed leads to, and from which it may be done.
DEEDS = {
    "submit": (SUBMITTED, frozenset({DRAFT})),
    "send_back": (DRAFT, frozenset({SUBMITTED, REVIEWED, PLANNED})),
    "agree": (REVIEWED, frozenset({SUBMITTED})),
    "plan": (PLANNED, frozenset({REVIEWED, PLANNED})),
    "put_in_force": (IN_FORCE, frozenset({REVIEWED, PLANNED})),
}
DEED_LABELS = {
    "submit": "提交审查",
    "send_back": "退回修改",
    "agree": "审查同意",
    "plan": "确定生效日期",
    "put_in_force": "生效",
}

# Of an implementation as people meet it: the state of its edition in force, or that there is none.
WAITING = "waiting"
STANDINGS = {WAITING: "未生效", IN_FORCE: "生效", ENDED: "已停止"}

KEEP, CANCEL, MERGE, DELEGATE = "keep", "cancel", "merge", "delegate"
CHOICES = {KEEP: "保留", CANCEL: "取消", MERGE: "合并", DELEGATE: "下放"}
CHOICE_TONES = {KEEP: "good", CANCEL: "bad", MERGE: "info", DELEGATE: "warn"}
ENDING = (CANCEL, MERGE, DELEGATE)
OPEN, CLOSED = "open", "closed"
ROUND_STATES = {OPEN: "进行中", CLOSED: "已完成"}

REASON_LENGTH = 1_000
# How long a guide may go unchecked is local practice: half a year, like 通知公告 (websites.md §2: B).
CHECK_DAYS = 180


def next_state(state: str, deed: str) -> str:
    """Raises Refused where the state does not allow the deed."""
    after, before = DEEDS[deed]
    if state not in before:
        raise Refused(f"这一版本{STATES[state]}，不能{DEED_LABELS[deed]}，请刷新页面。")
    return after


def check_editable(state: str) -> None:
    if state != DRAFT:
        raise Refused(f"这一版本{STATES[state]}，不能修改；请退回修改或新建版本。")


def check_hands(submitter_id: int | None, reviewer_id: int | None) -> None:
    """Four eyes: nobody reviews what they submitted themselves."""
    if submitter_id is not None and submitter_id == reviewer_id:
        raise Refused("本人提交的事项不能由本人审查，请由其他审查人员办理。")


def reason_given(reason: str, what: str) -> str:
    """Without blanks around it. Raises Refused where it says nothing or too much."""
    given = reason.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused(f"请写明{what}的理由。", field="reason")
    if len(given) > REASON_LENGTH:
        raise Refused(f"理由请不要超过{REASON_LENGTH}字。", field="reason")
    return given


def check_from(day: date, current_from: date | None) -> None:
    """An edition follows the one in force; it cannot begin before it."""
    if current_from and day < current_from:
        raise Refused(f"生效日期不能早于现行版本的生效日期（{current_from}）。", field="effective_from")


def check_choice(choice: str, target: object | None, unit: object | None) -> None:
    """A merger says into which item, a delegation to which unit."""
    if choice not in CHOICES:
        raise Refused("清理意见只有保留、取消、合并和下放。", field="choice")
    if choice == MERGE and target is None:
        raise Refused("请选择合并到哪个事项。", field="target")
    if choice == DELEGATE and unit is None:
        raise Refused("请选择下放到哪个单位。", field="unit")


def check_merger(source: str, target: str, ending: Iterable[str]) -> None:
    """Codes of implementations; ``ending``: those that this round ends."""
    if source == target:
        raise Refused("事项不能合并到自己。", field="target")
    if target in ending:
        raise Refused("要合并到的事项在本轮清理中也将停止，请选择保留的事项。", field="target")


def check_closing(undecided: int, unheard: int, objected: int) -> None:
    """Raises Refused while an item has no decision, or not every reviewing unit agreed to it."""
    if undecided:
        raise Refused(f"还有{undecided}个事项没有提出清理意见，不能完成本轮清理。")
    if objected:
        raise Refused(f"有{objected}个事项的清理意见未获审查同意，请修改后重新审查。")
    if unheard:
        raise Refused(f"还有{unheard}个事项的清理意见没有审查完毕，不能完成本轮清理。")
