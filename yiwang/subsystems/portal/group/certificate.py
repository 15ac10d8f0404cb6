"""What stands on the certificate that a site was closed?"""

from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.papers.paper import Facts, Paper, Text
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.rules import ClosingState


def of(closing: Closing, signer: str) -> Paper:
    """Raises Refused for a site that is not closed yet."""
    if closing.state != ClosingState.CLOSED or closing.closed_at is None or closing.noticed_on is None:
        raise Refused("网站关停后才能出具证明。")
    site, closed_on = closing.site, day_of(closing.closed_at)
    return Paper(
        title="网站关停证明",
        number=closing.number,
        signer=signer,
        signed_on=closed_on,
        addressee=site.sponsor,
        blocks=(
            Text(
                f"经{closing.basis}批准，{site.sponsor}主办的“{site.name}”已于{_words(closed_on)}关停，"
                f"网站内容已全部迁移至“{closing.target.name}”。特此证明。"
            ),
            Facts(
                (
                    ("网站名称", site.name),
                    ("域名", site.domain),
                    ("网站标识码", site.identification_code or "无"),
                    ("ICP 备案编号", site.icp_number or "无"),
                    ("公安机关备案号", site.police_number or "无"),
                    ("关停理由", closing.reason),
                    ("公告日期", _words(closing.noticed_on)),
                    ("迁移稿件", f"{closing.moved} 篇"),
                    ("接收网站", f"{closing.target.name}（{closing.target.domain}）"),
                )
            ),
            Text("请凭本证明办理域名、网站标识码、ICP 备案和公安机关备案的注销手续。"),
        ),
    )


def _words(day: object) -> str:
    return f"{day:%Y}年{day:%m}月{day:%d}日".replace("年0", "年").replace("月0", "月")
