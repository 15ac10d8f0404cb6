"""How is an item handled: by which process, on which posts, within which limits?"""

from typing import Any

from yiwang.demonstration.catalogue.organs import Organ
from yiwang.demonstration.catalogue.texts import Entry

CLERK, REVIEWER, DECIDER = "case_clerk", "case_reviewer", "case_decider"
FLOWS = {
    "immediate": "申请—受理—决定—送达，符合条件的当场办结。",
    "promised": "申请—受理—审查—审核—决定—送达。",
    "reported_up": "申请—受理—审查—审核—转报上级机关—上级决定—送达。",
    "parallel": "申请—受理—各部门同步审查—牵头单位汇总—决定—送达。",
}
# Which seat is taken by which role; of the promise so much goes to it (in tenths).
SEATS = {
    "immediate": (("acceptor", CLERK, 0), ("decider", DECIDER, 0), ("deliverer", CLERK, 0)),
    "promised": (
        ("acceptor", CLERK, 0),
        ("reviewer", CLERK, 5),
        ("checker", REVIEWER, 2),
        ("decider", DECIDER, 2),
        ("deliverer", CLERK, 0),
    ),
    "reported_up": (
        ("acceptor", CLERK, 0),
        ("reviewer", CLERK, 3),
        ("checker", REVIEWER, 2),
        ("reporter", REVIEWER, 1),
        ("decider", DECIDER, 4),
        ("deliverer", CLERK, 0),
    ),
    "parallel": (
        ("acceptor", CLERK, 0),
        ("lead", REVIEWER, 2),
        ("decider", DECIDER, 2),
        ("deliverer", CLERK, 0),
    ),
}
COOPERATION = 5
LONG_ENOUGH = 4  # working days: a shorter promise is not divided
SPECIAL_DAYS = {
    "听证": 20,
    "招标": 30,
    "拍卖": 30,
    "检验": 15,
    "检测": 10,
    "检疫": 3,
    "鉴定": 30,
    "专家评审": 15,
}


def handling_of(entry: Entry, organs: dict[str, Organ]) -> dict[str, Any]:
    flow = FLOWS[entry.process]
    if entry.to:
        flow = f"{flow.removesuffix('。')}（转报：{entry.to}）。"
    return {
        "handling": "即办件" if entry.process == "immediate" else "承诺件",
        "process": entry.process,
        "flow": flow,
        "seats": _seats(entry, organs),
        **_limits(entry),
        "special_procedures": [_special(ground) for ground in entry.special],
        "is_joint": entry.process == "parallel",
    }


def _special(ground: str) -> dict[str, Any]:
    limit = {"number": SPECIAL_DAYS[ground]}
    return {"ground": ground, "limit": limit, "note": f"{ground}所需时间书面告知。"}


def _seats(entry: Entry, organs: dict[str, Organ]) -> list[dict[str, Any]]:
    cooperating = _seat(entry, "cooperating", REVIEWER, COOPERATION)
    return [
        *(_seat(entry, *seat) for seat in SEATS[entry.process]),
        *({**cooperating, "unit": organs[name].row.code} for name in entry.cooperating),
    ]


def _seat(entry: Entry, key: str, role: str, tenths: int) -> dict[str, Any]:
    days = entry.promised_days
    if not tenths or days < LONG_ENOUGH:
        return {"key": key, "role": role}
    return {"key": key, "role": role, "limit": {"number": max(1, days * tenths // 10)}}


def _limits(entry: Entry) -> dict[str, Any]:
    legal = {"number": entry.legal_days, "note": "自受理之日起计算，按工作日计"}
    if not entry.promised_days:
        return {"legal_limit": legal if entry.legal_days else None, "promised_limit": None}
    promised = {"number": entry.promised_days, "note": "不含依法需要的听证、检验、评审等时间"}
    return {"legal_limit": legal, "promised_limit": promised}
