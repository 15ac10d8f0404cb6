"""What may be asked on the search page?"""

from typing import Any

from django import forms
from django.db.models import Q

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import kinds
from yiwang.kernel.publications.sections import Place
from yiwang.kernel.search.queries import Query

MANY = 6


class SearchForm(forms.Form):
    """Every field is optional; what is wrong with one is said beside it."""

    q = forms.CharField(label="关键词", required=False, strip=True)
    kind = forms.ChoiceField(
        label="信息类别", required=False, error_messages={"invalid_choice": "没有这个类别，请重新选择。"}
    )
    unit = forms.CharField(label="发布机构", required=False, max_length=120)
    number = forms.CharField(label="发文字号", required=False, max_length=120)
    since = forms.DateField(label="发布日期起", required=False)
    until = forms.DateField(label="发布日期止", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": "标题、正文中的词语或文号"}
        self.fields["unit"].widget.attrs["placeholder"] = "如：市教育局"
        self.fields["number"].widget.attrs["placeholder"] = "如：云政办〔2026〕1号"
        self.fields["kind"].choices = [("", "全部"), *kinds.declared().items()]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = "请按“2026-03-01”的格式填写日期。"

    def clean_unit(self) -> Unit | None:
        """The one unit meant: by its name, another name, or a part of it that no other unit has."""
        written = self.cleaned_data["unit"].strip()
        if not written:
            return None
        exact = Q(name=written) | Q(short_name=written) | Q(aliases__name=written)
        for condition in (exact, Q(name__contains=written)):
            found = list(Unit.objects.filter(condition).distinct().order_by("path")[:MANY])
            if len(found) == 1:
                return found[0]
            if found:
                names = "、".join(unit.name for unit in found)
                raise forms.ValidationError(
                    f"有多个机构符合：{names}{'等' if len(found) == MANY else ''}，请写全称。"
                )
        raise forms.ValidationError("没有找到这个机构，请检查名称，或留空。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "止期早于起期，请调整。")
        return cleaned

    @property
    def is_asked(self) -> bool:
        return any(self.data.get(name, "").strip() for name in self.fields)

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name, "").strip() for name in self.fields if name != "q")

    def query(self, place: Place) -> Query:
        """What was asked, and where, of a form that is valid."""
        given = self.cleaned_data
        return Query(
            text=given["q"],
            categories=(given["kind"],) if given["kind"] else (),
            unit_id=given["unit"].pk if given["unit"] else None,
            number=given["number"],
            since=given["since"],
            until=given["until"],
            site="" if place.is_main else place.site,
        )
