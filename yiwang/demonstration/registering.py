"""Which systems of their own have the units of the demonstration city registered?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.systems.actions.register import SystemFields, register

REGISTRAR = "shi.guanlan"
# Unit, code, name, purpose, interface, contact, telephone, state.
SYSTEMS = (
    (
        *("市财政局", "budget", "预算管理一体化系统", "编制和执行预算，接收批复文件"),
        *("/api/v1/exchange", "万工", "0990-8820631", "live"),
    ),
    (
        *("市行政审批局", "approval", "行政审批业务系统", "办理许可事项，送出办理结果"),
        *("/api/v1/exchange", "贺工", "0990-8820655", "live"),
    ),
    (
        *("市档案馆", "archive", "数字档案馆", "接收办结公文归档"),
        *("/api/v1/exchange", "向工", "0990-8820672", "testing"),
    ),
    (
        *("市气象台", "warning", "预警信息发布系统", "发送灾害性天气信息"),
        *("/api/v1/exchange", "常工", "0990-8820690", "planned"),
    ),
)


def registering(cast: Cast, days: Days) -> Iterator[Act]:
    for number, row in enumerate(SYSTEMS):
        yield Act(at(days.back(30 - number), 10 * 60), partial(_register, cast, *row))


def _register(cast: Cast, unit: str, code: str, name: str, *about: str) -> None:
    purpose, interface, contact, telephone, state = about
    fields = SystemFields(
        name=name,
        purpose=purpose,
        interface=interface,
        contact_name=contact,
        contact_phone=telephone,
        state=state,
    )
    register(cast.by(REGISTRAR), cast.units[unit], code, fields)
