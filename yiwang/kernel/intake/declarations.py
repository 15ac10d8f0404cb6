"""Which acts, roles, messages, files and jobs does this package declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import followers, kinds, rules
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.files import holders
from yiwang.kernel.intake import messages, queries, receipts
from yiwang.kernel.intake.actions import entries, keys, progress, taking
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.actions.wiping import wipe_due
from yiwang.kernel.organizations import roles


def declare() -> None:
    _acts()
    roles.declare(
        receipts.MANAGER,
        "受理管理员",
        (),
        description="内外网之间转送公众提交的内容被拒收时收到提醒。",
    )
    for code, label, body, take in (
        (messages.SUBMISSION, "公众提交", messages.Submission, taking.take_submission),
        (messages.SUPPLEMENT, "公众补充", messages.Supplement, taking.take_supplement),
        (messages.WITHDRAWAL, "公众撤回", messages.Withdrawal, taking.take_withdrawal),
        (messages.RATING, "公众评价", messages.Rating, taking.take_rating),
        (messages.PROGRESS, "办理进度", messages.Progress, progress.take_progress),
        (messages.ENTRY, "窗口代为提交", messages.Entry, entries.take_entry),
        (messages.KEY_REQUEST, "请求加密公钥", messages.KeyRequest, keys.take_key_request),
        (messages.KEY, "加密公钥", messages.Key, keys.take_key),
    ):
        kinds.register(Kind(code, 1, label, rules.SERVICE, body, take))
    followers.register(receipts.hear)
    holders.register("intake.submission", visible=queries.shows_file, references=queries.held_files)
    if settings.ZONE != "inner":  # no submission is handed in inside
        ticking.every("intake.hand_over", seconds=30, call=hand_over_waiting)
        ticking.every("intake.wipe_due", seconds=3600, call=wipe_due)


def _acts() -> None:
    events.declare(
        intake__submission_submit="公众提交",
        intake__supplement_hand_in="公众补充",
        intake__submission_withdraw="公众撤回",
        intake__submission_rate="公众评价",
        intake__submission_wipe="清除到期的个人信息",
        intake__handover_fail="转送内网未成",
        intake__handover_retry="重新转送内网",
        intake__progress_take="收到办理进度",
        intake__matter_take="受理公众提交",
        intake__supplement_take="收到公众补充",
        intake__withdrawal_take="收到公众撤回",
        intake__rating_take="收到公众评价",
        intake__matter_enter="代申请人提交",
        intake__entry_take="收到窗口代为提交",
        intake__matter_report="向申请人反馈",
        intake__contact_read="查看申请人联系方式",
        intake__key_make="生成联系方式加密密钥",
        intake__key_announce="送出联系方式加密公钥",
        intake__key_take="收到联系方式加密公钥",
    )
