"""What is done with a file that is not ours, and which jobs keep a website safe?

The five jobs: 《政府网站发展指引》（国办发〔2017〕47号）安全防护：安全策略配置、补丁更新、安全产品部署、
防病毒升级、数据备份.
"""

from dataclasses import dataclass
from datetime import date, datetime

from yiwang.kernel.errors import Refused

READ, MANAGE = "portal.guard_read", "portal.guard_manage"
GUARD = "portal_guard"

CHANGED, ADDED, DELETED = "changed", "added", "deleted"
KINDS = {CHANGED: "内容被改", ADDED: "多出文件", DELETED: "文件被删"}
OPEN, HANDLED = "open", "handled"
STATES = {OPEN: "待处置", HANDLED: "已处置"}
TONES = {OPEN: "bad", HANDLED: "good"}
FOUND_BY = {"watch": "监视", "sweep": "巡检", "strict": "发送前校验"}

TOLD_EVERY_SECONDS = 600
"""However many files are changed in so long, the person on duty hears of it once."""
SILENT_AFTER_SECONDS = 120
"""A watcher that was not seen for so long is not at work."""
BESIDE_FOR_SECONDS = 60
"""A file that is being written lies beside its place no longer than this."""

LONGEST_NOTE = 500
REMINDED_DAYS = 3


@dataclass(frozen=True)
class Job:
    """A safety job: what has to be done how often where nobody says otherwise."""

    label: str
    what: str
    days: int


JOBS = {
    "policy": Job("安全策略配置", "核对访问控制、端口、账号和口令策略，删除不用的账号和服务。", 90),
    "patches": Job("补丁更新", "检查并安装操作系统、数据库、中间件和平台的安全更新。", 30),
    "products": Job("安全产品部署", "核对防火墙、入侵检测、网页防篡改等产品在运行、策略有效。", 90),
    "antivirus": Job("防病毒升级", "更新病毒库，查看全盘查杀结果。", 7),
    "backup": Job("数据备份", "核对备份完成，每季度至少恢复演练一次。", 7),
}


def checked_note(text: str, what: str) -> str:
    """As it is kept. Raises Refused where it says nothing."""
    kept = " ".join(text.split())
    if len(kept) < 4:
        raise Refused(f"请填写{what}，至少4个字。", field="note")
    if len(kept) > LONGEST_NOTE:
        raise Refused(f"{what}最长{LONGEST_NOTE}字。", field="note")
    return kept


def check_done(done_on: date, today: date) -> None:
    """Raises Refused for a job that was done tomorrow."""
    if done_on > today:
        raise Refused("完成日期不能晚于今天。", field="done_on")


def check_days(days: int) -> None:
    if not 1 <= days <= 366:
        raise Refused("周期为1至366天。", field="days")


def next_on(done_on: date, days: int) -> date:
    return date.fromordinal(done_on.toordinal() + days)


def is_to_be_reminded(due_on: date, today: date) -> bool:
    """From three days before until it is done."""
    return due_on.toordinal() <= today.toordinal() + REMINDED_DAYS


def round_of(moment: datetime) -> int:
    """The stretch of time in which people are told once."""
    return int(moment.timestamp()) // TOLD_EVERY_SECONDS
