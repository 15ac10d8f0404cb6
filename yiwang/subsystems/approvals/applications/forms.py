"""What does somebody fill in to find a result, to follow up a bad rating, to keep a result back?"""

from typing import Any

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.approvals.applications.models import PublishedResultQuerySet
from yiwang.subsystems.approvals.applications.publicity.rules import CHOSEN_GROUNDS


class ResultsForm(forms.Form):
    """Narrows the list of results; nonsense narrows nothing."""

    q = forms.CharField(label="事项、申请人或文号", required=False, max_length=60)
    unit = forms.CharField(label="许可机关", required=False, max_length=60)
    since = forms.DateField(
        label="决定日期自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrowed(self, rows: PublishedResultQuerySet) -> PublishedResultQuerySet:
        said = self._said()
        if said.get("q"):
            rows = rows.mentioning(said["q"])
        if said.get("unit"):
            rows = rows.filter(unit__icontains=said["unit"])
        if said.get("since"):
            rows = rows.filter(decided_on__gte=said["since"])
        return rows.filter(decided_on__lte=said["until"]) if said.get("until") else rows

    @property
    def is_narrowed(self) -> bool:
        return any(self._said().values())

    def _said(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class TrackingForm(forms.Form):
    """With which parcel the result goes out."""

    tracking = forms.CharField(
        label="邮件号码",
        max_length=40,
        help_text="登记送达之前填写，会写进送达回证并告知申请人。",
        error_messages={"required": "请填写邮件号码。"},
    )


class AwardForm(forms.Form):
    """Nothing is asked: everything stands in the case."""


class CallBackForm(forms.Form):
    """回访: reached or not, and what was said."""

    is_reached = forms.TypedChoiceField(
        label="是否联系上",
        choices=[("yes", "已联系上"), ("no", "未联系上")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否联系上评价人。"},
    )
    said = forms.CharField(
        label="回访情况",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明回访情况。"},
    )


class RectifyForm(forms.Form):
    """What was put right."""

    measures = forms.CharField(
        label="整改措施和结果",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明整改措施和结果。"},
    )


class UnfoundedForm(forms.Form):
    """Why a rating is malicious or false; only after review does it leave the statistics (51号)."""

    measures = forms.CharField(
        label="核实情况",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="经核实属于恶意或者误评的，写明依据；该评价不再计入统计。",
        error_messages={"required": "请写明核实情况和依据。"},
    )


class CorrectForm(forms.Form):
    """What may be put right before a licence is published."""

    XK_XDR_SHXYM = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    XK_FRDB = forms.CharField(label="法定代表人", max_length=50, required=False)
    XK_NR = forms.CharField(
        label="许可内容",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写许可内容。"},
    )
    XK_XKJGDM = forms.CharField(label="许可机关统一社会信用代码", max_length=18)
    XK_LYDWDM = forms.CharField(label="数据来源单位统一社会信用代码", max_length=18)
    BZ = forms.CharField(label="备注", max_length=512, required=False)


class ExemptForm(forms.Form):
    """Why a licence is not published."""

    ground = forms.ChoiceField(label="不予公示的情形", choices=list(CHOSEN_GROUNDS.items()))
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明不予公示的理由。"},
    )


class WithdrawForm(forms.Form):
    """Why a published licence is taken down."""

    reason = forms.CharField(
        label="撤下理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会对外说明，例如“许可决定已依法撤销”。",
        error_messages={"required": "请写明撤下的理由。"},
    )


class SpanForm(forms.Form):
    """From which to which day records are taken out."""

    since = forms.DateField(label="决定日期自", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", widget=forms.DateInput(attrs={"type": "date"}))

    @classmethod
    def of_this_month(cls) -> "SpanForm":
        return cls(initial={"since": today().replace(day=1), "until": today()})
