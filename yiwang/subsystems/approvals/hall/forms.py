"""What does somebody fill in who applies: who they are, which files, their signature?"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.forms import PHONE, FilesForm
from yiwang.subsystems.approvals.applications.rules import EXPRESS, PERSON, check_identifier_kind
from yiwang.subsystems.approvals.applications.rules import IDENTIFIERS as ALLOWED
from yiwang.subsystems.approvals.hall import rules
from yiwang.subsystems.approvals.items.codes import AUDIENCES, DELIVERIES
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Material
from yiwang.subsystems.approvals.sheets.forms import Fault

OWN = (
    "kind", "name", "identifier_kind", "identifier", "legal_representative", "phone", "email", "address",
)  # fmt: skip
AGENT = ("agent_name", "agent_identifier_kind", "agent_identifier", "agent_phone")
DELIVERY = ("delivery_way", "delivery_name", "delivery_phone", "delivery_address")
_PERSONS = [(kind, identifiers.KINDS[kind]) for kind in ALLOWED[PERSON]]


def _line(
    label: str, most: int = 100, *, required: bool = False, hint: str = "", **attributes: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": f"请填写{label}。"},
    )


class PartyForm(forms.Form):
    """Who applies, through whom, and how the result is to reach them."""

    kind = forms.ChoiceField(
        label="申请人类型", widget=forms.RadioSelect, error_messages={"required": "请选择申请人类型。"}
    )
    name = _line("姓名或者单位名称", required=True, autocomplete="name")
    identifier_kind = forms.ChoiceField(label="证件类型", error_messages={"required": "请选择证件类型。"})
    identifier = _line("证件号码", 40, required=True, autocomplete="off", spellcheck="false")
    legal_representative = _line("法定代表人或者负责人", autocomplete="off")
    phone = _line("联系电话", 30, required=True, inputmode="tel", autocomplete="tel")
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=120,
        help_text="可以不填。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "电子邮箱的写法不对，例如 name@example.com。"},
    )
    address = _line("地址", 200, autocomplete="street-address")
    agent_name = _line("经办人姓名", autocomplete="off")
    agent_identifier_kind = forms.ChoiceField(label="经办人证件类型", required=False, choices=_PERSONS)
    agent_identifier = _line("经办人证件号码", 40, autocomplete="off", spellcheck="false")
    agent_phone = _line("经办人电话", 30, inputmode="tel", autocomplete="off")
    delivery_way = forms.ChoiceField(
        label="结果怎样给您",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果送达方式。"},
    )
    delivery_name = _line("收件人", autocomplete="off", hint="选邮寄送达的填写。")
    delivery_phone = _line("收件人电话", 30, inputmode="tel", autocomplete="off")
    delivery_address = _line("收件地址", 200, autocomplete="off")
    project = _line("投资项目代码", 40, autocomplete="off")

    def __init__(self, elements: Elements, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.elements = elements
        self._choices("kind", [(code, AUDIENCES[code]) for code in elements.audience])
        allowed = dict.fromkeys(kind for code in elements.audience for kind in ALLOWED[code])
        self._choices("identifier_kind", [(kind, identifiers.KINDS[kind]) for kind in allowed])
        self._choices("delivery_way", [(way, DELIVERIES[way]) for way in elements.deliveries])
        if PERSON in elements.audience and len(elements.audience) == 1:
            del self.fields["legal_representative"]
        if EXPRESS not in elements.deliveries:
            for name in DELIVERY[1:]:
                del self.fields[name]
        if not elements.needs_project_code:
            del self.fields["project"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            field.initial = choices[0][0]

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_agent_phone(self) -> str:
        return _phone(self.cleaned_data["agent_phone"])

    def clean_delivery_phone(self) -> str:
        return _phone(self.cleaned_data["delivery_phone"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self._check_identifier()
        self._check_agent()
        self._check_delivery()
        if "project" in self.fields:
            self._check_project()
        return said

    def _check_identifier(self) -> None:
        said = self.cleaned_data
        if not all(said.get(name) for name in ("kind", "identifier_kind", "identifier")):
            return
        try:
            check_identifier_kind(said["kind"], said["identifier_kind"])
            said["identifier"] = identifiers.check(said["identifier_kind"], said["identifier"])
        except Refused as refused:
            refused.show_in(self, "identifier")

    def _check_agent(self) -> None:
        said = self.cleaned_data
        if not said.get("agent_name"):
            if said.get("agent_identifier") or said.get("agent_phone"):
                self.add_error("agent_name", "请填写经办人姓名；没有委托他人的，请把经办人各项清空。")
            return
        if not said.get("agent_identifier"):
            self.add_error("agent_identifier", "请填写经办人证件号码。")
            return
        try:
            kind = said.get("agent_identifier_kind") or identifiers.IDENTITY
            said["agent_identifier_kind"] = kind
            said["agent_identifier"] = identifiers.check(kind, said["agent_identifier"])
        except Refused as refused:
            self.add_error("agent_identifier", refused.sentence)

    def _check_delivery(self) -> None:
        if self.cleaned_data.get("delivery_way") != EXPRESS:
            return
        for name in DELIVERY[1:]:
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, f"选择邮寄送达的，请填写{self.fields[name].label}。")

    def _check_project(self) -> None:
        given = self.cleaned_data.get("project", "")
        try:
            if not given:
                raise Refused("本事项需要投资项目代码，请填写项目审批监管平台赋予的代码。")
            self.cleaned_data["project"] = identifiers.project_code(given).text
        except Refused as refused:
            self.add_error("project", refused.sentence)

    def typed(self) -> dict[str, str]:
        """Everything as it was typed, the right parts in their canonical form."""
        raw = {name: str(self.data.get(name, ""))[:400] for name in self.fields}
        return {**raw, **{name: value for name, value in self.cleaned_data.items() if value}}

    def summary(self) -> list[Fault]:
        """What is wrong, each with the place it leads to."""
        return [
            Fault(_anchor(self[name]), str(self.fields[name].label), str(text))
            for name, errors in self.errors.items()
            if name in self.fields
            for text in errors
        ]

    @property
    def own(self) -> list[forms.BoundField]:
        return self._bound(OWN)

    @property
    def agent(self) -> list[forms.BoundField]:
        return self._bound(AGENT)

    @property
    def delivery(self) -> list[forms.BoundField]:
        return self._bound(DELIVERY)

    @property
    def has_agent(self) -> bool:
        return any(self[name].value() or self[name].errors for name in ("agent_name", "agent_identifier"))

    def _bound(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


def _anchor(bound: forms.BoundField) -> str:
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, forms.RadioSelect) else bound.auto_id


def _phone(typed: str) -> str:
    phone = re.sub(r"[\s()（）]", "", typed)
    if phone and not PHONE.fullmatch(phone):
        raise ValidationError("电话号码的写法不对，请填写手机号，或者带区号的固定电话。")
    return phone


def party_form(elements: Elements, said: Mapping[str, str]) -> PartyForm:
    """What was said so far, judged."""
    data = QueryDict(mutable=True)
    data.update(said)
    return PartyForm(elements, data)


class MaterialsForm(FilesForm):
    """A place for a file for each material that may come electronically: ``file_0``, ``file_1`` …"""

    def __init__(self, materials: list[Material], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.materials = {f"file_{number}": material for number, material in enumerate(materials)}
        for name, material in self.materials.items():
            if material.form != "paper":
                self.fields[name] = UploadField(
                    label=f"上传“{material.name}”", required=False, kinds=DOCUMENTS | IMAGES
                )


class SignForm(forms.Form):
    """The statement agreed to, the name written, and drawn where there is a pen or a finger."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label="我已阅读并同意以上承诺", error_messages={"required": "请阅读承诺并勾选同意。"}
    )
    signer = forms.CharField(
        label="签名",
        max_length=rules.NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名作为签名。"},
    )
    strokes = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            codes.opened_token(said.get("token", ""))
        except Refused as refused:
            self.add_error(None, refused.sentence)
        return said

    @property
    def token_value(self) -> str:
        return codes.again(self.data.get("token", "") if self.is_bound else "")


class CodeForm(forms.Form):
    """Number and code of a draft, or of an earlier application."""

    number = forms.CharField(
        label="编号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写编号。"},
    )
    code = forms.CharField(
        label="查询码",
        max_length=40,
        help_text="12 位，大小写、横线都不影响。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写查询码。"},
    )


class SearchForm(forms.Form):
    q = forms.CharField(label="想办什么事", required=False, max_length=60)
