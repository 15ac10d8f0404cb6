"""What stands in a guide, group by group (办事指南; 行政许可法 art. 30, GB/T 36114-2018, websites.md §2)?"""

from dataclasses import dataclass

from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.approvals.hall import reckoning
from yiwang.subsystems.approvals.hall.reckoning import Due
from yiwang.subsystems.approvals.items import codes, guides, queries
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Guide
from yiwang.subsystems.approvals.items.parts import Attached, Material, Result

Pairs = list[tuple[str, str]]
YES = {True: "是", False: "否"}


@dataclass(frozen=True)
class Paper:
    """A material with the addresses of its sample and blank form."""

    material: Material
    form: str
    source: str
    count: str
    need: str
    sample: StoredFile | None
    blank: StoredFile | None


@dataclass(frozen=True)
class Outcome:
    result: Result
    kind: str
    sample: StoredFile | None


@dataclass(frozen=True)
class GuidePage:
    """Everything that the page of one guide shows."""

    guide: Guide
    elements: Elements
    identity: Pairs
    handling: Pairs
    papers: list[Paper]
    shared: list[Material]
    limits: Pairs
    due: Due | None
    results: list[Outcome]
    deliveries: str
    channels: str
    related: list[Guide]


def of(guide: Guide) -> GuidePage:
    """Three queries: files, related guides, the calendar."""
    elements = guide.elements
    files = guides.files_of(guide)
    return GuidePage(
        guide=guide,
        elements=elements,
        identity=_filled(_identity(guide, elements)),
        handling=_filled(_handling(elements)),
        papers=[_paper(material, files) for material in elements.materials_asked],
        shared=shared(elements),
        limits=_filled(_limits(elements)),
        due=reckoning.if_today(elements),
        results=[_outcome(result, files) for result in elements.results],
        deliveries=_labels(codes.DELIVERIES, elements.deliveries),
        channels=_labels(codes.CHANNELS, elements.channels),
        related=queries.related(guide),
    )


def papers(guide: Guide, elements: Elements) -> list[Paper]:
    """What the applicant hands in; one query."""
    files = guides.files_of(guide)
    return [_paper(material, files) for material in elements.materials_asked]


def shared(elements: Elements) -> list[Material]:
    """What the platform gets from others, and nobody is asked for."""
    return [material for material in elements.materials if not material.is_asked]


def _identity(guide: Guide, elements: Elements) -> Pairs:
    return [
        ("事项名称", elements.name),
        ("主项名称", elements.parent_name),
        ("事项类型", codes.TYPES[elements.type]),
        ("许可类别", codes.LICENCES[elements.licence] if elements.licence else ""),
        ("实施机关", guide.unit_name),
        ("实施主体性质", codes.ORGANS[elements.organ]),
        ("委托部门", elements.entrusted_by),
        ("联办机构", "、".join(elements.cooperating)),
        ("行使层级", codes.LEVELS[elements.level]),
        ("权力来源", elements.power_source),
        ("权限划分", elements.power_split),
        ("行使内容", elements.power_content),
        ("基本编码", elements.item_code),
        ("实施编码", elements.code),
        ("业务办理项编码", elements.handling_code),
    ]


def _handling(elements: Elements) -> Pairs:
    return [
        ("服务对象", _labels(codes.AUDIENCES, elements.audience)),
        ("办件类型", codes.HANDLINGS[elements.handling]),
        ("办理形式", _labels(codes.CHANNELS, elements.channels)),
        ("网上办理深度", codes.DEPTHS[elements.online_depth]),
        ("到办事现场次数", f"{elements.visits}次"),
        ("必须现场办理原因", elements.visit_reason),
        ("通办范围", codes.AREAS[elements.area]),
        ("数量限制", elements.quantity_limit),
        ("中介服务", "、".join(elements.intermediaries)),
        ("是否支持预约", YES[elements.is_booked]),
        ("是否进驻政务大厅", YES[elements.is_in_center]),
        ("是否支持自助终端", YES[elements.is_on_terminals]),
        ("是否支持物流快递", YES[elements.is_express]),
    ]


def _limits(elements: Elements) -> Pairs:
    legal, promised = elements.legal_limit, elements.promised_limit
    return [
        ("法定办结时限", str(legal) if legal else ""),
        ("法定时限说明", legal.note if legal else ""),
        ("承诺办结时限", str(promised) if promised else ""),
        ("承诺时限说明", promised.note if promised else ""),
    ]


def _paper(material: Material, files: dict[str, StoredFile]) -> Paper:
    counted = [("原件", material.originals), ("复印件", material.copies)]
    return Paper(
        material=material,
        form=codes.FORMS[material.form],
        source="，".join(filter(None, (codes.SOURCES[material.source], material.issuer))),
        count="、".join(f"{label}{number}份" for label, number in counted if number),
        need=need(material),
        sample=_file(material.sample, files),
        blank=_file(material.blank_form, files),
    )


def need(material: Material) -> str:
    """必备, or in which case."""
    if material.needed_when:
        return material.needed_when
    return "必备" if material.is_required else "非必备"


def _outcome(result: Result, files: dict[str, StoredFile]) -> Outcome:
    return Outcome(result, codes.RESULTS[result.kind], _file(result.sample, files))


def _file(attached: Attached | None, files: dict[str, StoredFile]) -> StoredFile | None:
    return files.get(attached.digest) if attached else None


def _labels(labels: dict[str, str], given: list[str]) -> str:
    return "、".join(labels[code] for code in given)


def _filled(pairs: Pairs) -> Pairs:
    return [(label, value) for label, value in pairs if value]
