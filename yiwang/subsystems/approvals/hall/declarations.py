"""What does the hall declare: acts, files, a regular job, its part of the progress page?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.intake import panels
from yiwang.subsystems.approvals.hall import progress, queries
from yiwang.subsystems.approvals.hall.actions.drafts import expire


def declare() -> None:
    events.declare(
        hall__draft_begin="开始填写申请",
        hall__draft_write="填写申请",
        hall__draft_keep="保存申请草稿",
        hall__draft_attach="上传申请材料",
        hall__draft_detach="移除申请材料",
        hall__draft_follow="草稿转到新的申请表",
        hall__draft_use_earlier="带出以前的申请",
        hall__draft_hear="阅读草稿变化",
        hall__draft_hand_in="提交申请",
        hall__draft_wipe="清除申请草稿",
    )
    holders.register("hall.draft", visible=queries.shows_file, references=queries.held_files)
    panels.register("hall.course", progress.COURSE)
    panels.register("hall.content", progress.CONTENT)
    if settings.ZONE != "inner":
        ticking.every("hall.expire_drafts", seconds=3600, call=expire)
