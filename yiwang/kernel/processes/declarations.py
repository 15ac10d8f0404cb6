"""Which acts, permissions and roles does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.organizations import roles

MANAGE = "processes.manage"
MANAGER = "process_manager"


def declare() -> None:
    events.declare(
        processes__definition_add="导入流程版本",
        processes__definition_put_in_force="启用流程版本",
    )
    roles.describe(processes__manage="管理流程图及其版本")
    roles.declare(
        MANAGER,
        "流程管理员",
        (MANAGE,),
        description="查看流程图及其版本，导入、绘制新版本，启用版本。",
    )
