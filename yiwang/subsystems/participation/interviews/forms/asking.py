"""What does somebody fill in who asks a question of an interview?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import Broadcast


class AskForm(SubmissionForm):
    """The name of its author is only what they want to be called; no telephone number is asked for."""

    kind = rules.KIND

    nickname = forms.CharField(
        label="怎么称呼您",
        required=False,
        max_length=rules.NICKNAME_LENGTH,
        help_text="会和提问一起公开，可以不填；请不要填写真实姓名、电话。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label="您的提问",
        max_length=rules.QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"{rules.QUESTION_LEAST}至{rules.QUESTION_LENGTH}字。请不要填写电话、身份证号等个人信息，不要涉及国家秘密。",
        error_messages={"required": "请填写您的提问。"},
    )

    def __init__(self, *args: Any, broadcast: Broadcast, **options: Any) -> None:
        super().__init__(*args, **options)
        self.broadcast = broadcast
        self.fields["text"].error_messages["max_length"] = f"提问请不要超过{rules.QUESTION_LENGTH}字。"

    def clean_text(self) -> str:
        return self._ruled(rules.check_question, "text")

    def clean_nickname(self) -> str:
        return self._ruled(rules.check_nickname, "nickname")

    def _ruled(self, check: Any, name: str) -> str:
        try:
            said: str = check(self.cleaned_data[name])
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["interview"], said["subject"] = self.broadcast.reference, self.broadcast.title
        for name in ("contact_name", "contact_phone", "contact_email"):
            said[name] = ""
            self.errors.pop(name, None)
        return said
