"""Which materials does an item ask for, and in which form?"""

from functools import cache
from typing import Any

from yiwang.demonstration.catalogue.texts import Entry
from yiwang.demonstration.ledger import rows

FEWEST = 3
ISSUERS = {
    "审计报告": "会计师事务所",
    "发票": "销售方或者服务提供方",
    "检测报告": "检验检测机构",
}
PUBLIC_ISSUERS = (
    ("证书", "原发证机关"),
    ("许可证", "原发证机关"),
    ("退役证", "退役军人事务部门"),
    ("批复", "批准机关"),
    ("批准文件", "批准机关"),
    ("完税", "税务机关"),
)


def materials_of(entry: Entry) -> list[dict[str, Any]]:
    """Who asks, what the item itself asks for, who acts for whom; never fewer than three."""
    keys = ["identity"] if entry.is_for_persons else []
    keys += ["licence"] if entry.is_for_organisations else []
    keys += entry.papers
    keys += ["statement"] if len(keys) + 1 < FEWEST else []
    keys += ["authorisation"] if "authorisation_required" not in keys else []
    return [_material(f"M{number:02d}", key) for number, key in enumerate(keys, start=1)]


def _material(code: str, key: str) -> dict[str, Any]:
    row = _shared().get(key)
    return {"code": code, **(_of_table(row) if row else _in_own_words(key))}


@cache
def _shared() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows("item_materials")}


def _of_table(row: dict[str, str]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "form": row["form"],
        "originals": int(row["originals"]),
        "copies": int(row["copies"]),
        "source": row["source"],
        "issuer": row["issuer"],
        "is_required": not row["when"],
        "needed_when": row["when"],
        "notes": row["notes"],
    }


def _in_own_words(text: str) -> dict[str, Any]:
    """``竣工验收报告（…的提供）@建设单位``: when it is needed stands in brackets, who issues it after @."""
    name, _, issuer = text.partition("@")
    when = ""
    if name.endswith("的提供）"):
        name, _, when = name.removesuffix("提供）").rpartition("（")
    source, issuer = _source(name, issuer)
    is_copy = source == "government"
    return {
        "name": name,
        "form": "both",
        "originals": int(not is_copy),
        "copies": int(is_copy),
        "source": source,
        "issuer": issuer,
        "is_required": not when,
        "needed_when": when,
        "notes": "上传原件扫描件，窗口核对原件后退还。" if is_copy else "内容完整，加盖公章或者由本人签名。",
    }


def _source(name: str, issuer: str) -> tuple[str, str]:
    if issuer:
        return "agency", issuer
    for word, known in ISSUERS.items():
        if word in name:
            return "agency", known
    for word, known in PUBLIC_ISSUERS:
        if word in name:
            return "government", known
    return "applicant", ""
