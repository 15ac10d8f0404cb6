"""Which acts does this package record?"""

from yiwang.kernel.audit import events


def declare() -> None:
    events.declare(
        files__file_receive="接收文件",
        files__file_quarantine="隔离文件",
        files__file_clear="文件查毒通过",
        files__file_release="放行隔离文件",
        files__file_remove="删除隔离文件",
        files__file_collect="清理无引用文件",
    )
