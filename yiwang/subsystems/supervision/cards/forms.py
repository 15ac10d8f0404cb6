"""What is filled in about cards: the narrowing of the list, what the unit says, a decision, the terms?"""

from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import ARCHIVES, DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.supervision.cards import queries, rules
from yiwang.subsystems.supervision.cards.queries import Narrowing
from yiwang.subsystems.supervision.cards.rules import Terms

FILES = ("file_1", "file_2", "file_3")
KINDS = DOCUMENTS | IMAGES | ARCHIVES


class NarrowForm(forms.Form):
    """What cannot be read narrows nothing."""

    q = forms.CharField(label="编号、事由或事项", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), (queries.WAITING, "待我处理"), *rules.STATES.items()],
    )
    colour = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *rules.COLOURS.items()])
    unit = forms.CharField(label="被监察单位", required=False, max_length=60)
    month = forms.CharField(label="发牌月份", required=False, max_length=7)

    def narrowing(self) -> Narrowing:
        self.is_valid()
        given = {name: value.replace("\x00", "").strip() for name, value in self.cleaned_data.items()}
        return Narrowing(
            q=given.get("q", ""),
            state=given.get("state", ""),
            colour=given.get("colour", ""),
            unit=given.get("unit", ""),
            month=rules.month(given.get("month", "")),
        )


class _SayingForm(forms.Form):
    text = forms.CharField(
        label="情况说明",
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明情况。"},
    )
    file_1 = UploadField(label="证明材料一", required=False, kinds=KINDS)
    file_2 = UploadField(label="证明材料二", required=False, kinds=KINDS)
    file_3 = UploadField(label="证明材料三", required=False, kinds=KINDS)

    def stored(self) -> list[StoredFile]:
        return [self.cleaned_data[name] for name in FILES if self.cleaned_data.get(name)]

    def said(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "files": self.stored()}


class ExplainForm(_SayingForm):
    """说明."""


class AppealForm(_SayingForm):
    """申诉."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = "申诉理由"
        self.fields["text"].help_text = "申诉以一次为限，提交后不能修改。"


class ReasonForm(forms.Form):
    """A decision."""

    reason = forms.CharField(
        label="理由",
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写入通知书，被监察单位可以看到。",
        error_messages={"required": "请写明理由。"},
    )

    def said(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class TermsForm(forms.Form):
    """Periods and points."""

    reply_days = forms.IntegerField(label="说明期限（工作日）", min_value=1, max_value=60)
    appeal_days = forms.IntegerField(label="申诉期限（工作日）", min_value=1, max_value=60)
    yellow_points = forms.DecimalField(label="黄牌扣分", max_digits=5, decimal_places=1)
    red_points = forms.DecimalField(label="红牌扣分", max_digits=5, decimal_places=1)
    reason = forms.CharField(
        label="调整依据",
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明调整的依据。"},
    )

    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in vars(Terms())})

    def refuse(self, refused: Refused) -> None:
        refused.show_in(self)


FORMS: dict[str, type[forms.Form]] = {
    rules.EXPLAIN: ExplainForm,
    rules.APPEAL: AppealForm,
    rules.CONFIRM: ReasonForm,
    rules.CANCEL: ReasonForm,
    rules.UPHOLD: ReasonForm,
    rules.OVERTURN: ReasonForm,
}
