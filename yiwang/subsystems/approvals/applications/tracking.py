"""Do number and code belong together, and how often may a program be wrong?"""

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import limits, throttle, tracking
from yiwang.kernel.intake.rules import read_code, read_number

WRONG = "编号或者查询码不对，请对照回执核对。"


def reference_of(number: str, code: str, who: str) -> str:
    """The reference of the submission; the same answer and count for a wrong number and for a wrong code.

    Raises Refused for a wrong pair, and for every pair once too many were wrong within the hour.
    """
    read = read_number(number)
    failures = throttle.Count("failures", limits.FAILURES_AN_HOUR)
    keys = (f"from:{who}", f"for:{read or 'none'}")
    try:
        for key in keys:
            throttle.refuse_spent(failures, key)
        submission = tracking.found(read, read_code(code))
        if submission is None:
            for key in keys:
                throttle.spend(failures, key)
            raise Refused(WRONG, field="code")
    except throttle.TooOftenError:
        raise Refused("查询失败的次数过多，请一小时后再试。", field="code") from None
    return submission.reference
