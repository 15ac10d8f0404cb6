"""Which steps lead to an application, how long is one that is not finished kept, and who may sign it?"""

from collections.abc import Collection

from yiwang.kernel.errors import Refused

PARTY, SHEET, MATERIALS, REVIEW = "party", "sheet", "materials", "review"
STEPS = {PARTY: "申请人", SHEET: "申请表", MATERIALS: "申请材料", REVIEW: "核对提交"}
PREFIX = "CG"
PURPOSE = "hall.draft"
NAME_LENGTH = 100

STATEMENT = (
    "我已阅读办事指南，知晓应当具备的条件和应当提交的材料。所填写的内容和上传的材料真实、有效；"
    "如有虚假，愿意承担相应的法律责任。同意办理单位为办理本件使用以上信息。"
)

COMPUTER, MOBILE = "2", "3"


def steps(*, has_sheet: bool, has_materials: bool) -> tuple[str, ...]:
    """Those that an item needs, in order."""
    left_out = {SHEET: not has_sheet, MATERIALS: not has_materials}
    return tuple(step for step in STEPS if not left_out.get(step))


def step_after(step: str, among: tuple[str, ...]) -> str:
    return among[min(among.index(step) + 1, len(among) - 1)]


def step_before(step: str, among: tuple[str, ...]) -> str:
    return among[max(among.index(step) - 1, 0)]


def check_signer(name: str, may_sign: Collection[str]) -> str:
    """The name without blanks. Raises Refused where it is nobody's who may sign; nobody known: anybody's."""
    plain = "".join(name.split())
    allowed = {"".join(one.split()) for one in may_sign if one.strip()}
    if not plain:
        raise Refused("请填写姓名作为签名。", field="signer")
    if allowed and plain not in allowed:
        raise Refused(
            f"签名应当与{'或者'.join(sorted(one for one in may_sign if one.strip()))}一致。", field="signer"
        )
    return plain


def channel(user_agent: str, offered: Collection[str]) -> str:
    """A.5 of GB/T 39046: computer or mobile, as far as the item offers it."""
    said = MOBILE if "Mobi" in user_agent else COMPUTER
    other = COMPUTER if said == MOBILE else MOBILE
    return said if said in offered else other
