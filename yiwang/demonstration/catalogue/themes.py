"""Under which themes, life events and fields does an item stand?"""

from functools import cache

from yiwang.demonstration.catalogue.texts import Entry
from yiwang.subsystems.approvals.items import themes

# What one audience calls a theme, the other calls by another name.
OTHER_NAMES = {
    "教育科研": "文体教育",
    "文化体育": "文体教育",
    "旅游观光": "文体教育",
    "就业创业": "人力资源",
    "职业资格": "资质认证",
    "纳税缴费": "税收财务",
    "规划建设": "国土和规划建设",
    "住房保障": "国土和规划建设",
    "交通出行": "交通运输",
    "出境入境": "涉外服务",
    "消费维权": "质量技术",
    "公共安全": "公安消防",
    "社会救助": "社会保障",
    "生育收养": "医疗卫生",
    "优待抚恤": "社会保障",
    "证件办理": "其他",
    "离职退休": "社会保障",
    "死亡殡葬": "其他",
    "户籍办理": "其他",
    "婚姻登记": "其他",
}
PERSONS_NAMES = {
    "设立变更": "就业创业",
    "资质认证": "职业资格",
    "税收财务": "纳税缴费",
    "国土和规划建设": "规划建设",
    "交通运输": "交通出行",
    "涉外服务": "出境入境",
    "文体教育": "文化体育",
    "公安消防": "公共安全",
    "安全生产": "公共安全",
    "人力资源": "就业创业",
    "商务贸易": "消费维权",
    "科技创新": "知识产权",
    "融资信贷": "就业创业",
    "水务气象": "公用事业",
    "投资审批": "规划建设",
    "招标拍卖": "其他",
    "抵押质押": "住房保障",
    "质量技术": "消费维权",
    "检验检疫": "公共安全",
    "法人注销": "其他",
    "档案文物": "其他",
    "年检年审": "其他",
    "海关口岸": "出境入境",
}
FIELDS = {
    "field.education": {"教育科研"},
    "field.health": {"医疗卫生"},
    "field.employment": {"就业创业", "职业资格", "人力资源"},
    "field.housing": {"住房保障"},
    "field.transport": {"交通出行", "交通运输"},
}


def themes_of(entry: Entry) -> list[str]:
    """Codes of the platform's themes: those of its audience, its life events, the city's five fields."""
    found = []
    if entry.is_for_persons:
        found += _of_kind("person", entry.themes, PERSONS_NAMES)
    if entry.is_for_organisations:
        found += _of_kind("enterprise", entry.themes, OTHER_NAMES)
    found += [_codes()["event", label] for label in entry.life]
    found += [code for code, labels in FIELDS.items() if labels & set(entry.themes)]
    return list(dict.fromkeys(found))


def _of_kind(kind: str, labels: list[str], names: dict[str, str]) -> list[str]:
    codes = _codes()
    own = [codes[kind, label] for label in labels if (kind, label) in codes]
    return own or [codes[kind, names[label]] for label in labels if (kind, names.get(label, "")) in codes]


@cache
def _codes() -> dict[tuple[str, str], str]:
    return {(theme.kind, theme.label): theme.code for theme in themes.shipped().values()}
