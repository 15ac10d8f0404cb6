"""Which code sets do the elements of an item use, and what does each code say?

Sources: GB/T 39046-2020 annex A (A.1 types, A.2 levels, A.3 natures of organs, A.4 applicants, A.5 ways to
apply, A.6 kinds of handling); 行政许可法 art. 12 (kinds of licences) and art. 45 (time that does not count).
A code is stored; a label is shown and may be typed instead of the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from yiwang.kernel.deadlines.rules import Unit

TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
LEVELS = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县级",
    "5": "镇（乡、街道）级",
    "6": "村（社区）级",
    "7": "分级管理",
}
ORGANS = {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
AUDIENCES = {
    "1": "自然人",
    "2": "企业法人",
    "3": "事业法人",
    "4": "社会组织法人",
    "5": "行政机关",
    "6": "其他组织",
}
CHANNELS = {
    "1": "窗口办理",
    "2": "电脑端网上办理",
    "3": "移动端网上办理",
    "4": "快递申请",
    "9": "其他",
}
IMMEDIATE, PROMISED, OTHER = "1", "2", "9"
HANDLINGS = {IMMEDIATE: "即办件", PROMISED: "承诺件", OTHER: "其他"}
DEPTHS = {
    "1": "互联网咨询（Ⅰ级）",
    "2": "互联网收件（Ⅱ级）",
    "3": "互联网预审（Ⅲ级）",
    "4": "全程网办（Ⅳ级）",
}
ENTIRELY_ONLINE = "4"
AREAS = {"": "仅限本地", "1": "全国通办", "2": "跨省通办", "3": "跨市通办", "4": "跨县通办"}
LICENCES = {"": "不适用", "1": "普通", "2": "特许", "3": "认可", "4": "核准", "5": "登记", "9": "其他"}
PROJECTS = {"": "不适用", "01": "审批", "02": "核准", "03": "备案"}
STAGES = {"": "不适用", "1": "立项用地规划许可", "2": "工程建设许可", "3": "施工许可", "4": "竣工验收"}

FORMS = {"electronic": "电子", "paper": "纸质", "both": "电子或纸质"}
SHARED = "shared"
SOURCES = {
    "applicant": "申请人自备",
    "government": "政府部门核发",
    "agency": "中介机构或其他机构出具",
    SHARED: "部门共享获取（免提交）",
}
CERTIFICATE = "certificate"
RESULTS = {CERTIFICATE: "证照", "approval": "批文", "reply": "答复或意见", "other": "其他"}
EXPRESS = "express"
DELIVERIES = {"window": "窗口领取", EXPRESS: "邮寄送达", "online": "网上下载"}
LATE = {"refuse": "不予受理，须重新申请", "warn": "受理并提示逾期"}
GROUNDS = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
UNITS = {unit.value: unit.label for unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS)}


@dataclass(frozen=True, eq=False)
class CodeSet:
    """Marks a ``str`` that is one of the codes; lets its label in too, gives the code."""

    labels: Mapping[str, str]

    def read(self, written: str) -> str:
        if written in self.labels:
            return written
        for code, label in self.labels.items():
            if label == written:
                return code
        expected = "、".join(self.labels.values())
        raise PydanticCustomError("enum", "Not one of the code set.", {"expected": expected})

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.read, handler(source))


Type = Annotated[str, CodeSet(TYPES)]
Level = Annotated[str, CodeSet(LEVELS)]
Organ = Annotated[str, CodeSet(ORGANS)]
Audience = Annotated[str, CodeSet(AUDIENCES)]
Channel = Annotated[str, CodeSet(CHANNELS)]
Handling = Annotated[str, CodeSet(HANDLINGS)]
Depth = Annotated[str, CodeSet(DEPTHS)]
Area = Annotated[str, CodeSet(AREAS)]
Licence = Annotated[str, CodeSet(LICENCES)]
Project = Annotated[str, CodeSet(PROJECTS)]
Stage = Annotated[str, CodeSet(STAGES)]
Form = Annotated[str, CodeSet(FORMS)]
Source = Annotated[str, CodeSet(SOURCES)]
ResultKind = Annotated[str, CodeSet(RESULTS)]
Delivery = Annotated[str, CodeSet(DELIVERIES)]
Late = Annotated[str, CodeSet(LATE)]
Ground = Annotated[str, CodeSet({ground: ground for ground in GROUNDS})]
LimitUnit = Annotated[str, CodeSet(UNITS)]
