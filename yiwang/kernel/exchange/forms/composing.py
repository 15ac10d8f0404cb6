"""What is asked of somebody who writes a document or an item of information?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules
from yiwang.kernel.exchange.forms.elements import fields_of
from yiwang.kernel.exchange.forms.narrowing import day_input
from yiwang.kernel.organizations.models import Unit

# What this page writes; the kinds of other packages have pages of their own.
KINDS: Mapping[str, str] = {"document": "exchange.document", "information": "exchange.information"}
OUTLINE = ("subject", "urgency", "secrecy", "valid_until")


class ComposeForm(forms.Form):
    """Subject, urgency and the elements of the kind; recipients and files are asked beside it.

    ``main``, ``copy`` and ``files`` are here for what is wrong with them, not for what was typed.
    """

    subject = forms.CharField(label="标题", max_length=rules.SUBJECT_LENGTH)
    urgency = forms.ChoiceField(label="紧急程度", choices=list(rules.URGENCIES.items()), initial="normal")
    secrecy = forms.ChoiceField(
        label="内部标识",
        choices=list(rules.SECRECIES.items()),
        initial="none",
        help_text="涉密内容不得在本平台处理。",
    )
    valid_until = forms.DateField(
        label="有效期至", required=False, widget=day_input(), help_text="不填则长期有效。"
    )
    main = forms.Field(required=False, widget=forms.HiddenInput)
    copy = forms.Field(required=False, widget=forms.HiddenInput)
    files = forms.Field(required=False, widget=forms.HiddenInput)  # type: ignore[assignment]

    def __init__(self, kind: kinds.Kind, unit: Unit, typed: QueryDict | None, *, is_sent: bool) -> None:
        """``is_sent``: what was typed is to be judged; otherwise it is only shown again."""
        asked = fields_of(kind.body)
        given = typed or QueryDict()
        first = {name: given[name] for name in (*OUTLINE, *asked) if name in given}
        super().__init__(typed if is_sent else None, initial=first)
        self.kind = kind
        self.elements = tuple(asked)
        self.fields |= asked
        if "number" in asked and unit.document_mark:
            self.fields["number"].help_text = f"如“{unit.document_mark}〔2026〕1号”。"
        if "issuer" in asked and not typed:
            self.initial["issuer"] = unit.name
        if "text" in asked:
            self.fields["text"].help_text = "正文也可以作为第一个附件上传。"

    @property
    def short_elements(self) -> list[forms.BoundField]:
        return [self[name] for name in self.elements if name != "text"]

    def body(self) -> dict[str, Any]:
        """The elements that were filled in."""
        filled = {name: self.cleaned_data.get(name) for name in self.elements}
        return {name: value for name, value in filled.items() if value not in (None, "")}

    def refuse(self, refused: Refused) -> None:
        """Say it beside the field it belongs to, also where the rest is not judged (a draft)."""
        if not self.is_bound:
            self.cleaned_data = {}
        refused.show_in(self)
