"""Which records could a city have? Plain data for demonstrations and tests, the same each time.

Names, numbers and amounts are made up; a share of the records breaks a rule each, and is said so.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from yiwang.kernel.deadlines.moments import shifted

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, place, 31) for place in range(17)]
DRUGS = (
    ("阿莫西林胶囊", "0.25g×24粒", "盒", "6.80"),
    ("硝苯地平控释片", "30mg×7片", "盒", "18.50"),
    ("二甲双胍片", "0.5g×20片", "盒", "4.20"),
    ("阿托伐他汀钙片", "20mg×7片", "盒", "9.60"),
    ("氨氯地平片", "5mg×14片", "盒", "5.30"),
    ("头孢呋辛酯片", "0.25g×12片", "盒", "11.90"),
    ("奥美拉唑肠溶胶囊", "20mg×14粒", "盒", "7.40"),
    ("胰岛素注射液", "3ml:300单位", "支", "42.00"),
)
SUPPLIERS = ("云泽康达医药有限公司", "云泽同和药业有限公司", "滨江医药配送有限公司", "恒济医药有限公司")
BUILDERS = ("云泽市第一建筑公司", "滨江市政工程公司", "恒固建设有限公司", "安泰建设集团", "云泽路桥公司")
PROJECTS = ("滨河路改造", "第三小学教学楼", "城东污水管网", "社区养老服务中心", "智慧停车场", "北山公园")


def credit_code(number: int) -> str:
    """A unified social credit code with a right check character (GB 32100-2015) that nobody has."""
    digits = [int(each) for each in f"{number:08d}"]
    organisation = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    organisation += {10: "X", 11: "0"}.get(rest, str(rest))
    bare = f"91990100{organisation}"
    total = sum(_ALPHABET.index(each) * weight for each, weight in zip(bare, _WEIGHTS, strict=True))
    return bare + _ALPHABET[(31 - total % 31) % 31]


def medicine(institutions: Sequence[str], until: date, number: int = 240) -> str:
    """Purchases of the year before ``until``. Breaks: every 40th far above, three small ones in a row."""
    head = ["采购明细号", "医疗机构", "药品通用名", "规格", "计价单位", "单价（元）", "数量", "供应商"]
    rows: list[list[str]] = [[*head, "供应商代码", "采购日期", "参考价（元）"]]
    for place in range(number):
        drug, specification, package, reference = DRUGS[place * 3 % len(DRUGS)]
        price = Decimal(reference) * (Decimal("1.35") if place % 40 == 39 else Decimal(90 + place % 9) / 100)
        supplier = 0 if place % len(institutions) == 0 else place % len(SUPPLIERS)
        on = shifted(until, days=-(number - place) * 330 // number)
        rows.append(
            [
                f"CG{until:%Y}{place + 1:05d}",
                institutions[place % len(institutions)],
                drug,
                specification,
                package,
                f"{price.quantize(Decimal('0.01'))}",
                str(200 + place * 37 % 900),
                SUPPLIERS[supplier],
                credit_code(supplier + 1),
                str(on),
                reference,
            ]
        )
    rows += [
        [
            f"CG{until:%Y}9000{part}",
            institutions[-1],
            *DRUGS[7][:3],
            "42.00",
            str(1000 + part * 50),
            SUPPLIERS[1],
            credit_code(2),
            str(shifted(until, days=-9 + part * 3)),
            DRUGS[7][3],
        ]
        for part in range(3)
    ]
    return written(rows)


def trading(buyers: Sequence[str], until: date, number: int = 36) -> str:
    """Breaks: each 9th has one bidder, each 7th two bids alike, each 11th not the lowest, no reason."""
    head = ["标段编号", "标段名称", "项目名称", "招标人", "交易类别", "交易方式", "最高限价（元）"]
    rows = [[*head, "投标人", "投标报价（元）", "中标人", "中标金额（元）", "定标理由", "定标日期"]]
    for place in range(number):
        limit = 800_000 + place * 53_000
        bidders = [BUILDERS[(place + step) % len(BUILDERS)] for step in range(1 if place % 9 == 8 else 4)]
        bids = [limit - 9_000 * (step + 2) - place * 110 for step in range(len(bidders))]
        if place % 7 == 6 and len(bids) > 1:
            bids[1] = bids[0] + 120
        order = sorted(range(len(bids)), key=lambda step: bids[step])
        won = order[1] if place % 11 == 10 and len(bids) > 1 else order[0]
        rows.append(
            [
                f"YZJY{until:%Y}{place + 1:04d}",
                f"{place % 3 + 1}标段",
                f"{PROJECTS[place % len(PROJECTS)]}工程",
                buyers[place % len(buyers)],
                "工程建设",
                "公开招标",
                str(limit),
                "；".join(bidders),
                "；".join(str(each) for each in bids),
                bidders[won],
                str(bids[won]),
                "",
                str(shifted(until, days=-(number - place) * 300 // number)),
            ]
        )
    return written(rows)


def construction(owners: Sequence[str], until: date, number: int = 24) -> str:
    """Breaks: each 8th built before approved, each 6th changed too much, each 5th without acceptance."""
    head = [
        "项目代码",
        "项目名称",
        "建设单位",
        "数据日期",
        "可研估算（元）",
        "初步设计概算（元）",
        "批复文号",
    ]
    rows = [
        [
            *head,
            *("批复日期", "施工单位", "合同金额（元）", "变更累计金额（元）"),
            *("开工日期", "完工日期", "申请验收日期"),
        ]
    ]
    for place in range(number):
        estimate = 3_000_000 + place * 210_000
        approved = shifted(until, days=-700 + place * 5)
        started = shifted(approved, days=-20 if place % 8 == 7 else 60)
        completed = shifted(started, days=240) if place % 2 == 0 else None
        accepted = shifted(completed, days=90) if completed and place % 5 != 4 else None
        rows.append(
            [
                f"2104-990100-04-01-{place + 1:06d}",
                f"{PROJECTS[place % len(PROJECTS)]}项目（{place // len(PROJECTS) + 1}期）",
                owners[place % len(owners)],
                str(until),
                str(estimate),
                str(estimate * (112 if place % 10 == 9 else 104) // 100),
                f"云发改审〔{approved.year}〕{place + 1}号",
                str(approved),
                BUILDERS[place % len(BUILDERS)],
                str(estimate * 95 // 100),
                str(estimate * (14 if place % 6 == 5 else 3) // 100),
                str(started),
                str(completed or ""),
                str(accepted or ""),
            ]
        )
    return written(rows)


def written(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
