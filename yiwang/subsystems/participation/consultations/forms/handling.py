"""What does an official fill in about opinions, and how are lists of them narrowed?"""

from typing import Any

from django import forms

from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions.handling import Verdict
from yiwang.subsystems.participation.consultations.models import Clause


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label="采纳情况",
        choices=list(rules.VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择采纳情况。"},
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="没有全部采纳的必须填写；公众和提意见的人能看到。",
    )
    sort = forms.ChoiceField(label="分类", required=False, choices=[("", "不分类"), *rules.SORTS.items()])
    showing = forms.ChoiceField(
        label="这条意见",
        choices=[
            (rules.SHOWN, "和采纳情况一起公开（号码自动遮盖）"),
            (rules.KEPT_BACK, "不公开内容，只计数"),
        ],
        initial=rules.KEPT_BACK,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否公开。"},
    )

    def said(self) -> Verdict:
        said = self.cleaned_data
        return Verdict(**{name: said[name] for name in Verdict.__dataclass_fields__ if name in said})


class OneVerdictForm(VerdictForm):
    """Of one opinion, which may be worded anew before the public reads it."""

    public_text = forms.CharField(
        label="公开的文字",
        required=False,
        max_length=rules.OPINION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="号码已自动遮盖；还有姓名、住址等能认出个人的，请在这里删去。和相似意见一起处理时不改。",
    )


UNHANDLED = "none"


class NarrowForm(forms.Form):
    clause = forms.TypedChoiceField(label="条款", required=False, coerce=str)
    verdict = forms.ChoiceField(
        label="采纳情况",
        required=False,
        choices=[("", "全部"), (UNHANDLED, "未处理"), *rules.VERDICTS.items()],
    )
    sort = forms.ChoiceField(label="分类", required=False, choices=[("", "全部"), *rules.SORTS.items()])
    q = forms.CharField(label="含有的字", required=False, max_length=60)

    def __init__(self, data: Any, *, clauses: list[Clause]) -> None:
        super().__init__(data)
        choices = [("", "全部"), ("0", "全文"), *((str(one.number), one.label) for one in clauses)]
        self.fields["clause"].choices = choices  # type: ignore[attr-defined]
