"""How is a year of applications played through the real actions, the same for the same seed?"""

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from yiwang.demonstration.approving import acts_of
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.catalogue.elements import documents
from yiwang.demonstration.catalogue.texts import Entry, entries
from yiwang.demonstration.clock import Act, acting
from yiwang.demonstration.days import Days
from yiwang.demonstration.ledger import rows
from yiwang.demonstration.matters import Matter, Told
from yiwang.demonstration.people import CASE_ROLES
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.items.codes import SHARED
from yiwang.subsystems.approvals.items.models import Implementation

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
RATED, STARS, STAR_SHARES = 0.6, (5, 4, 3, 2, 1), (62, 22, 10, 4, 2)
LONGEST = 240  # working days: the library of the demonstration city is hardly older
COMPANY_WORDS = ("湖光", "青禾", "瑞丰", "东屏", "白鹭", "长汀", "松涛", "云帆", "明川", "禾木")
TRADES = ("食品", "商贸", "科技", "建设", "物流", "餐饮", "文化", "农业", "环保", "医药")
WAYS = ("online", "counter", "express")
APPLYING = {"个人", "企业", "个体"}
Shown = Callable[[list[Act]], Iterable[Act]]


def replay(cases: int, seed: int, span: int, shown: Shown = iter) -> Counter[str]:
    """Play so many applications over the last ``span`` working days; how many had which ending in the plan.

    Raises Refused without a library of items or without officials for it. Every deed is its own transaction.
    """
    cast = cast_of_city()
    days = Days(today(), shipped.calendar())
    plan = planned(cases, seed, min(span, LONGEST), known_items(cast))
    acts = [
        act
        for number, (_, told) in enumerate(plan)
        for act in acts_of(Matter(cast, told, 1_000 + number), days)
    ]
    acts.sort(key=lambda act: act.moment)
    with acting() as clock:
        for act in shown(acts):
            clock.perform(act)
    return Counter(ending for ending, _ in plan)


def cast_of_city() -> Cast:
    """Units and officials as they stand in the database."""
    cast = Cast()
    for unit in Unit.objects.open():
        cast.units[unit.short_name] = unit
    for post in Post.objects.in_full().in_office(today()).own().order_by("pk"):
        for role in set(post.roles) & set(CASE_ROLES):
            cast.officials.setdefault((post.unit.short_name, role), post)
        cast.posts.setdefault(post.person.username, post)
    return cast


def known_items(cast: Cast) -> list[Entry]:
    """Those in force whose own officials are there and which need nothing besides."""
    held = set(Implementation.objects.in_force().values_list("name", flat=True))
    staffed = {unit for unit, role in cast.officials if role == CASE_ROLES[-1]}
    found = [entry for entry in entries() if entry.name in held and entry.unit in staffed and is_plain(entry)]
    if not found:
        raise Refused("还没有生效的事项或者办件人员，请先运行 yiwang demo 建立演示城市。")
    return found


def is_plain(entry: Entry) -> bool:
    """For people or enterprises, without a project and without other organs."""
    is_open_to_all = bool(APPLYING & set(entry.audience))
    return is_open_to_all and not (entry.project or entry.cooperating or "project_code" in entry.fields)


def is_long_licence(entry: Entry) -> bool:
    """Special procedures and longer limits are for licences (行政许可法 art. 42, 45)."""
    return entry.type == "许可" and entry.promised_days > 1


def asks_for_papers(entry: Entry) -> bool:
    """Whether anything can be missing."""
    materials = documents()[entry.name]["materials"]
    return any(each["is_required"] and each["source"] != SHARED for each in materials)


def planned(cases: int, seed: int, span: int, items: list[Entry]) -> list[tuple[str, Told]]:
    """Ending and story of each application; the same for the same seed, items and span."""
    return [_story(Random(f"{seed} {number}"), span, items) for number in range(cases)]  # noqa: S311


def _story(random: Random, span: int, items: list[Entry]) -> tuple[str, Told]:
    ending = random.choices(list(SHARES), list(SHARES.values()))[0]
    fitting = {
        "special": [entry for entry in items if is_long_licence(entry)],
        "extended": [entry for entry in items if is_long_licence(entry)],
        "supplemented": [entry for entry in items if asks_for_papers(entry)],
    }
    entry = random.choice(fitting.get(ending, items))
    back = random.randint(0, span)
    steps = [step for step in _steps(random, ending, max(entry.promised_days, 1)) if step[0] <= back]
    told = Told(entry.name, _applicant(random, entry), back, steps, at_counter=random.random() < 0.3)
    return ending, told


def _applicant(random: Random, entry: Entry) -> str:
    if entry.is_for_persons:
        table = rows("names")
        return random.choice(table)["surname"] + random.choice(table)["given"]
    kind = "有限公司" if "企业" in entry.audience else "商行"
    return f"云泽市{random.choice(COMPANY_WORDS)}{random.choice(TRADES)}{kind}"


def _steps(random: Random, ending: str, promised: int) -> list[list[Any]]:
    """Working days after the handing in, deed, words; see approving.DEEDS."""
    begun: list[list[Any]] = [[1, "accept"]]
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
        procedure = ["expert_review", "需要组织专家评审。", "10个工作日"]
        begun += [[2, "pause", *procedure], [9, "resume", "专家评审通过。"]]
        start = 9
    if ending == "extended":
        begun += [[1, "extend", 5, "情况复杂，需要现场复核。"]]
    decided = start + (
        promised + random.randint(2, 6) if ending == "late" else random.randint(0, promised // 2)
    )
    outcome = ["refused", "不符合法定条件，不予许可。"] if ending == "refused" else ["granted"]
    done = [*begun, [decided, "decide", *outcome], [decided + 1, "deliver", random.choice(WAYS)]]
    if random.random() < RATED:
        done.append([decided + 2, "rate", random.choices(STARS, STAR_SHARES)[0], ""])
    return done
