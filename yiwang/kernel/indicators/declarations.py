"""Which acts does this package declare?"""

from yiwang.kernel.audit import events


def declare() -> None:
    events.declare(
        indicators__scheme_lay_down="调整考核方案",
        indicators__exemption_grant="批准指标免考",
        indicators__exemption_end="终止指标免考",
        indicators__snapshot_take="生成月度考核结果",
    )
