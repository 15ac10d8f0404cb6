"""What is asked before something is returned or withdrawn?"""

from django import forms

from yiwang.kernel.exchange import rules


class ReasonForm(forms.Form):
    """``help_text`` names who will read the reason."""

    reason = forms.CharField(
        label="理由",
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写理由，对方要据此处理。"},
    )


class ReturnForm(ReasonForm):
    """Why an envelope goes back to its sender."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data, prefix="return")  # type: ignore[arg-type]
        self.fields["reason"].help_text = "发件单位会看到，如“缺少附件2”“主送单位有误”。"


class WithdrawForm(ReasonForm):
    """Why an envelope is taken back from those who have not signed for it."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data, prefix="withdraw")  # type: ignore[arg-type]
        self.fields["reason"].help_text = "收件单位会看到；已签收的不受影响。"
