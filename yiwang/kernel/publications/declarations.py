"""Which kinds, acts, jobs and holders of files does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.publications import attachments, kinds, tasks
from yiwang.kernel.search import addresses


def declare() -> None:
    kinds.declare(
        news="政务动态",
        notice="通知公告",
        document="政府文件",
        interpretation="政策解读",
        information="政府信息",
    )
    events.declare(
        publications__publication_publish="公开发布",
        publications__publication_republish="更新公开内容",
        publications__publication_withdraw="撤回公开内容",
        publications__publication_release="到时公开",
        publications__publication_move="移动公开内容",
        publications__publication_relink="更新公开内容的链接",
        publications__site_open="网站开通后公开",
    )
    ticking.every("publications.release_due", seconds=30, call=tasks.release_due)
    ticking.every("publications.withdraw_expired", seconds=60, call=tasks.withdraw_expired)
    addresses.register("publication", lambda object_id: f"/a/{object_id}/")
    holders.register("publications.publication", attachments.visible, attachments.references)
