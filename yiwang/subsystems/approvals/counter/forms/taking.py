"""What does a clerk fill in for somebody at the window: who it is, what was brought, who fetches?"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.models import Material as CaseMaterial
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField, receiving
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.forms import PHONE, FilesForm
from yiwang.subsystems.approvals.applications import rules as applications
from yiwang.subsystems.approvals.counter.actions.going_on import Fetched
from yiwang.subsystems.approvals.counter.actions.taking_in import Brought
from yiwang.subsystems.approvals.items.codes import AUDIENCES, DELIVERIES
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Material

_PERSONS = [(kind, identifiers.KINDS[kind]) for kind in applications.IDENTIFIERS[applications.PERSON]]
POSTED = ("delivery_name", "delivery_phone", "delivery_address")


def _line(label: str, most: int = 100, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": f"请填写{label}。"},
    )


class PartyForm(forms.Form):
    """Whose application it is and who brings it; identifiers are judged by ``applying.checked``."""

    prefix = "party"
    kind = forms.ChoiceField(
        label="申请人类型", widget=forms.RadioSelect, error_messages={"required": "请选择申请人类型。"}
    )
    name = _line("姓名或者单位名称", required=True)
    identifier_kind = forms.ChoiceField(label="证件类型")
    identifier = _line("证件号码", 40, required=True)
    legal_representative = _line("法定代表人或者负责人")
    phone = _line("联系电话", 30, required=True)
    address = _line("地址", 200)
    agent_name = _line("代理人姓名")
    agent_identifier_kind = forms.ChoiceField(label="代理人证件类型", required=False, choices=_PERSONS)
    agent_identifier = _line("代理人证件号码", 40)
    agent_phone = _line("代理人电话", 30)
    is_authorised = forms.BooleanField(label="已查验授权委托书", required=False)
    delivery_way = forms.ChoiceField(label="结果送达", widget=forms.RadioSelect)
    delivery_name = _line("收件人")
    delivery_phone = _line("收件人电话", 30)
    delivery_address = _line("收件地址", 200)
    project = _line("投资项目代码", 40)

    def __init__(self, elements: Elements, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choices("kind", [(code, AUDIENCES[code]) for code in elements.audience])
        allowed = dict.fromkeys(kind for code in elements.audience for kind in applications.IDENTIFIERS[code])
        self._choices("identifier_kind", [(kind, identifiers.KINDS[kind]) for kind in allowed])
        self._choices("delivery_way", [(way, DELIVERIES[way]) for way in elements.deliveries])
        if applications.EXPRESS not in elements.deliveries:
            for name in POSTED:
                del self.fields[name]
        if not elements.needs_project_code:
            del self.fields["project"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("phone", "agent_phone", "delivery_phone"):
            given = re.sub(r"[\s()（）]", "", said.get(name) or "")
            if given and not PHONE.fullmatch(given):
                self.add_error(name, "电话号码的写法不对，请填写手机号，或者带区号的固定电话。")
            elif name in said:
                said[name] = given
        if said.get("agent_name") and not said.get("is_authorised"):
            self.add_error("is_authorised", "由代理人办理的，请先查验授权委托书。")
        if said.get("agent_name") and not said.get("agent_identifier"):
            self.add_error("agent_identifier", "请填写代理人证件号码。")
        return said

    def party(self) -> dict[str, Any]:
        """As ``applying.checked`` wants it."""
        said = self.cleaned_data
        names = ("kind", "name", "identifier_kind", "identifier", "legal_representative", "phone", "address")
        party: dict[str, Any] = {name: said[name] for name in names}
        if said["agent_name"]:
            party["agent"] = {
                "name": said["agent_name"],
                "identifier_kind": said["agent_identifier_kind"] or identifiers.IDENTITY,
                "identifier": said["agent_identifier"],
                "phone": said["agent_phone"],
            }
        return party

    def delivery(self) -> dict[str, Any]:
        said = self.cleaned_data
        way = said["delivery_way"]
        if way != applications.EXPRESS:
            return {"way": way}
        return {"way": way, **{name.removeprefix("delivery_"): said.get(name, "") for name in POSTED}}

    def refuse(self, refused: Refused) -> bool:
        """Beside the field that ``applying.checked`` names; whether it is one of this form."""
        place = refused.field or ""
        name = (
            place.removeprefix("party.")
            .replace("delivery.", "delivery_")
            .replace("agent", "agent_identifier")
        )
        is_ours = name in self.fields
        if is_ours:
            self.add_error(name, refused.sentence)
        return is_ours


class MaterialsForm(FilesForm):
    """For each material: is it here on paper, was its original compared, or its scan."""

    prefix = "materials"

    def __init__(self, materials: Iterable[Material | CaseMaterial], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.materials = dict(enumerate(materials))
        for place, material in self.materials.items():
            self.fields[f"paper_{place}"] = forms.BooleanField(label="收纸质件", required=False)
            self.fields[f"original_{place}"] = forms.BooleanField(label="已核对原件", required=False)
            self.fields[f"file_{place}"] = UploadField(
                label=f"{material.name}（扫描件）", required=False, kinds=DOCUMENTS | IMAGES
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "material": material,
                "paper": self[f"paper_{place}"],
                "original": self[f"original_{place}"],
                "file": self[f"file_{place}"],
            }
            for place, material in self.materials.items()
        ]

    def brought(self) -> Brought:
        said = self.cleaned_data
        codes = {place: material.code for place, material in self.materials.items()}
        return Brought(
            files={code: [said[f"file_{at}"]] for at, code in codes.items() if said.get(f"file_{at}")},
            paper=[code for at, code in codes.items() if said.get(f"paper_{at}")],
            originals=[code for at, code in codes.items() if said.get(f"original_{at}")],
        )


def materials_form(
    materials: Iterable[Material | CaseMaterial], request: HttpRequest, by: Actor
) -> MaterialsForm:
    """Empty, or what was sent; whose the uploads are is known."""
    if request.method != "POST":
        return MaterialsForm(materials)
    return receiving(MaterialsForm(materials, request.POST, request.FILES), by=by)


class SupplyForm(forms.Form):
    text = forms.CharField(
        label="补正说明", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class FindForm(forms.Form):
    number = forms.CharField(
        label="办件编号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写编号。"},
    )


class FetchForm(forms.Form):
    identifier_kind = forms.ChoiceField(label="证件类型", choices=list(identifiers.KINDS.items()))
    identifier = _line("领取人证件号码", 40)
    is_authorised = forms.BooleanField(label="由他人受托代领", required=False)
    who = _line("代领人姓名", 60)
    note = _line("查验的授权委托书", 150)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("is_authorised") and not said.get("identifier"):
            raise ValidationError({"identifier": "请查验并填写领取人证件号码。"})
        return said

    def fetched(self) -> Fetched:
        return Fetched(**self.cleaned_data)
