"""A paper with everything on it; a test changes only what matters to it."""

from datetime import date
from typing import Any

from yiwang.kernel.papers.paper import Facts, Heading, Items, Paper, Table, Text

HOSTILE = '#panic("x") $x$ *b* `raw` @ref <label> \\u{1F} [#] <b>&amp;</b> =HYPERLINK()'


def make_paper(**changes: Any) -> Paper:
    given: dict[str, Any] = {
        "title": "准予行政许可决定书",
        "signer": "云泽市市场监督管理局",
        "signed_on": date(2026, 2, 9),
        "number": "云市监许准〔2026〕12号",
        "addressee": "云泽市喜乐餐饮店",
        "blocks": (
            Text("你单位提出的申请，本机关已受理。\n经审查，决定准予行政许可。"),
            Heading("一、许可内容"),
            Facts((("许可事项", "食品经营许可"), ("有效期限", "2026年2月9日至2031年2月8日"))),
            Items(("请在10个工作日内领取证照。", "需要延续的，请在届满30日前提出。")),
            Table(("序号", "材料名称"), (("1", "申请书"), ("2", "营业执照")), (1, 5)),
        ),
        "notes": ("如不服本决定，可以依法申请行政复议或者提起行政诉讼。",),
        "qr": "https://www.yunze.gov.cn/services/verify/",
    }
    return Paper(**(given | changes))
