"""Which acts, permissions, roles and jobs does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders, receiving, tasks
from yiwang.kernel.files.rules import QUARANTINE_MANAGE
from yiwang.kernel.organizations import roles


def declare() -> None:
    events.declare(
        files__file_receive="接收文件",
        files__file_quarantine="隔离文件",
        files__file_clear="文件查毒通过",
        files__file_release="放行隔离文件",
        files__file_remove="删除隔离文件",
        files__file_collect="清理无引用文件",
    )
    roles.describe(files__quarantine_manage="处理隔离文件")
    roles.declare(
        "files_guard",
        "文件安全员",
        may=(QUARANTINE_MANAGE,),
        description="查看被隔离的文件，填写理由后放行或删除；不能放行自己上传的文件。",
        second_factor=True,
    )
    ticking.every("files.scan_waiting", seconds=60, call=tasks.scan_waiting, lease=3600)
    ticking.every("files.remove_leftovers", seconds=3600, call=tasks.remove_leftovers)
    ticking.every("files.sweep_store", seconds=3600, call=tasks.sweep_this_hour)
    ticking.every("files.collect_unreferenced", seconds=3600, call=tasks.collect_unreferenced)
    holders.register("files.receiver", visible=receiving.is_visible, references=lambda ids: set())
