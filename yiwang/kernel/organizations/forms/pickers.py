"""How is one of many units or people picked without a script? By code or by name."""

from typing import Any

from django import forms
from django.db.models import Q

from yiwang.kernel.organizations.models import Person, PersonQuerySet, Unit, UnitQuerySet

SHOWN = 6


class UnitField(forms.CharField):
    """A unit by its code, name, short name or alias; part of a name will do where only one unit fits."""

    def __init__(self, *, among: UnitQuerySet | None = None, **options: Any) -> None:
        options.setdefault(
            "help_text", "输入机构代码、全称、简称或曾用名；只输入一部分时，会列出相近的机构。"
        )
        super().__init__(max_length=120, **options)
        self.among = among if among is not None else Unit.objects.none()

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        exact = Q(code__iexact=text) | Q(name=text) | Q(short_name=text) | Q(aliases__name=text)
        named = list(self.among.filter(exact).distinct()[:SHOWN])
        return _only(named or list(self.among.matching(text)[:SHOWN]), text, "机构", lambda unit: unit.code)


class PersonField(forms.CharField):
    """A person by account or by full name."""

    def __init__(self, *, among: PersonQuerySet | None = None, **options: Any) -> None:
        options.setdefault("help_text", "输入账号或姓名；有同名的，请输入账号。")
        super().__init__(max_length=60, **options)
        self.among = among if among is not None else Person.objects.none()

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(self.among.filter(Q(username=text.lower()) | Q(name=text)).order_by("username")[:SHOWN])
        return _only(found, text, "人员", lambda person: person.username)


def _only(found: list[Any], text: str, noun: str, sign: Any) -> Any:
    if not found:
        raise forms.ValidationError(f"没有找到{noun}“{text}”，请核对后重新输入。")
    if len(found) > 1:
        listed = "、".join(f"{one}（{sign(one)}）" for one in found[: SHOWN - 1])
        more = "等" if len(found) == SHOWN else ""
        raise forms.ValidationError(f"有多个相符的{noun}：{listed}{more}。请输入括号里的代码或账号。")
    return found[0]
