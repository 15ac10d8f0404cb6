"""What stands in the bulletin of orders that were not answered in time (督办通报)?"""

from datetime import datetime

from yiwang.kernel.deadlines.moments import day_of, local
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.papers.paper import Paper, Table, Text
from yiwang.subsystems.supervision.orders import queries, timing
from yiwang.subsystems.supervision.orders.mandates import issuing_unit

COLUMNS = ("序号", "督办编号", "督办事项", "责任单位", "办理期限", "超期天数", "进度")
WIDTHS = (6, 18, 30, 18, 14, 8, 8)


def of(post: Post, moment: datetime) -> Paper:
    """Of the orders that the post's unit gave, as they stand at this moment."""
    late = queries.late_duties(post, moment)
    rows = [
        (
            str(place),
            duty.order.case.number,
            duty.order.case.title,
            f"{duty.unit.called}（{duty.part}）",
            f"{timing.last_day(duty.clock):%Y-%m-%d}",
            str(queries.days_late(duty, moment)),
            f"{duty.progress}%",
        )
        for place, duty in enumerate(late, 1)
    ]
    stand = f"截至{local(moment):%Y年%m月%d日%H时%M分}"
    if not rows:
        blocks: list[Text | Table] = [Text(f"{stand}，本单位下达的督办事项没有超过期限未反馈的。")]
    else:
        units = len({duty.unit_id for duty in late})
        said = f"{stand}，有{len(rows)}项督办任务超过期限仍未反馈办结情况，涉及{units}个单位。现予通报。"
        blocks = [
            Text(said),
            Table(COLUMNS, rows, WIDTHS),
            Text("请上述单位抓紧办理，尽快反馈办理情况；确有困难的，说明原因并申请延期。"),
        ]
    return Paper(
        title="关于督办事项逾期情况的通报",
        signer=issuing_unit(post).name,
        signed_on=day_of(moment),
        addressee="各有关单位" if rows else "",
        blocks=blocks,
    )
