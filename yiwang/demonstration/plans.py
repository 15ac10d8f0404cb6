"""What is to become of each application of a year that is played, and on which days?"""

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from yiwang.demonstration.catalogue.elements import documents
from yiwang.demonstration.catalogue.texts import Entry
from yiwang.demonstration.ledger import rows
from yiwang.demonstration.matters import Told
from yiwang.subsystems.approvals.items.codes import SHARED

# Endings and how many in a thousand; what begins too late for its ending stands where it stands.
SHARES = {
    "granted": 630,
    "supplemented": 80,
    "special": 50,
    "refused": 40,
    "late": 30,
    "declined": 30,
    "withdrawn": 20,
    "extended": 20,
    "waiting": 100,
}
AT_COUNTER, RATED = 0.3, 0.6
STARS, STAR_SHARES, BAD = (5, 4, 3, 2, 1), (62, 22, 10, 4, 2), (1, 2)
COMPANY_WORDS = ("湖光", "青禾", "瑞丰", "东屏", "白鹭", "长汀", "松涛", "云帆", "明川", "禾木")
TRADES = ("食品", "商贸", "科技", "建设", "物流", "餐饮", "文化", "农业", "环保", "医药")
WAYS = ("online", "counter", "express")
APPLYING = {"个人", "企业", "个体"}
UNHAPPY = ("等的时间比说好的长。", "电话打了几次才有人接。", "要求的材料说得不清楚。")
Steps = list[list[Any]]


@dataclass(frozen=True)
class Choices:
    """The items of which one is applied for; some endings fit some only."""

    items: list[Entry]

    @cached_property
    def long_licences(self) -> list[Entry]:
        """Special procedures and longer limits are for licences (行政许可法 art. 42, 45)."""
        return [entry for entry in self.items if entry.type == "许可" and entry.promised_days > 1]

    @cached_property
    def with_papers(self) -> list[Entry]:
        """Where anything can be missing."""
        return [entry for entry in self.items if _asks_for_papers(entry)]

    def fitting(self, ending: str) -> list[Entry]:
        if ending in {"special", "extended"}:
            return self.long_licences
        return self.with_papers if ending == "supplemented" else self.items


def is_plain(entry: Entry) -> bool:
    """For people or enterprises, without a project and without other organs."""
    is_open_to_all = bool(APPLYING & set(entry.audience))
    return is_open_to_all and not (entry.project or entry.cooperating or "project_code" in entry.fields)


def _asks_for_papers(entry: Entry) -> bool:
    materials = documents()[entry.name]["materials"]
    return any(each["is_required"] and each["source"] != SHARED for each in materials)


def planned(cases: int, seed: int, back: int, choices: Choices) -> list[tuple[str, Told]]:
    """Ending and story of each application; the same for the same seed, items and ``back``, the working days
    over which they begin."""
    return [_story(Random(f"{seed} {number}"), back, choices) for number in range(cases)]  # noqa: S311


def _story(random: Random, most: int, choices: Choices) -> tuple[str, Told]:
    ending = random.choices(list(SHARES), list(SHARES.values()))[0]
    entry = random.choice(choices.fitting(ending))
    back = random.randint(0, most)
    steps = [step for step in _steps(random, ending, max(entry.promised_days, 1)) if step[0] <= back]
    told = Told(entry.name, _applicant(random, entry), back, steps, at_counter=random.random() < AT_COUNTER)
    return ending, told


def _applicant(random: Random, entry: Entry) -> str:
    if entry.is_for_persons:
        table = rows("names")
        return random.choice(table)["surname"] + random.choice(table)["given"]
    kind = "有限公司" if "企业" in entry.audience else "商行"
    return f"云泽市{random.choice(COMPANY_WORDS)}{random.choice(TRADES)}{kind}"


def _steps(random: Random, ending: str, promised: int) -> Steps:
    """Working days after the handing in, deed, words; see deeds.DEEDS."""
    begun: Steps = [[1, "accept"]]
    if ending == "waiting":
        return begun[: random.randint(0, 1)]
    if ending == "declined":
        reason = "申请事项不属于本机关职权范围。"
        return [[1, "decline", "not_ours", reason, "事项所在地的县（市、区）主管部门"]]
    if ending == "withdrawn":
        return [*begun, [2, "withdraw"]]
    start = 1
    if ending == "supplemented":
        begun = [[1, "ask", "材料不清晰，请重新提交。"], [3, "supply", "已重新提交。"], [4, "accept"]]
        start = 4
    if ending == "special":
        reasons = ["expert_review", "需要组织专家评审。", "10个工作日"]
        begun += [[2, "pause", *reasons], [9, "resume", "专家评审通过。"]]
        start = 9
    if ending == "extended":
        begun += [[1, "extend", 5, "情况复杂，需要现场复核。"]]
    return [*begun, *_ended(random, ending, start, promised)]


def _ended(random: Random, ending: str, start: int, promised: int) -> Steps:
    """Decided, delivered, rated perhaps; a bad rating is followed up."""
    used = promised + random.randint(2, 6) if ending == "late" else random.randint(0, promised // 2)
    decided = start + used
    outcome = ["refused", "不符合法定条件，不予许可。"] if ending == "refused" else ["granted"]
    done: Steps = [[decided, "decide", *outcome], [decided + 1, "deliver", random.choice(WAYS)]]
    if random.random() >= RATED:
        return done
    stars = random.choices(STARS, STAR_SHARES)[0]
    if stars not in BAD:
        return [*done, [decided + 2, "rate", stars, ""]]
    return [
        *done,
        [decided + 2, "rate", stars, random.choice(UNHAPPY)],
        [decided + 4, "call_back", "已电话回访，了解了不满意的原因并致歉。"],
        [decided + 8, "rectify", "已与承办人员谈话，完善办件提醒，结果已告知评价人。"],
    ]
