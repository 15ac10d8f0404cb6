"""What is asked of an official who claims a mail?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.letters.forms.handling import text_area
from yiwang.subsystems.participation.letters.mail import rules
from yiwang.subsystems.participation.letters.mail.models import Claim
from yiwang.subsystems.participation.letters.models import Mailbox


class NarrowForm(forms.Form):
    """Nonsense narrows nothing."""

    state = forms.ChoiceField(choices=list(rules.CLAIM_STATES.items()), required=False)


class LetterForm(forms.Form):
    mailbox = forms.ModelChoiceField(
        label="信箱",
        queryset=Mailbox.objects.none(),
        error_messages={"required": "请选择信箱。", "invalid_choice": "请选择本单位管理的信箱。"},
        help_text="发件人会收到编号和查询码。",
    )

    def __init__(self, *args: Any, post: Post, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
        open_ones = Mailbox.objects.visible_to(post).filter(is_open=True)
        self.fields["mailbox"].queryset = open_ones.in_order()  # type: ignore[attr-defined]
        self.fields["mailbox"].initial = claim.mailbox_id


class FileForm(forms.Form):
    number = forms.CharField(
        label="来信编号",
        max_length=24,
        error_messages={"required": "请填写来信编号。"},
        help_text="内容和附件会加进这封来信，办理人会收到提醒。",
    )

    def __init__(self, *args: Any, post: Post, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].initial = claim.hint


class DiscardForm(forms.Form):
    reason = text_area("丢弃的理由", 300, rows=2)
    with_others = forms.BooleanField(label="同一发件人其余待认领的邮件一并丢弃", required=False)

    def __init__(self, *args: Any, post: Post, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
