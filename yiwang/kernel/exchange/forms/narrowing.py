"""What is looked for in an inbox, an outbox, a list of recipients?"""

from typing import Any

from django import forms

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.queries import MOMENTS, Narrowing

STATES = (rules.DELIVERED, rules.OPENED, rules.SIGNED, rules.RETURNED, rules.WITHDRAWN)
CATEGORIES = (rules.DOCUMENT, rules.INFORMATION)


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SearchForm(forms.Form):
    """Fields in a row above a list. What is not understood narrows nothing and is marked."""

    q = forms.CharField(label="标题或文号", required=False, max_length=100)
    since = forms.DateField(label="从", required=False, widget=day_input())
    until = forms.DateField(label="到", required=False, widget=day_input())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        for name in self.errors:
            self.fields[name].widget.attrs |= {"class": "form-control is-invalid", "aria-invalid": "true"}

    def told(self) -> dict[str, Any]:
        """The fields that were understood."""
        return {name: self.cleaned_data.get(name) for name in self.fields}

    @property
    def is_narrow(self) -> bool:
        return any(value for name, value in self.told().items() if name != "moment")


class InboxForm(SearchForm):
    sender = forms.CharField(label="发件单位", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((state, rules.STATES[state]) for state in STATES)],
    )
    # A figure of the statistics leads here with the day on which it was counted.
    moment = forms.ChoiceField(
        required=False, choices=[(name, name) for name in MOMENTS], widget=forms.HiddenInput
    )

    field_order = ["q", "sender", "state", "since", "until", "moment"]

    def narrowing(self, tab: str) -> Narrowing:
        told = self.told()
        return Narrowing(
            text=told["q"] or "",
            category=tab if tab in CATEGORIES else "",
            state="to_sign" if tab == "to_sign" else told["state"] or "",
            since=told["since"],
            until=told["until"],
            sender=told["sender"] or "",
            moment=told["moment"] or "delivered",
        )


class OutboxForm(SearchForm):
    def narrowing(self, tab: str) -> Narrowing:
        told = self.told()
        return Narrowing(
            text=told["q"] or "",
            category=tab if tab in CATEGORIES else "",
            since=told["since"],
            until=told["until"],
        )
