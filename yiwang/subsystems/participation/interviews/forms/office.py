"""What do officials fill in: an interview, a booking, a line, a decision on a question, the replay?"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import IMAGES, MEDIA
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions.planning import Facts
from yiwang.subsystems.participation.interviews.models import Guest, Interview, Studio

_MOMENT = "%Y-%m-%dT%H:%M"
MONTHS = [("", "年中增加（不在年初计划内）"), *((str(month), f"{month}月") for month in range(1, 13))]


def text_area(label: str, longest: int, *, required: bool = True, rows: int = 3, hint: str = "") -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}请不要超过{longest}字。"},
    )


def moment(label: str, *, required: bool = False, hint: str = "") -> Any:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}的写法不对，例如 2026-12-01 09:30。",
        },
    )


class InterviewForm(forms.Form):
    """The facts of an interview; guests are one a line, name first, then office."""

    title = forms.CharField(
        label="访谈主题", max_length=rules.TITLE_LENGTH, error_messages={"required": "请填写访谈主题。"}
    )
    summary = text_area("内容简介", rules.SUMMARY_LENGTH, rows=4, hint="会在预告中公开。")
    unit = UnitField(label="访谈单位", among=Unit.objects.open(), help_text="接受访谈的部门。")
    month = forms.TypedChoiceField(
        label="计划月份", required=False, choices=MONTHS, coerce=int, empty_value=None
    )
    host = forms.CharField(label="主持人", required=False, max_length=rules.NAME_LENGTH)
    guests = text_area(
        "嘉宾",
        2_000,
        required=False,
        rows=3,
        hint="一行一位，先写姓名，空一格写单位和职务，例如：王建国 市住建局局长",
    )
    starts_at = moment("开始时间")
    ends_at = moment("结束时间")
    asking_from = moment("征集提问开始")
    asking_until = moment("征集提问截止", hint="一般到访谈结束为止。")
    has_stream = forms.BooleanField(label="有视频直播（编码器推流）", required=False)

    def clean_guests(self) -> list[tuple[str, str]]:
        guests = []
        for line in self.cleaned_data["guests"].replace("\u3000", " ").splitlines():
            name, _, title = line.strip().partition(" ")
            if not name:
                continue
            if len(name) > rules.NAME_LENGTH or len(title) > 120:
                raise ValidationError(f"“{line.strip()[:20]}…”太长，请写成“姓名 单位和职务”。")
            guests.append((rules.legible(name), rules.legible(title)))
        return guests

    def facts(self) -> Facts:
        said = dict(self.cleaned_data)
        said["title"], said["summary"] = rules.legible(said["title"]), rules.legible(said["summary"])
        return Facts(**{name: said[name] for name in _FACTS})


_FACTS = (
    *("title", "summary", "unit", "month", "host", "guests", "starts_at", "ends_at"),
    *("asking_from", "asking_until", "has_stream"),
)


class NewForm(InterviewForm):
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    year = forms.TypedChoiceField(label="年度", coerce=int)
    organizer = UnitField(
        label="主办单位", among=Unit.objects.open(), help_text="组织访谈的单位，例如市政府办公室。"
    )

    field_order = ["year", "organizer", "unit", "title"]

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(each, f"{each}年") for each in (year, year + 1)]  # type: ignore[attr-defined]


def known(interview: Interview) -> dict[str, Any]:
    """What the form shows of an interview that is to be changed."""
    guests = "\n".join(f"{guest.name} {guest.title}".strip() for guest in interview.guests.all())
    facts = {name: getattr(interview, name) for name in _FACTS if name not in {"unit", "guests"}}
    return {**facts, "unit": interview.unit.name, "guests": guests}


class ReasonForm(forms.Form):
    reason = text_area("原因", rules.REASON_LENGTH, rows=2)


class NoFieldsForm(forms.Form):
    """A deed that asks for nothing."""


class BookForm(forms.Form):
    studio = forms.ModelChoiceField(
        label="演播室",
        queryset=Studio.objects.filter(is_open=True),
        error_messages={"required": "请选择演播室。", "invalid_choice": "这个演播室现在不能预订。"},
    )
    starts_at = moment("使用开始", required=True, hint="包括布置和彩排的时间。")
    ends_at = moment("使用结束", required=True)


class StudioForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    place = forms.CharField(label="地点", required=False, max_length=120)
    equipment = forms.CharField(label="设备", required=False, max_length=200)


class LineForm(forms.Form):
    """Who speaks: the host, one of the guests (``guest:<id>``), or what happens in the room."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    speaker = forms.ChoiceField(
        label="发言人", widget=forms.RadioSelect, error_messages={"required": "请选择是谁的发言。"}
    )
    text = text_area("发言内容", rules.TEXT_LENGTH, required=False, rows=4)
    picture = UploadField(label="图片", required=False, kinds=IMAGES)

    def __init__(self, *args: Any, guests: list[Guest], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["speaker"].choices = [  # type: ignore[attr-defined]
            (rules.SAID_BY_HOST, rules.LINE_KINDS[rules.SAID_BY_HOST]),
            *((f"guest:{guest.pk}", f"嘉宾 {guest}") for guest in guests),
            (rules.NOTICE, "现场情况"),
        ]

    def said(self) -> dict[str, Any]:
        kind, _, guest = self.cleaned_data["speaker"].partition(":")
        return {
            "kind": kind,
            "text": self.cleaned_data["text"],
            "token": self.cleaned_data["token"],
            "guest_id": int(guest) if guest else None,
            "picture": self.cleaned_data["picture"],
        }


class CorrectForm(forms.Form):
    text = text_area("改为", rules.TEXT_LENGTH, required=False)


class ReleaseForm(forms.Form):
    text = text_area("公开的文字", rules.QUESTION_LENGTH, hint="可以删改个人信息和不当用语，不要改变原意。")


class DeclineForm(forms.Form):
    ground = forms.ChoiceField(
        label="不采用的理由",
        choices=[("", "请选择"), *rules.GROUNDS.items()],
        error_messages={"required": "请选择不采用的理由。"},
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label="提示词",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一个。提问中出现这些词的，审核时提示“疑似辱骂”，不会自动删除。",
    )


class ReplayForm(forms.Form):
    video = UploadField(label="视频（MP4）", required=False, kinds=MEDIA)
    keeps = forms.BooleanField(label="保留现在的视频", required=False)
    chapters = forms.CharField(
        label="章节",
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一个：时间点，空一格，标题。例如：12:30 怎样申请公租房",
    )

    def clean_chapters(self) -> list[tuple[int, str]]:
        try:
            return rules.read_chapters(self.cleaned_data["chapters"])
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused


class StepForm(forms.Form):
    note = forms.CharField(label="说明", required=False, max_length=rules.NOTE_LENGTH)


class GuideForm(forms.Form):
    name = forms.CharField(label="步骤", max_length=60, error_messages={"required": "请填写步骤名称。"})
    who = forms.CharField(label="由谁办", max_length=60, error_messages={"required": "请填写由谁办。"})
    what = forms.CharField(label="要求", required=False, max_length=300)
    days = forms.IntegerField(
        label="访谈前后几天", min_value=-365, max_value=365, help_text="负数为访谈前，例如 -5。"
    )
    is_required = forms.BooleanField(label="必须完成", required=False)
    is_active = forms.BooleanField(label="启用", required=False)


class NarrowForm(forms.Form):
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    state = forms.ChoiceField(required=False, choices=[("", "全部状态"), *rules.STATES.items()])
    q = forms.CharField(required=False, max_length=60)

    def said(self, name: str) -> Any:
        """What was asked for; nothing where it makes no sense."""
        return self.cleaned_data.get(name) if self.is_valid() or name not in self.errors else None


def as_typed(value: datetime | None) -> str:
    return value.strftime(_MOMENT) if value else ""
