"""What is asked of people who send reporters and keep the archive?"""

from typing import Any

from django import forms

from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.forms import ManyFilesField
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.newsroom import queries, rules
from yiwang.subsystems.portal.newsroom.actions.archiving import Particulars
from yiwang.subsystems.portal.newsroom.actions.assigning import Plan
from yiwang.subsystems.portal.newsroom.models import Assignment, Material
from yiwang.subsystems.portal.newsroom.rules import KINDS, MATERIALS, RIGHTS, STATES

MOST_ARTICLES = 100


def _line(label: str, most: int, *, required: bool = True, what: str = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=what,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}请控制在 {most} 字以内。"},
    )


def _moment(label: str) -> Any:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"required": f"请填写{label}。", "invalid": "时间的写法不对，如 2026-12-01 09:30。"},
    )


class PlanForm(forms.Form):
    event = _line("活动", rules.EVENT_LENGTH)
    kind = forms.ChoiceField(label="类型", choices=list(KINDS.items()))
    place = _line("地点", rules.PLACE_LENGTH)
    starts_at = _moment("开始时间")
    ends_at = _moment("结束时间")
    reporters = forms.TypedMultipleChoiceField(
        label="采访人员",
        coerce=int,
        help_text="按住 Ctrl 可以选择多人。",
        error_messages={"required": "请选择采访人员。", "invalid_choice": "请从列表中选择人员。"},
    )
    note = forms.CharField(
        label="要求和说明",
        max_length=rules.NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_confirmed = forms.BooleanField(label="知道有人员时间冲突，确需派遣", required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_unit: dict[str, list[tuple[int, str]]] = {}
        for one in queries.candidates(post):
            by_unit.setdefault(one.unit.called, []).append(
                (one.person_id, f"{one.person.name}（{one.title}）")
            )
        self.fields["reporters"].choices = list(by_unit.items())  # type: ignore[attr-defined]
        self.fields["reporters"].widget.attrs["size"] = 8

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            said["event"], said["kind"], said["place"], said["starts_at"], said["ends_at"], said["note"]
        )


def planned_of(assignment: Assignment) -> dict[str, Any]:
    """What the form of an assignment begins with."""
    names = ("event", "kind", "place", "starts_at", "ends_at", "note")
    return {name: getattr(assignment, name) for name in names} | {
        "reporters": [held.person_id for held in assignment.reporters.all()]
    }


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="取消原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明取消的原因，至少 4 个字。"},
    )


class ArticleForm(forms.Form):
    """One of the articles that the post may write, the newest first."""

    article = forms.TypedChoiceField(
        label="稿件",
        coerce=int,
        error_messages={"required": "请选择稿件。", "invalid_choice": "请从列表中选择稿件。"},
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Article.objects.visible_to(post).kept().order_by("-changed_at")
        held = rows.values_list("pk", "title")[:MOST_ARTICLES]
        choices = [("", "请选择"), *((str(pk), title) for pk, title in held)]
        self.fields["article"].choices = choices  # type: ignore[attr-defined]


class MaterialForm(forms.Form):
    """What is said of a photograph or a text."""

    caption = _line("说明", rules.CAPTION_LENGTH, what="说给看不到图片的人听：谁在哪里做什么。")
    author = _line("摄影者或作者", 60)
    taken_on = forms.DateField(
        label="拍摄或成文日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写日期。", "invalid": "日期的写法不对，如 2026-12-01。"},
    )
    event = _line("活动", rules.EVENT_LENGTH, required=False)
    place = _line("地点", rules.PLACE_LENGTH, required=False)
    tags = _line("标签", 200, required=False, what="用空格或逗号隔开。")
    rights = forms.ChoiceField(label="使用权", choices=list(RIGHTS.items()))
    rights_note = _line("使用权说明", 300, required=False, what="经授权的须写明由谁授权、可以怎样使用。")
    assignment = forms.TypedChoiceField(label="来自采访任务", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Assignment.objects.visible_to(post).exclude(state=rules.State.CANCELLED)
        held = rows.order_by("-starts_at").values_list("pk", "event")[:MOST_ARTICLES]
        choices = [("", "（无）"), *((str(pk), event) for pk, event in held)]
        self.fields["assignment"].choices = choices  # type: ignore[attr-defined]

    def particulars(self) -> Particulars:
        said = self.cleaned_data
        names = ("caption", "taken_on", "author", "rights", "rights_note", "event", "place", "tags")
        return Particulars(**{name: said[name] for name in names}, assignment_id=said["assignment"])


def said_of(material: Material) -> dict[str, Any]:
    """What the form of a material begins with."""
    names = ("caption", "taken_on", "author", "rights", "rights_note", "event", "place")
    return {name: getattr(material, name) for name in names} | {
        "tags": " ".join(material.tags),
        "assignment": material.assignment_id,
    }


class PhotoForm(MaterialForm):
    photos = ManyFilesField(
        label="图片",
        help_text="JPEG、PNG、GIF 或 WebP；同一活动可以一次选择多张，共用下面的说明。",
        error_messages={"required": "请选择图片。"},
    )
    field_order = ["photos"]


class TextForm(MaterialForm):
    text = forms.CharField(
        label="文字",
        max_length=rules.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "请填写文字。"},
    )
    field_order = ["caption", "text"]


class AssignmentFilter(forms.Form):
    q = forms.CharField(label="活动", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])
    month = forms.DateField(required=False, input_formats=["%Y-%m"])
    unit = forms.IntegerField(required=False)
    person = forms.IntegerField(required=False)
    mine = forms.BooleanField(label="只看我的", required=False)


class ArchiveFilter(forms.Form):
    q = forms.CharField(label="说明、活动、地点、标签", required=False, max_length=60)
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *MATERIALS.items()])
    since = forms.DateField(
        label="拍摄日期从", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
