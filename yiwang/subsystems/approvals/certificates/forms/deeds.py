"""What does an official fill in for each deed on a certificate?"""

from datetime import date
from typing import Any

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.approvals.certificates import rules
from yiwang.subsystems.approvals.certificates.actions import Said
from yiwang.subsystems.approvals.certificates.models import Certificate


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "日期的写法不对，例如 2026-02-09。"},
        **options,
    )


class DeedForm(forms.Form):
    """The paper behind a deed, and the words; made for one certificate, whose facts it may begin with."""

    decision_number = forms.CharField(label="文书号", required=False, max_length=100)
    text = forms.CharField(
        label="理由",
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, *args: Any, certificate: Certificate, **options: Any) -> None:
        super().__init__(*args, **options)
        self.certificate = certificate

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given.get("text", ""), given.get("ground", ""), given.get("decision_number", ""))


class NoteForm(DeedForm):
    """Words may be left out."""

    text = forms.CharField(
        label="说明", required=False, max_length=rules.TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChangeForm(DeedForm):
    """Only what is filled in is changed."""

    holder_name = forms.CharField(label="持证人", required=False, max_length=200)
    representative = forms.CharField(label="法定代表人（负责人）", required=False, max_length=100)
    address = forms.CharField(label="地址", required=False, max_length=200)
    content = forms.CharField(
        label="许可内容",
        required=False,
        max_length=rules.CONTENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只填写要变更的几项，空着的保持不变。",
    )
    field_order = ("holder_name", "representative", "address", "content", "decision_number", "text")


class AskRenewalForm(NoteForm):
    asked_on = day_field("提出延续日期")
    field_order = ("asked_on",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked_on"].initial = today
        days, until = self.certificate.kind.renewal_days, self.certificate.valid_until
        last = date.fromordinal(until.toordinal() - days)
        self.fields["asked_on"].help_text = f"届满{days}日前，即{last}以前提出的，逾期不作决定视为准予延续。"


class RenewForm(NoteForm):
    valid_until = day_field("延续至")
    field_order = ("valid_until",)


class SuspendForm(DeedForm):
    until = day_field("暂扣至", required=False)
    field_order = ("until",)


class GroundForm(DeedForm):
    """A ground of the law is chosen; ``deed`` says of which article."""

    deed = ""
    ground = forms.ChoiceField(label="情形", error_messages={"required": "请选择法定情形。"})
    field_order = ("ground",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        grounds = rules.GROUNDS[self.deed]
        field: Any = self.fields["ground"]
        field.choices = [("", "请选择"), *((code, rules.ground_label(code)) for code in grounds)]


class AnnulForm(GroundForm):
    deed = "annul"


class CancelForm(GroundForm):
    deed = "cancel"


class AnnualCheckForm(NoteForm):
    year = forms.IntegerField(label="年度", min_value=1949, max_value=2099)
    result = forms.ChoiceField(
        label="结果", choices=list(rules.CHECK_RESULTS.items()), widget=forms.RadioSelect
    )
    field_order = ("year", "result")
