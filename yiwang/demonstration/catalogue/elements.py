"""What does the implementation list of 云泽市 say of an item, every element filled?

The result is a document as ``approvals.items.elements`` reads it (GB/T 39046-2020 table 4).
"""

import re
from functools import cache
from typing import Any

from yiwang.demonstration.catalogue import handling, materials, sheets
from yiwang.demonstration.catalogue.organs import COMPLAINTS, Organ, organs
from yiwang.demonstration.catalogue.texts import Entry, entries
from yiwang.demonstration.catalogue.themes import themes_of
from yiwang.demonstration.numerals import numeral

SITE = "https://www.yunze.gov.cn/services/"
TYPES = {
    "许可": ("01", "行政许可"),
    "给付": ("05", "行政给付"),
    "确认": ("07", "行政确认"),
    "裁决": ("09", "行政裁决"),
    "其他": ("10", "其他行政权力"),
    "服务": ("20", "公共服务"),
}
AUDIENCES = {
    "个人": "自然人",
    "企业": "企业法人",
    "事业": "事业法人",
    "社会组织": "社会组织法人",
    "机关": "行政机关",
    "个体": "其他组织",
}
RIGHTS = [
    "要求对需要补正的全部内容一次告知。",
    "查询办理进度，了解办理人员和期限的推算过程。",
    "对不予受理、不予办理的决定要求书面说明理由，依法申请行政复议或者提起行政诉讼。",
]
OBLIGATIONS = ["如实提交材料、反映真实情况，并对其真实性负责。", "配合依法进行的核查、检验和后续监督检查。"]
REMEDIES = (
    "对决定不服的，可以自收到决定之日起六十日内申请行政复议，"
    "或者自收到之日起六个月内依法向人民法院提起行政诉讼。"
)
FEE_BASIS = "列入本省行政事业性收费目录清单，按价格、财政部门公布的标准执行。"
CERTIFICATE = re.compile(r"(证|执照|证书|照|簿|卡|许可证|牌|业主证)$")
REPLY = re.compile(r"(意见|通知|告知|回执|证明|结果|答复|登记表|备案|公告|协议|合同|凭证)")
PERIOD = re.compile(r"(\d+)(年|个月)")


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The element documents of all items by name."""
    return {entry.name: document(entry) for entry in entries()}


def organ_of(entry: Entry) -> Organ:
    return _organs()[entry.unit]


def document(entry: Entry) -> dict[str, Any]:
    """One item. Facts come from its entry, its organ and the law; see the parts below."""
    organ = organ_of(entry)
    return {
        **_identity(entry, organ),
        **_ground(entry),
        "materials": materials.materials_of(entry),
        **_fees(entry),
        "sheet": sheets.sheet_of(entry),
        **handling.handling_of(entry, _organs()),
        **_results(entry),
        **_channels(entry, organ),
        **_project(entry),
        "faqs": [_faq(text) for text in entry.ask],
        "rights": RIGHTS,
        "obligations": OBLIGATIONS,
        "remedies": REMEDIES,
        "themes": themes_of(entry),
        "keywords": list(dict.fromkeys([_plain(entry.name), entry.result.partition(":")[0], entry.unit])),
    }


@cache
def _organs() -> dict[str, Organ]:
    names = {entry.unit for entry in entries()}
    return organs(tuple(sorted(names)))


def _plain(name: str) -> str:
    """Without what stands in brackets or quotation marks."""
    return re.sub(r"（.*?）|[“”]", "", name)


def _identity(entry: Entry, organ: Organ) -> dict[str, Any]:
    type_code, type_label = TYPES[entry.type]
    item_code = f"00{type_code}{entry.ministry[1:]}{entry.serial:03d}000"
    code = f"{organ.credit_code}3{item_code}"
    return {
        "name": entry.name,
        "parent_name": _plain(entry.name),
        "item_code": item_code,
        "code": code,
        "handling_code": f"{code}01",
        "local_item_code": f"YZ{item_code[2:]}",
        "local_code": f"YZ-{organ.row.code}-{entry.serial:03d}",
        "type": type_label,
        "licence": _licence(entry),
        "level": "市级",
        "unit": organ.row.code,
        "organ": "法定机关" if organ.row.kind != "institution" else "授权组织",
        "power_source": "法定本级行使",
        "power_split": f"{entry.unit}负责本市行政区域内“{entry.name}”，法律、法规另有规定的除外。",
        "power_content": f"依法办理“{entry.name}”，包括受理、审查、决定、送达和事后监督。",
        "cooperating": entry.cooperating,
    }


def _licence(entry: Entry) -> str:
    """行政许可法 art. 12: what kind of licence it is."""
    if entry.type != "许可":
        return ""
    if {"职业资格", "资质认证"} & set(entry.themes):
        return "认可"
    if "登记" in entry.name:
        return "登记"
    return "核准" if {"检疫", "检测", "检验"} & set(entry.special) else "普通"


def _ground(entry: Entry) -> dict[str, Any]:
    return {
        "basis": [_basis(text) for text in entry.law],
        "audience": [AUDIENCES[word] for word in entry.audience],
        "scope": f"适用于{_audience(entry)}在本市申请办理“{entry.name}”。",
        "conditions": [f"{text}。" for text in entry.when],
        "refusals": ["不符合受理条件之一的。", "隐瞒有关情况或者提供虚假材料的。"],
        "quantity_limit": "无数量限制",
        "intermediaries": _intermediaries(entry),
    }


def _audience(entry: Entry) -> str:
    return "、".join(AUDIENCES[word] for word in entry.audience)


def _intermediaries(entry: Entry) -> list[str]:
    named = [text.partition("@")[2] for text in entry.papers if "@" in text]
    return list(dict.fromkeys(named)) or ["不需要中介服务"]


def _basis(text: str) -> dict[str, str]:
    """``公司法:29``: a law of the state bears its full name, a regulation the name as it is written."""
    name, _, article = text.partition(":")
    is_law = name.endswith(("法", "典"))
    return {
        "law": f"中华人民共和国{name}" if is_law else name,
        "article": f"第{numeral(int(article))}条" if article else "",
        "text": "",
    }


def _fees(entry: Entry) -> dict[str, Any]:
    if not entry.fee:
        return {"has_fee": False}
    name, price, per, note = entry.fee.split(maxsplit=3)
    amount = re.fullmatch(r"(\d+)元", price)
    fee = {
        "code": "F01",
        "name": name,
        "standard": f"每{per}{price}" if amount else price,
        "amount_fen": int(amount[1]) * 100 if amount else None,
        "basis": FEE_BASIS,
        "reduction": note,
    }
    return {"has_fee": True, "fee_basis": FEE_BASIS, "fees": [fee], "is_paid_online": True}


def _results(entry: Entry) -> dict[str, Any]:
    name, _, validity = entry.result.partition(":")
    kind = "approval"
    if CERTIFICATE.search(_plain(name)):
        kind = "certificate"
    elif entry.type not in {"许可", "裁决"} and REPLY.search(name):
        kind = "reply"
    months = _months(validity)
    result = {"name": name, "kind": kind, "validity": validity, "validity_months": months}
    is_renewed = entry.type == "许可" and kind == "certificate" and months
    return {
        "results": [{**result, "is_checked_yearly": "年度" in validity}],
        "deliveries": ["窗口领取", "邮寄送达", "网上下载"],
        "renewal": {"days_before": 30, "when_late": "warn"} if is_renewed else None,
        "is_published": entry.type == "许可",
    }


def _months(validity: str) -> int | None:
    """Of a validity that is one whole period; others stand in words only."""
    period = PERIOD.fullmatch(validity)
    return int(period[1]) * (12 if period[2] == "年" else 1) if period else None


def _channels(entry: Entry, organ: Organ) -> dict[str, Any]:
    count, _, reason = entry.visits.partition(" ")
    is_online = not entry.visits
    code = _identity(entry, organ)["code"]
    return {
        "channels": ["窗口办理", "电脑端网上办理", "移动端网上办理", "快递申请"][: 4 if is_online else 3],
        "online_depth": "4" if is_online else "3",
        "visits": int(count or 0),
        "visit_reason": reason,
        "is_online": True,
        "is_booked": True,
        "is_express": True,
        "is_in_center": True,
        "is_on_terminals": entry.process == "immediate" and is_online,
        "area": "2" if entry.process == "immediate" and entry.is_for_persons and is_online else "",
        "windows": organ.windows,
        "online_link": f"{SITE}{code}/",
        "mobile_link": f"{SITE}{code}/",
        "consult_phone": organ.phone,
        "consult_other": "政务服务热线12345转接；办事指南页面“我要咨询”",
        "complaint_phone": COMPLAINTS,
        "complaint_other": "市政务服务中心一楼“办不成事”反映窗口",
    }


def _project(entry: Entry) -> dict[str, Any]:
    return {
        "project": entry.project,
        "stage": entry.stage,
        "needs_project_code": bool(entry.project) or "project_code" in entry.fields,
    }


def _faq(text: str) -> dict[str, str]:
    """A question ends with its question mark."""
    question, _, answer = text.partition("？")
    return {"question": f"{question}？", "answer": answer}
