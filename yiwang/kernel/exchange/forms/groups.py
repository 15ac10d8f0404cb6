"""What is asked about an address group: its name and its lines?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count

from yiwang.kernel.exchange import naming
from yiwang.kernel.exchange.actions.groups import Line
from yiwang.kernel.exchange.models import AddressGroup, GroupEntry
from yiwang.kernel.exchange.parties import INNER_KINDS
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit

# A browser sends four fields for a line, and Django takes a thousand in all.
MOST_LINES = 150
BLANK_LINES = 3
KINDS = [(kind.value, kind.label) for kind in Unit.Kind if kind not in INNER_KINDS]


class GroupForm(forms.Form):
    """The name, and units to be added by a list of names."""

    name = forms.CharField(label="组名", max_length=60, help_text="如“各县区人民政府”“市政府各部门”。")
    pasted = forms.CharField(
        label="粘贴单位名单",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个，或用顿号、逗号隔开；全称、简称、代码都可以。保存时逐个加入。",
    )

    def __init__(self, own: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.named: list[Unit] = []

    def clean_pasted(self) -> str:
        """Every name has to be understood; what was pasted stays as it is until it is."""
        text: str = self.cleaned_data["pasted"]
        meant = naming.understood(text, self.own)
        faults = [fault.sentence for fault in meant.faults]
        faults += [f"“{group.name}”是地址组，不能放进另一个组。" for group in meant.groups]
        faults += [f"“{each.name}”是业务系统，地址组只收单位。" for each in meant.addresses if each.system]
        if faults:
            raise forms.ValidationError(faults)
        self.named = [each.unit for each in meant.addresses if each.unit]
        return text


class LineForm(forms.Form):
    """One line; left empty it is none."""

    unit = UnitField(label="单位", required=False, help_text="")
    reach = forms.ChoiceField(label="范围", choices=GroupEntry.Reach.choices, required=False)
    kinds = forms.MultipleChoiceField(
        label="类别",
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    remove = forms.BooleanField(label="移除", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]

    def line(self) -> Line | None:
        said = self.cleaned_data
        if not said.get("unit") or said["remove"]:
            return None
        return Line(said["unit"], said["reach"] or GroupEntry.Reach.ITSELF, tuple(said["kinds"]))


LineSet = forms.formset_factory(
    LineForm, extra=BLANK_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES + BLANK_LINES, validate_max=True
)


def line_set(data: Any, group: AddressGroup | None) -> Any:
    """The lines of a group as forms, with a few empty ones behind."""
    entries: Sequence[GroupEntry] = list(group.entries.select_related("unit")) if group else []
    shared = _shared_names(entries)
    first = [
        {
            "unit": entry.unit.code if entry.unit.name in shared else entry.unit.name,
            "reach": entry.reach,
            "kinds": entry.kinds,
        }
        for entry in entries
    ]
    return LineSet(data, initial=first, prefix="lines")


def _shared_names(entries: Sequence[GroupEntry]) -> set[str]:
    """Names that several open units bear: those are told apart by their codes."""
    names = Unit.objects.open().filter(name__in={entry.unit.name for entry in entries}).order_by()
    return set(
        names.values("name").annotate(times=Count("id")).filter(times__gt=1).values_list("name", flat=True)
    )


def lines_of(form: GroupForm, lines: Any) -> list[Line]:
    """The lines kept, then the units named in the list that are in none of them; both forms are valid."""
    kept = [line for each in lines if (line := each.line())]
    there = {line.unit.pk for line in kept if line.reach == GroupEntry.Reach.ITSELF}
    named = {unit.pk: unit for unit in form.named if unit.pk not in there}
    return [*kept, *(Line(unit) for unit in named.values())]
