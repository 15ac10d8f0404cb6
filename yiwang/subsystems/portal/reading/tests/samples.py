"""Invented documents of an invented city as the importer meets them."""

import json
from typing import Any

TEXT = """云泽市水务局关于做好防汛工作的通知
云水〔2024〕{number}号
各县区水务局：
现将有关事项通知如下，请遵照执行。
云泽市水务局
2024年5月{number}日
"""


def record(number: int, **changes: Any) -> dict[str, Any]:
    """A record of a document; two numbers, two documents."""
    url = f"https://www.yunze.gov.cn/zfwj/{number}.html"
    text = TEXT.format(number=number)
    return {"url": url, "text": text, "publish_date": "2024-06-01", **changes}


def lines(*records: object) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
