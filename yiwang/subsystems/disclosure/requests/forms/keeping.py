"""What is filled in to narrow the list, to take in a request at the office, to advise, to keep a desk?"""

from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.forms import PHONE
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.disclosure.requests import messages, rules
from yiwang.subsystems.disclosure.requests.actions.desks import DeskFacts
from yiwang.subsystems.disclosure.requests.actions.receiving import Arrival
from yiwang.subsystems.disclosure.requests.forms.handling import choice, day_field, line, text_area
from yiwang.subsystems.disclosure.requests.models import Desk

ORGANISATIONS = {
    code: identifiers.KINDS[code]
    for code in (identifiers.CREDIT, identifiers.ORGANISATION, identifiers.OTHER)
}
DOCUMENTS = {code: label for code, label in identifiers.KINDS.items() if code not in ORGANISATIONS} | {
    identifiers.OTHER: identifiers.KINDS[identifiers.OTHER]
}


def check_identifier(form: forms.Form, said: dict[str, Any]) -> None:
    """The number in its canonical form, and of a kind that fits the applicant; says so at the field."""
    kind, number = said.get("identifier_kind", ""), said.get("identifier", "")
    applicant = said.get("applicant_kind")
    if not (kind and number and applicant):
        return
    fitting = DOCUMENTS if applicant == rules.PERSON else ORGANISATIONS
    if kind not in fitting:
        form.add_error("identifier_kind", f"请选择{'、'.join(fitting.values())}中的一种。")
        return
    try:
        said["identifier"] = identifiers.check(kind, number)
    except Refused as refused:
        form.add_error("identifier", refused.sentence)


class NarrowForm(forms.Form):
    """Nonsense narrows nothing."""

    q = forms.CharField(label="编号、名称或文号", required=False, max_length=60)
    channel = forms.ChoiceField(required=False, choices=[("", "全部"), *rules.CHANNELS.items()])
    applicant = forms.ChoiceField(required=False, choices=[("", "全部"), *rules.APPLICANTS.items()])
    since = day_field("收到日期自", required=False)
    until = day_field("至", required=False)


class EnterForm(forms.Form):
    """A request that came in person, by post, by fax, or was told (art. 29)."""

    desk = forms.ModelChoiceField(
        label="受理机关", queryset=Desk.objects.none(), error_messages={"required": "请选择受理机关。"}
    )
    channel = choice(
        "申请渠道", [(code, label) for code, label in rules.CHANNELS.items() if code != rules.WEB]
    )
    arrived_on = day_field("收到或者提交的日期", help_text="当面提交之日、签收之日、收到信函或者传真之日。")
    confirmed_on = day_field(
        "与申请人确认的日期",
        required=False,
        help_text="平常信函、传真以确认之日为收到申请之日（第三十一条）；还没有确认的不填。",
    )
    applicant_kind = choice("申请人类别", list(rules.APPLICANTS.items()))
    name = line("姓名或者名称", 120)
    identifier_kind = forms.ChoiceField(label="证件类型", choices=list(identifiers.KINDS.items()))
    identifier = line("证件号码", 50)
    representative = line("法定代表人", 60, required=False)
    contact_name = line("联系人", 40, required=False, help_text="单位申请的填写。")
    phone = line("联系电话", 30)
    email = forms.EmailField(label="电子邮箱", required=False, max_length=120)
    address = line("通信地址", 160, required=False)
    title = line("所需信息名称", rules.TITLE_LENGTH)
    document_number = line("文号", rules.NUMBER_LENGTH, required=False)
    text = text_area("内容描述", rules.TEXT_LENGTH, rows=5, min_length=5)
    form = choice("提供方式", list(rules.FORMS.items()))
    way = choice("获取途径", list(rules.WAYS.items()))

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        desks = Desk.objects.visible_to(post).in_order()
        self.fields["desk"].queryset = desks.select_related("unit")  # type: ignore[attr-defined]
        self.fields["desk"].label_from_instance = lambda desk: desk.unit.name  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].replace(" ", "")
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError("电话号码的写法不对，请填写手机号，或者带区号的固定电话。")
        return phone

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        check_identifier(self, said)
        return said

    def wanted(self) -> messages.Wanted:
        said = self.cleaned_data
        names = ("applicant_kind", "name", "identifier_kind", "identifier", "representative", "address")
        given = {name: said[name] for name in (*names, "title", "document_number", "text", "form", "way")}
        return messages.Wanted(
            organ=said["desk"].code,
            organ_name=said["desk"].unit.name,
            applicant_label=rules.APPLICANTS[said["applicant_kind"]],
            form_label=rules.FORMS[said["form"]],
            way_label=rules.WAYS[said["way"]],
            **given,
        )

    def contact(self) -> Contact:
        said = self.cleaned_data
        return Contact(said["contact_name"] or said["name"], said["phone"], said["email"])

    def arrival(self) -> Arrival:
        said = self.cleaned_data
        return Arrival(said["channel"], said["arrived_on"], said["confirmed_on"])


class AdviceForm(forms.Form):
    opinion = choice("意见", [(code, rules.OPINIONS[code]) for code in (rules.AGREED, rules.OBJECTED)])
    reason = text_area("理由", 1_000, required=False, rows=3, help_text="不同意公开的必填。")


class DeskForm(forms.Form):
    unit = UnitField(label="单位", error_messages={"required": "请填写单位。"})
    office = line("受理机构", 80, help_text="例如：市政府办公室政务公开科。")
    address = line("办公地址", 160)
    hours = line("办公时间", 120)
    phone = line("联系电话", 40)
    fax = line("传真", 40, required=False)
    is_open = forms.BooleanField(label="接受网上申请", required=False, initial=True)
    notice = text_area("暂停期间的公告", 300, required=False, rows=2)
    order = forms.IntegerField(label="排序", min_value=0, max_value=32_000, initial=100)

    def __init__(self, *args: Any, desk: Desk | None = None, **options: Any) -> None:
        names = DeskFacts.__dataclass_fields__
        options["initial"] = {name: getattr(desk, name) for name in names} if desk else None
        super().__init__(*args, **options)
        if desk:
            del self.fields["unit"]
        else:
            self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]

    def facts(self) -> DeskFacts:
        return DeskFacts(**{name: self.cleaned_data[name] for name in DeskFacts.__dataclass_fields__})
