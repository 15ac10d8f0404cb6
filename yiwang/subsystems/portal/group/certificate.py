"""What stands on the certificate that a site was closed?"""

from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.papers.paper import Facts, Paper, Text
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.rules import ClosingState


def of(closing: Closing, signer: str) -> Paper:
    """On one page with its seal. Raises Refused for a site that is not closed yet."""
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
                f"经{closing.basis}批准，{site.sponsor}主办的“{site.name}”自{_words(closing.noticed_on)}起公告，"
                f"于{_words(closed_on)}关停，{closing.moved}篇稿件已全部迁移至“{closing.target.name}”"
                f"（{closing.target.domain}）。特此证明。请凭本证明办理域名、网站标识码、ICP 备案和"
                "公安机关备案的注销手续。"
            ),
            Facts(
                (
                    ("域名", site.domain),
                    ("网站标识码", site.identification_code or "无"),
                    ("ICP 备案编号", site.icp_number or "无"),
                    ("公安机关备案号", site.police_number or "无"),
                    ("关停理由", closing.reason),
                )
            ),
        ),
    )


def _words(day: object) -> str:
    return f"{day:%Y}年{day:%m}月{day:%d}日".replace("年0", "年").replace("月0", "月")
