"""What do corrections declare: their kind, acts, role, files, jobs, menu entry, to-dos?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal.corrections import rules, subjects, taking, timing, waiting
from yiwang.subsystems.portal.corrections.messages import Fault


def declare() -> None:
    kinds.register(
        kinds.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            body=Fault,
            take=taking.take,
            take_supplement=taking.take_supplement,
            take_withdrawal=taking.take_withdrawal,
            take_rating=taking.take_rating,
            most_files=3,
            promise=rules.PROMISE,
        )
    )
    _acts()
    roles.describe(portal__correction_handle="处理网站纠错")
    roles.declare(
        timing.CORRECTOR,
        "纠错处理员",
        may=(rules.HANDLE,),
        description="受理、答复网民对本单位及下属单位网页的纠错。",
    )
    holders.register("portal.correction", waiting.visible, waiting.references)
    watchers.watch(timing.warn, kind=rules.KIND)
    clocks.register(rules.KIND, "网站纠错", subjects.about_corrections)
    if settings.ZONE != "outer":
        ticking.every("portal.start_corrections", seconds=3600, call=timing.start_untimed)
    menu.register("网站纠错", "portal:correction_list", "信息发布", rules.HANDLE)
    todos.register("portal.corrections", "待处理的网站纠错", waiting.to_handle, "/office/corrections/")


def _acts() -> None:
    events.declare(
        portal__correction_receive="收到网站纠错",
        portal__correction_supplement="网民补充纠错",
        portal__correction_withdraw="网民撤回纠错",
        portal__correction_rate="网民评价纠错答复",
        portal__correction_accept="受理网站纠错",
        portal__correction_ask="要求补充纠错",
        portal__correction_answer="答复网站纠错",
        portal__correction_dismiss="不予采纳网站纠错",
    )
