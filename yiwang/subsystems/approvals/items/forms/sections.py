"""In which sections is an edition written, and what is asked in each?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from yiwang.kernel.processes import shipped
from yiwang.kernel.processes.models import Definition
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.forms.shaped import CHOOSE, ShapedForm
from yiwang.subsystems.approvals.items.shapes import Shape, shapes_of


@dataclass(frozen=True)
class Section:
    """``names``: elements asked for in one form; ``parts``: those of which there are several."""

    code: str
    label: str
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def elements(self) -> tuple[str, ...]:
        return (*self.names, *self.parts)


SECTIONS = (
    Section(
        "basics",
        "基本信息",
        (
            "name", "parent_name", "licence", "level", "organ", "entrusted_by", "power_source", "power_split",
            "power_content", "handling_code", "local_item_code", "local_code", "project", "stage",
            "needs_project_code",
        ),
    ),
    Section(
        "grounds",
        "依据与条件",
        ("audience", "scope", "conditions", "refusals", "quantity_limit", "intermediaries"),
        ("basis",),
    ),
    Section("materials", "材料与收费", ("has_fee", "fee_basis"), ("materials", "fees")),
    Section(
        "handling",
        "流程与时限",
        ("handling", "process", "flow", "legal_limit", "promised_limit", "is_joint", "cooperating"),
        ("seats", "special_procedures"),
    ),
    Section("results", "审批结果", ("deliveries", "renewal", "is_published"), ("results",)),
    Section(
        "channels",
        "渠道与窗口",
        (
            "channels", "online_depth", "visits", "visit_reason", "is_online", "is_booked", "is_paid_online",
            "is_express", "is_in_center", "is_on_terminals", "area", "online_link", "mobile_link",
            "consult_phone", "consult_other", "complaint_phone", "complaint_other",
        ),
        ("windows",),
    ),
    Section("help", "指南与主题", ("themes", "keywords", "rights", "obligations", "remedies"), ("faqs",)),
)  # fmt: skip
BY_CODE = {section.code: section for section in SECTIONS}
SHEET = "sheet"


def section_of(element: str) -> str:
    """The code of the section in which an element is written."""
    if element == SHEET:
        return SHEET
    return next((section.code for section in SECTIONS if element in section.elements), "basics")


class SectionForm(ShapedForm):
    """``revision``: what the writer saw, so that nobody overwrites a colleague."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, section: Section, held: Mapping[str, Any], **options: Any) -> None:
        shapes = [_shape(name) for name in section.names]
        super().__init__(shapes, {**_defaults(section), **held}, **options)
        if "process" in self.fields:
            known = processes(str(held.get("process") or ""))
            self.fields["process"] = forms.ChoiceField(
                label=self.fields["process"].label, choices=[CHOOSE, *known], required=False
            )


def _shape(name: str) -> Shape:
    return shapes_of(Elements)[name]


def _defaults(section: Section) -> dict[str, Any]:
    """What the model says where a draft says nothing."""
    fields = Elements.model_fields
    return {name: fields[name].get_default() for name in section.names if not fields[name].is_required()}


def processes(held: str) -> list[tuple[str, str]]:
    """Those in force, those that come with the platform, and the one the draft already names."""
    known = dict(Definition.objects.in_force().order_by("key").values_list("key", "name"))
    listed = {**{key: key for key in shipped.KEYS}, **known}
    if held:
        listed.setdefault(held, held)
    return list(listed.items())
