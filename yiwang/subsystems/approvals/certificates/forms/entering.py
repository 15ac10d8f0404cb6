"""What is filled in to enter a certificate or a kind, to narrow the list, and to verify?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers.rules import KINDS
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.approvals.certificates import queries, rules
from yiwang.subsystems.approvals.certificates.actions import Issuing
from yiwang.subsystems.approvals.certificates.forms.deeds import day_field
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import HOLDER_KINDS, Kind


class IssueForm(forms.Form):
    """A certificate without a case: an old one from the paper ledger, or one decided elsewhere."""

    kind = forms.CharField(
        label="证照名称",
        max_length=100,
        help_text="与已登记的种类同名的，按其编号规则编号；新的名称会新增一个种类。",
        error_messages={"required": "请填写证照名称。"},
    )
    number = forms.CharField(
        label="证照编号",
        required=False,
        max_length=rules.NUMBER_LENGTH,
        help_text="新发的证照不填，自动编号。",
    )
    holder_kind = forms.ChoiceField(label="持证人类别", choices=list(HOLDER_KINDS.items()))
    holder_name = forms.CharField(
        label="持证人", max_length=200, error_messages={"required": "请填写持证人的姓名或者名称。"}
    )
    id_kind = forms.ChoiceField(label="证件类型", choices=list(KINDS.items()), initial="credit")
    id_number = forms.CharField(
        label="证件号码", max_length=60, error_messages={"required": "请填写证件号码。"}
    )
    representative = forms.CharField(label="法定代表人（负责人）", required=False, max_length=100)
    phone = forms.CharField(
        label="手机号", required=False, max_length=30, help_text="到期前用短信提醒，不公开。"
    )
    address = forms.CharField(label="地址", required=False, max_length=200)
    content = forms.CharField(
        label="许可内容",
        max_length=rules.CONTENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写许可内容。"},
    )
    basis = forms.CharField(label="依据", required=False, max_length=1_000)
    decision_number = forms.CharField(label="决定文书号", required=False, max_length=100)
    issued_on = day_field("发证日期")
    valid_from = day_field("有效期自")
    valid_until = day_field("有效期至", help_text="长期有效的填写2099-12-31。")

    def issuing(self, unit: Unit) -> Issuing:
        given = self.cleaned_data
        names = (
            "kind",
            "number",
            "content",
            "basis",
            "decision_number",
            "issued_on",
            "valid_from",
            "valid_until",
        )
        holder = Holder(
            given["holder_name"],
            given["holder_kind"],
            given["id_kind"],
            given["id_number"],
            given["representative"],
            given["phone"],
            given["address"],
        )
        return Issuing(holder=holder, unit=unit, **{name: given[name] for name in names})


class KindForm(forms.ModelForm):
    class Meta:
        model = Kind
        fields = ("name", "code", "pattern", "basis", "renewal_days", "takes_late", "has_checks")
        widgets = {"basis": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "pattern": "{code} 种类代码，{unit} 机构代码，{year} 年份，{serial:5} 5位流水号；"
            "写了年份或机构的，流水号每年或每个机构从1开始。",
            "takes_late": "逾期提出的，届满时没有决定就过期，不适用视为准予延续。",
        }

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        try:
            rules.check_pattern(pattern)
        except Refused as refused:
            raise ValidationError(refused.sentence) from None
        return pattern


class NarrowForm(forms.Form):
    q = forms.CharField(label="编号、持证人或证件号码", required=False, max_length=60)
    kind = forms.TypedChoiceField(label="种类", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *rules.STATES.items()])
    ending = forms.TypedChoiceField(
        label="到期",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "不限"), ("30", "30日内到期"), ("60", "60日内到期"), ("180", "180日内到期")],
    )
    asked = forms.BooleanField(label="待决定延续", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["kind"]
        field.choices = [("", "全部"), *Kind.objects.values_list("pk", "name")]

    def narrowing(self) -> queries.Narrowing:
        """What was chosen; a condition that is none is left out."""
        self.is_valid()
        return queries.Narrowing(**self.cleaned_data)


class VerifyForm(forms.Form):
    number = forms.CharField(
        label="证照编号",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写证照编号。"},
    )
    code = forms.CharField(
        label="校验码",
        max_length=40,
        help_text="证照下方的 8 位校验码，大小写、横线都不影响。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写校验码。"},
    )
