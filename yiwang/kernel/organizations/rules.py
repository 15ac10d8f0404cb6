"""What does the law or the agreed order say about units, posts, administrators and passwords?"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from yiwang.kernel.errors import Refused

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
MARK = re.compile(r"[\u3400-\u9fff]{1,12}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9_.-]{1,59}")
MOBILE = re.compile(r"1[3-9]\d{9}")
LONGEST_DELEGATION_DAYS = 366
SHORTEST_PASSWORD = 8
KINDS_OF_CHARACTERS = 3


# Names and codes


def checked_name(name: str, longest: int, field: str = "name") -> str:
    """The name without outer blanks. Refuses one that is empty, too long or holds invisible characters."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise Refused("请填写名称。", field=field)
    if len(name) > longest:
        raise Refused(f"名称不能超过{longest}个字。", field=field)
    if any(
        unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for character in name
    ):
        raise Refused("名称中含有不可见的控制字符，请重新输入。", field=field)
    return name


def checked_code(code: str) -> str:
    code = code.strip()
    if not CODE.fullmatch(code):
        raise Refused("机构代码只能用字母、数字、连字符和下划线，最长40位。", field="code")
    return code


def checked_mark(mark: str) -> str:
    """机关代字, Chinese characters only, or empty (党政机关公文处理工作条例 2012, art. 9(5))."""
    mark = mark.strip()
    if mark and not MARK.fullmatch(mark):
        raise Refused("机关代字只能用汉字，最长12个字，不含年份、括号和序号。", field="document_mark")
    return mark


def checked_username(username: str) -> str:
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Refused("账号用2至60位小写字母、数字、点、连字符或下划线，以字母或数字开头。", field="username")
    return username


def checked_mobile(mobile: str) -> str:
    mobile = mobile.strip().replace(" ", "").replace("-", "")
    if mobile and not MOBILE.fullmatch(mobile):
        raise Refused("手机号码应为11位数字，以13至19开头。", field="mobile")
    return mobile


# Changes of units


def check_effective(on: date, today: date, last_change_on: date | None) -> None:
    """A change takes effect today or earlier, and never before the change recorded last."""
    if on > today:
        raise Refused("生效日期不能晚于今天；请在生效当日办理。", field="on")
    if last_change_on and on < last_change_on:
        raise Refused(f"生效日期不能早于该机构上一次变更的日期（{last_change_on}）。", field="on")


def check_open(is_open: bool, name: str, field: str | None = None) -> None:
    if not is_open:
        raise Refused(f"“{name}”已撤销，不能再办理此项。", field=field)


def check_parent(path: str, parent_path: str) -> None:
    """A unit moves anywhere but below itself; the root stays where it is."""
    if parent_path.startswith(path):
        raise Refused("不能把机构调整到它自己或它的下级之下。", field="parent")


def check_not_root(parent_id: int | None) -> None:
    if parent_id is None:
        raise Refused("根机构不能调整隶属、合并或撤销。")


def check_close(open_children: int, held_posts: int) -> None:
    """A unit closes when nobody works there and nothing hangs below it."""
    if open_children:
        raise Refused(f"该机构下还有{open_children}个未撤销的下级机构，请先调整或撤销它们。")
    if held_posts:
        raise Refused(f"该机构还有{held_posts}个在任岗位，请先免职，或改为合并到其他机构。")


def check_reopen(is_open: bool, merged_into: str | None, parent_is_open: bool) -> None:
    if is_open:
        raise Refused("该机构没有撤销，无需恢复。")
    if merged_into:
        raise Refused(f"该机构已并入“{merged_into}”，不能恢复；如需重新设立，请新设机构或从该机构分设。")
    if not parent_is_open:
        raise Refused("上级机构已撤销，请先恢复上级机构。")


def check_merge(path: str, target_path: str) -> None:
    if path == target_path:
        raise Refused("不能把机构并入它自己。", field="target")
    if target_path.startswith(path):
        raise Refused("不能把机构并入它的下级机构，请先调整隶属。", field="target")


# Posts


def check_not_oneself(by_person_id: int | None, person_id: int) -> None:
    """Nobody grants anything to themselves (三员分立, GB/T 22239-2019 8.1.4.2; security.md §2)."""
    if by_person_id == person_id:
        raise Refused("不能给自己任职、免职、授权或解除限制，请由另一位管理员办理。")


def check_term(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise Refused("截止日期不能早于起始日期。", field="ends_on")


def administration(held: Collection[str]) -> str:
    """The one administrator's office among those held, or empty.

    System, security and audit administration are three people: GB/T 22239-2019 8.1.4.2 (三员分立),
    standards/security.md §9 no. 2. Raises Refused where one person would hold two.
    """
    offices = sorted(set(held))
    if len(offices) > 1:
        raise Refused(
            "系统管理员、安全管理员、安全审计员必须由三人分别担任，同一人不能兼任其中两种（包括代行）。",
            field="roles",
        )
    return offices[0] if offices else ""


def check_delegation(principal_id: int, deputy_id: int, days: int) -> None:
    """A post is lent to somebody else for at most a year; longer needs a proper appointment."""
    if principal_id == deputy_id:
        raise Refused("不能委托给本人。", field="person")
    if days > LONGEST_DELEGATION_DAYS:
        raise Refused("一次委托最长一年；需要更长时间的，请办理任职。", field="ends_on")


def check_lent(lent: Collection[str], held: Collection[str], field: str) -> None:
    """Only what one has can be lent."""
    if not lent:
        raise Refused("请至少选择一项委托的角色。", field=field)
    if not set(lent) <= set(held):
        raise Refused("只能委托自己岗位现有的角色和权限。", field=field)


# Passwords


def password_faults(password: str) -> list[str]:
    """What is wrong with a password: 8 characters of 3 kinds (GB/T 22239-2019 8.1.4.1 a, security.md §2)."""
    faults = []
    if len(password) < SHORTEST_PASSWORD:
        faults.append(f"密码至少{SHORTEST_PASSWORD}位。")
    kinds = [str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum()]
    if sum(any(is_of(character) for character in password) for is_of in kinds) < KINDS_OF_CHARACTERS:
        faults.append("密码须包含大写字母、小写字母、数字、符号四类中的至少三类。")
    return faults
