"""Which documents does a bench import? Invented ones, always the same, in a file of JSON Lines."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = date(2015, 1, 5)
MARKS = ("云政发", "云政办发", "云政办函", "云财社", "云教基", "云水资", "云卫规")
ORGANS = (
    "云泽市人民政府",
    "云泽市人民政府办公室",
    "云泽市财政局",
    "云泽市教育局",
    "云泽市水务局",
    "云泽市卫生健康委员会",
)
SUBJECTS = (
    "绿道建设",
    "冬季救助",
    "防汛抗旱",
    "义务教育招生",
    "老旧小区改造",
    "农田水利",
    "疫苗接种",
    "公共停车",
    "河湖保护",
)
SENTENCES = (
    "各有关单位要提高认识，把这项工作列入重要议事日程，主要负责同志亲自抓、分管负责同志具体抓。",
    "要结合本地实际制定实施方案，明确责任分工、时间节点和保障措施，确保按期完成任务。",
    "市级财政安排专项资金予以支持，资金使用接受审计监督，任何单位不得截留、挪用。",
    "建立定期通报制度，对进展缓慢的单位予以提醒，对弄虚作假的依规依纪处理。",
    "鼓励社会力量参与，及时公开进展情况，听取群众意见，接受社会监督。",
)
HEADINGS = ("总体要求", "主要任务", "保障措施", "时间安排", "工作要求")


def write(path: Path, count: int) -> None:
    """``count`` documents, a third of them pages with a header table, the rest plain text."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(1, count + 1):
            stream.write(json.dumps(record(number), ensure_ascii=False) + "\n")


def record(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    organ, subject = chance.choice(ORGANS), chance.choice(SUBJECTS)
    day = FIRST_DAY + timedelta(days=number % 3600)
    title = f"{organ}关于做好{day.year}年{subject}第{number}号工作的通知"
    mark = f"{chance.choice(MARKS)}〔{day.year}〕{number}号"
    written = f"{day.year}年{day.month}月{day.day}日"
    paragraphs = ["各县（市、区）人民政府，市政府各部门：", "现将有关事项通知如下："]
    for order, heading in zip("一二三四五", HEADINGS, strict=True):
        paragraphs += [f"{order}、{heading}", "".join(chance.sample(SENTENCES, 3))]
    paragraphs += [organ, written, "（此件公开发布）"]
    url = f"https://www.yunze.gov.cn/zfwj/{day.year}/{number}.html"
    if number % 3:
        return {"url": url, "text": "\n".join([title, mark, *paragraphs]), "publish_date": day.isoformat()}
    index = f"11330000MB1234567X/{day.year}-{number:05d}"
    cells = (("索 引 号：", index), ("发文机关：", organ), ("成文日期：", written))
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in cells)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in [title, mark, *paragraphs])
    markup = f"<table>{rows}</table><div id='zoom'>{body}</div>"
    return {"url": url, "html": markup, "publish_date": day.isoformat()}
