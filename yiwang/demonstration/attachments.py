"""Which files hang on the articles of the demonstration? Small tables, the same bytes every time."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from yiwang.demonstration import ledger

Table = list[list[str | int | float]]
SEED = 20260703
MADE_AT = datetime(2026, 7, 1)  # noqa: DTZ001 - what the format stores has no zone
OLDEST = (2026, 7, 1, 0, 0, 0)
TREES = ("香樟", "银杏", "罗汉松", "枫香", "苦槠", "槐树")


@cache
def attached(name: str) -> tuple[str, bytes]:
    """File name and content of an attachment."""
    title, table = TABLES[name]
    rows = table(Random(f"{name}-{SEED}"))  # noqa: S311 - invented figures, no secret
    if name in TEXTS:
        return f"{title}.txt", _text(rows)
    return (f"{title}.csv", _csv(rows)) if name in OPEN_DATA else (f"{title}.xlsx", _xlsx(title, rows))


def _indicators(random: Random) -> Table:
    head = [
        "县（市、区）",
        "地区生产总值（亿元）",
        "规模以上工业增加值增速（%）",
        "固定资产投资增速（%）",
        "一般公共预算收入（亿元）",
    ]
    shares = (0.192, 0.128, 0.104, 0.141, 0.079, 0.061, 0.058, 0.063, 0.071, 0.103)
    rows: Table = [[*head]]
    for county, share in zip(_counties(), shares, strict=True):
        growth, investment = random.uniform(4.8, 8.6), random.uniform(3.2, 9.4)
        rows.append(
            [
                county,
                round(2486.3 * share, 1),
                round(growth, 1),
                round(investment, 1),
                round(110.6 * share, 1),
            ]
        )
    return rows


def _divisions(random: Random) -> Table:
    rows: Table = [["行政区划代码", "名称", "上级代码", "类别"]]
    for unit in ledger.units():
        if unit.kind == "government":
            level = {6: "县级", 9: "乡级"}[len(unit.code)] if unit.parent else "地级"
            rows.append([unit.code, unit.short_name, unit.parent, level])
    return rows


def _trees(random: Random) -> Table:
    rows: Table = [["编号", "树种", "保护级别", "估测树龄（年）", "所在镇街"]]
    towns = [unit for unit in ledger.units() if len(unit.code) == 9 and unit.code.isdigit()]
    for number in range(1, 201):
        age = random.randrange(100, 720)
        grade = "一级" if age >= 500 else "二级" if age >= 300 else "三级"
        town = random.choice(towns)
        rows.append([f"{town.code}{number:05d}", random.choice(TREES), grade, age, town.short_name])
    return rows


def _purchases(random: Random) -> Table:
    things = (
        "政务信息系统运维",
        "课桌椅和实验设备",
        "城区绿化养护",
        "水质自动监测设备",
        "公共图书采购",
        "办公楼电梯更新",
        "消防车辆",
        "法律顾问服务",
        "数字档案加工",
        "物业服务",
    )
    buyers = (
        "市数据局",
        "市教育局",
        "市园林局",
        "市生态环境局",
        "云泽图书馆",
        "市机关事务局",
        "市消防救援支队",
        "市司法局",
        "市档案馆",
        "市政府办公室",
    )
    rows: Table = [
        ["序号", "采购单位", "采购项目名称", "预算金额（万元）", "预计采购时间", "专门面向中小企业"]
    ]
    for number in range(1, 37):
        place = random.randrange(len(things))
        sum_of_money = round(random.uniform(18, 460), 1)
        soon = f"{random.choice(('1', '2', '3'))}个月内"
        rows.append([number, buyers[place], things[place], sum_of_money, soon, random.choice(("是", "否"))])
    return rows


def _accounts(random: Random) -> Table:
    heads = (
        "一般公共服务支出",
        "公共安全支出",
        "教育支出",
        "科学技术支出",
        "文化旅游体育与传媒支出",
        "社会保障和就业支出",
        "卫生健康支出",
        "节能环保支出",
        "城乡社区支出",
        "农林水支出",
        "交通运输支出",
        "住房保障支出",
    )
    rows: Table = [["科目名称", "预算数（万元）", "执行数（万元）", "完成率（%）"]]
    for head in heads:
        planned = round(random.uniform(1200, 48000), 1)
        spent = round(planned * random.uniform(0.94, 1.01), 1)
        rows.append([head, planned, spent, round(spent / planned * 100, 1)])
    return rows


def _jobs(random: Random) -> Table:
    rows: Table = [["岗位代码", "招聘单位", "岗位名称", "人数", "专业要求", "学历要求"]]
    posts = (
        ("综合管理", "不限"),
        ("财务管理", "会计学类"),
        ("信息技术", "计算机类"),
        ("工程管理", "土木类"),
        ("临床医学", "临床医学类"),
        ("农业技术", "植物生产类"),
    )
    units = [unit.short_name for unit in ledger.units() if unit.kind in {"institution", "committee"}]
    for number in range(1, 41):
        post, field = random.choice(posts)
        degree = random.choice(("本科及以上", "大专及以上", "硕士研究生"))
        rows.append([f"Y{number:03d}", random.choice(units), post, random.randrange(1, 6), field, degree])
    return rows


def _disclosure(random: Random) -> Table:
    rows: Table = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]
    for name in ("规章", "行政规范性文件"):
        made, ended = random.randrange(20, 140), random.randrange(3, 30)
        rows.append([name, made, ended, made * 4 + random.randrange(60)])
    rows.append(["信息内容", "本年处理决定数量", "", ""])
    for name in ("行政许可", "行政处罚", "行政强制", "行政事业性收费（万元）"):
        rows.append([name, random.randrange(1_000, 90_000), "", ""])
    return rows


def _quality(random: Random) -> Table:
    rows: Table = [["监测点", "日序", "PM2.5（微克/立方米）", "臭氧（微克/立方米）", "断面水质类别"]]
    for station in ("镜心路站", "会展路站", "学府站", "云麓山站", "湖心断面", "汀溪入湖口断面"):
        for day in range(1, 31):
            particles, ozone = random.randrange(12, 62), random.randrange(60, 158)
            rows.append([station, day, particles, ozone, random.choice(("Ⅱ", "Ⅲ", "Ⅲ"))])
    return rows


def _parking(random: Random) -> Table:
    rows: Table = [["名称", "所在镇街", "泊位数", "充电桩数", "收费标准"]]
    streets = [unit.short_name for unit in ledger.units() if unit.short_name.endswith("街道")]
    for number in range(1, 61):
        street = random.choice(streets)
        price = random.choice(("免费", "首小时3元，之后每小时2元", "每次5元"))
        rows.append(
            [f"{street}{number}号停车场", street, random.randrange(40, 620), random.randrange(0, 60), price]
        )
    return rows


def _opinion(random: Random) -> Table:
    lines = (
        "征求意见反馈表",
        "",
        "意见事项：",
        "姓名或者单位名称：",
        "联系方式（选填）：",
        "具体意见和理由：",
        "",
        "说明：联系方式仅用于反馈意见采纳情况，不对外公开。",
    )
    return [[line] for line in lines]


def _request(random: Random) -> Table:
    lines = (
        "政府信息公开申请表",
        "",
        "申请人姓名或者名称：",
        "身份证明：",
        "联系方式：",
        "所需信息的名称、文号或者其他特征性描述：",
        "获取信息的方式（邮寄、自行领取、在线获取）：",
        "",
        "申请人签名：",
        "填表说明：描述越具体，答复越快捷；本机关不收取申请费。",
    )
    return [[line] for line in lines]


def _counties() -> list[str]:
    return [unit.short_name for unit in ledger.units() if len(unit.code) == 6 and unit.parent]


def _text(rows: Table) -> bytes:
    return "\r\n".join(str(row[0]) for row in rows).encode("utf-8-sig")


def _csv(rows: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(title: str, rows: Sequence[Sequence[str | int | float]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:31]
    for row in rows:
        sheet.append(list(row))
    for number, cell in enumerate(sheet[1], start=1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = 22
    sheet.freeze_panes = "A2"
    book.properties.created = book.properties.modified = MADE_AT
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _timeless(archive: bytes) -> bytes:
    """The same archive without the moment of its making in every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.infolist():
            content = given.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _unmodified(content)
            made.writestr(zipfile.ZipInfo(entry.filename, OLDEST), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unmodified(core: bytes) -> bytes:
    """openpyxl writes the present moment as the last change; ours is the day of making."""
    before, _, rest = core.partition(b"<dcterms:modified")
    attributes, _, rest = rest.partition(b">")
    _, _, after = rest.partition(b"</dcterms:modified>")
    moment = MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return before + b"<dcterms:modified" + attributes + b">" + moment + b"</dcterms:modified>" + after


TEXTS = frozenset({"opinion", "request"})
OPEN_DATA = frozenset({"divisions", "trees", "quality", "parking"})
TABLES: Mapping[str, tuple[str, Callable[[Random], Table]]] = {
    "indicators": ("分县（市、区）主要经济指标", _indicators),
    "divisions": ("行政区划代码表", _divisions),
    "trees": ("古树名木名录（样例）", _trees),
    "purchases": ("政府采购意向明细表", _purchases),
    "accounts": ("收支明细表", _accounts),
    "jobs": ("公开招聘岗位表", _jobs),
    "disclosure": ("主动公开政府信息情况表", _disclosure),
    "quality": ("空气和水质监测数据（样例）", _quality),
    "parking": ("公共停车场信息（样例）", _parking),
    "opinion": ("征求意见反馈表", _opinion),
    "request": ("政府信息公开申请表", _request),
}
