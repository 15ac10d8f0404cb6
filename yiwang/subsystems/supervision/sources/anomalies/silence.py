"""Has a source gone silent that the city relies on?"""

from collections.abc import Iterable
from datetime import datetime

from yiwang.kernel.deadlines.moments import day_of, start_of
from yiwang.kernel.findings.rules import YELLOW, Matter
from yiwang.subsystems.supervision.sources import integration, rules
from yiwang.subsystems.supervision.watching.registry import Breach, Parameters, Rule

SILENT = "sources.silent"


def silent(moment: datetime, parameters: Parameters) -> Iterable[Breach]:
    """Once for each silence: a record that comes in ends it."""
    for state in integration.states(day_of(moment)):
        if not state.is_silent or state.connection is None or state.silent_since is None:
            continue
        source, since = state.source, state.silent_since
        yield Breach(
            fact=f"{source.code}:{since}",
            unit_id=state.connection.unit_id,
            matter=Matter(
                rules.kind_of_source(source.code),
                source.code,
                f"数据源“{source.label}”",
                f"/office/supervision/sources/{source.code}/",
                source.area,
            ),
            at=start_of(since),
            evidence=[
                ("最近一条记录", str(day_of(state.last_at)) if state.last_at else "没有记录"),
                (
                    "计算",
                    f"{since}至{day_of(moment)}共{state.quiet_days}天没有记录，"
                    f"超过{state.connection.silent_days}天",
                ),
            ],
        )


RULES = (
    Rule(
        SILENT,
        "监察数据源中断",
        "《政务数据共享条例》（2025年）关于政务数据提供和更新的规定",
        YELLOW,
        look=silent,
        group="数据源",
    ),
)
