"""Which codes stand for what in the objects that are exchanged with an upper platform?

Provinces differ (shared standards/approvals.md §2, §4): every set is a setting. ``YIWANG_UPPER_CODES`` names
a TOML file whose tables replace single codes of ours, e.g. ``[outcome] granted = "6"``.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from yiwang import environment
from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers.rules import NATIONAL
from yiwang.subsystems.approvals.applications.rules import CODES_39046, SCORES_NATIONAL

# Objects of the Guangdong interface, in its order.
OBJECTS = {
    0: "申办",
    1: "预受理",
    2: "受理",
    3: "审批",
    4: "办结",
    5: "特别程序申请",
    6: "特别程序结果",
    7: "补交告知",
    8: "补交受理",
    9: "领取登记",
}
_DEFAULTS: dict[str, dict[str, str]] = {
    "applicant": {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6"},
    "document": dict(NATIONAL),
    # BJJGDM: 0 出证办结; 1 退回办结; 2 作废办结; 4 转报办结; 5 补正不来办结; 6 办结.
    "outcome": {
        "certified": "0",
        "granted": "6",
        "refused": "1",
        "declined": "1",
        "withdrawn": "2",
        "reported": "4",
        "lapsed": "5",
        "ended": "6",
    },
    "special": {"extension": "A", "pause": "B"},
    "acceptance": {"accepted": "1", "declined": "0", "missing": "2"},
    "step": {"open": "1", "done": "2"},
    "handover": {"window": "1", "express": "2", "online": "3"},
    "channel": {"1": "1", "2": "2", "3": "3", "4": "4", "9": "9"},
    # The two run in opposite directions (shared standards/approvals.md §2): levels go by name.
    "satisfaction": dict(CODES_39046),
    "score": dict(SCORES_NATIONAL),
    "limit": {"working_days": "G", "calendar_days": "T", "hours": "S", "working_hours": "S", "minutes": "F"},
}


def read(text: str) -> dict[str, dict[str, str]]:
    """The sets with the replacements of a TOML text. Raises Refused for a set or a name we do not have."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"代码表不是有效的 TOML：{fault}") from None
    sets = {name: dict(codes) for name, codes in _DEFAULTS.items()}
    for name, codes in given.items():
        if name not in sets or not isinstance(codes, dict):
            raise Refused(f"没有“{name}”这个代码集，可用的是：{'、'.join(sets)}。")
        strange = sorted(set(codes) - set(sets[name]))
        if strange:
            raise Refused(f"代码集“{name}”没有“{strange[0]}”这一项。")
        sets[name] |= {key: str(value) for key, value in codes.items()}
    return sets


def _in_force() -> Mapping[str, Mapping[str, str]]:
    path = environment.text("YIWANG_UPPER_CODES")
    return MappingProxyType(read(Path(path).read_text("utf-8") if path else ""))


SETS = _in_force()


def code(name: str, key: str) -> str:
    """The code of ``key`` in the set; what the set does not name goes out as it is."""
    return SETS[name].get(key, key)
