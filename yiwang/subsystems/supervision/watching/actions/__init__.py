"""What changes the rules, the thresholds, the areas, and what is noted of a finding?"""

from yiwang.subsystems.supervision.watching.actions.areas import begin_area, end_area
from yiwang.subsystems.supervision.watching.actions.judging import end_finding, read_finding
from yiwang.subsystems.supervision.watching.actions.setting import Setting, set_rule, set_threshold

__all__ = [
    "Setting",
    "begin_area",
    "end_area",
    "end_finding",
    "read_finding",
    "set_rule",
    "set_threshold",
]
