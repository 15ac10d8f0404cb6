"""Which acts, permissions, roles, files, watchers and jobs do cases declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import reminding, rules, subjects, tasks, waiting
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles


def declare() -> None:
    _acts()
    _roles()
    holders.register("cases.case", waiting.visible, waiting.references)
    watchers.watch_together(reminding.warn, kind=rules.SUBJECT)
    watchers.watch_together(reminding.warn_of_step, kind="processes.step")
    watchers.watch_moves(tasks.tell_moved, kind=rules.SUBJECT)
    watchers.watch_calendar(tasks.recount_acceptance)
    clocks.register(rules.SUBJECT, "办件", subjects.about_cases)
    clocks.register("processes.step", "办件环节", subjects.about_steps)
    if settings.ZONE != "outer":
        ticking.every("cases.accept_by_law", seconds=600, call=tasks.accept_by_law)
        ticking.every("cases.start_untimed", seconds=3600, call=tasks.start_untimed)


def _acts() -> None:
    events.declare(
        cases__case_open="收件登记",
        cases__case_confirm="确认收到",
        cases__case_accept="受理",
        cases__case_ask="一次性告知补正",
        cases__case_supply="收到补正材料",
        cases__case_decline="不予受理",
        cases__material_check="核验材料",
        cases__material_add_files="添加材料文件",
        cases__case_attach="添加附件",
        cases__case_remark="写批注",
        cases__step_take="签收环节",
        cases__step_hand_over="转交环节",
        cases__step_finish="办理环节",
        cases__step_take_back="收回环节",
        cases__step_send_back="退回环节",
        cases__signer_add="加签",
        cases__signer_remove="减签",
        cases__case_pause="启动特别程序",
        cases__case_resume="结束特别程序",
        cases__extension_ask="申请延期",
        cases__extension_grant="批准延期",
        cases__extension_refuse="不批准延期",
        cases__case_transfer="移送办件",
        cases__case_take="签收办件",
        cases__case_hand_over="转交办件",
        cases__case_urge="催办",
        cases__case_consult="征求意见",
        cases__consultation_answer="答复征求意见",
        cases__case_decide="作出决定",
        cases__case_deliver="送达",
        cases__case_close="办结",
        cases__case_withdraw="撤回申请",
        cases__case_terminate="终止办理",
        cases__case_reopen="重新办理",
        cases__case_rate="评价",
        cases__case_follow_up="追评",
        cases__party_read="查看申请人完整信息",
        cases__case_oversee="监督查阅办件",
        cases__phrase_keep="保存常用语",
        cases__phrase_drop="删除常用语",
    )


def _roles() -> None:
    roles.describe(
        cases__handle="办理本单位的办件",
        cases__decide="作出决定、重新办理",
        cases__extend_grant="批准延长办理期限",
        cases__read="查看本单位及下属单位的办件",
    )
    roles.declare(
        rules.CLERK,
        "办件人员",
        (rules.HANDLE, rules.READ),
        description="受理、审查、送达本单位的办件，一次性告知补正，启动特别程序，征求意见。",
    )
    roles.declare(
        rules.REVIEWER,
        "审核人员",
        (rules.HANDLE, rules.READ),
        description="审核本单位的办件。",
    )
    roles.declare(
        rules.DECIDER,
        "办件负责人",
        (rules.HANDLE, rules.READ, rules.DECIDE, rules.GRANT),
        description="对本单位的办件作出决定，批准延长期限，决定重新办理。",
    )
    roles.declare(
        rules.SUPERVISOR,
        "办件督办员",
        (rules.READ,),
        description="查看本单位及下属单位的全部办件和期限，催办。",
    )
