"""What stands on the receipt that somebody takes home from the window?"""

from collections.abc import Sequence

from django.conf import settings

from yiwang.kernel.deadlines.moments import day_of, local
from yiwang.kernel.intake.rules import grouped
from yiwang.kernel.papers.paper import Facts, Paper, Table, Text
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import TakenIn

FORMS = {rules.PAPER: "纸质", rules.FILE: "电子", rules.MISSING: "未收"}


def track_address() -> str:
    """Number and code are typed there: neither ever stands in an address."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}/track/"


def receipt(taken: TakenIn, code: str, promised: Sequence[tuple[str, str]]) -> Paper:
    """申请材料接收凭证（收件回执）, on one page where few materials came.

    ``code``: empty where it was printed before and nobody has it; ``promised``: label and text of each limit.
    """
    case = taken.case
    at = local(taken.at)
    facts = [
        ("申请人", case.party.name),
        ("办理事项", case.title),
        ("编号", taken.number),
        *([("查询码", grouped(code))] if code else []),
        ("办件编号", case.number),
        ("收件时间", f"{at:%Y-%m-%d %H:%M}"),
        *promised,
    ]
    return Paper(
        title="申请材料接收凭证",
        signer=case.unit.name,
        signed_on=day_of(taken.at),
        blocks=(
            Facts(tuple(facts)),
            *([_table(taken.materials)] if taken.materials else [Text("本事项不需要申请材料。")]),
        ),
        notes=(
            "凭编号和查询码可以在网上查看进度、补充材料、缴费、撤回申请和评价服务。",
            *(("查询码只打印一次，请妥善保管，不要交给他人。",) if code else ()),
        ),
        qr=track_address(),
        qr_caption="扫码查询进度",
    )


def _table(materials: list[dict[str, object]]) -> Table:
    rows = [
        (
            str(place),
            str(one["name"]),
            FORMS[str(one["form"])],
            "已核对" if one["is_original_checked"] else "—",
        )
        for place, one in enumerate(materials, start=1)
    ]
    return Table(("序号", "材料名称", "形式", "原件"), rows, (1, 6, 2, 2))
