"""What is asked about a clean-up round and about what becomes of each item?"""

from typing import Any

from django import forms

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions.cleanups import Proposal
from yiwang.subsystems.approvals.items.forms.deeds import implementation_named
from yiwang.subsystems.approvals.items.models import Decision, Implementation


def reviewing_units() -> list[tuple[str, str]]:
    """Units in which somebody reviews items today."""
    posts = Post.objects.in_office(today()).carrying(rules.REVIEWER)
    units = Unit.objects.open().filter(pk__in=posts.values("unit")).order_by("path")
    return [(str(pk), name) for pk, name in units.values_list("pk", "name")]


class RoundForm(forms.Form):
    title = forms.CharField(label="名称", max_length=200, help_text="如“2026年度行政审批事项清理”。")
    ground = forms.CharField(
        label="清理依据", max_length=rules.REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    reviewers = forms.MultipleChoiceField(
        label="联合审查单位",
        widget=forms.CheckboxSelectMultiple,
        help_text="每条清理意见都要经全部所选单位同意。",
        error_messages={"required": "请选择至少一个联合审查单位。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewers"].choices = reviewing_units()  # type: ignore[attr-defined]

    def units(self) -> list[Unit]:
        return list(Unit.objects.filter(pk__in=self.cleaned_data["reviewers"]))


class ProposalForm(forms.Form):
    choice = forms.ChoiceField(
        label="清理意见",
        choices=list(rules.CHOICES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择清理意见。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=rules.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )
    target = forms.CharField(
        label="合并到", required=False, max_length=200, help_text="选“合并”时填写保留事项的名称或实施编码。"
    )
    unit = UnitField(
        label="下放到", required=False, among=Unit.objects.open(), help_text="选“下放”时填写单位代码或名称。"
    )

    def __init__(self, decision: Decision, **options: Any) -> None:
        held = {
            "choice": decision.choice,
            "reason": decision.reason,
            "target": decision.target.code if decision.target else "",
            "unit": decision.target_unit,
        }
        super().__init__(initial=held, **options)

    def clean_target(self) -> Implementation | None:
        return implementation_named(self.cleaned_data["target"].strip())

    def proposal(self) -> Proposal:
        return Proposal(**self.cleaned_data)


class KeepForm(forms.Form):
    """One reason for all that are ticked."""

    reason = forms.CharField(
        label="保留理由", max_length=rules.REASON_LENGTH, error_messages={"required": "请写明理由。"}
    )


class VerdictForm(forms.Form):
    text = forms.CharField(label="审查意见", required=False, max_length=rules.REASON_LENGTH)
