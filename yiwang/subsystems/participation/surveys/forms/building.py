"""What does an official fill in who builds a survey?"""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.actions.building import Frame
from yiwang.subsystems.participation.surveys.models import Survey
from yiwang.subsystems.participation.surveys.questions import Condition, Option, Question, Row

WRONG_MOMENT = {"invalid": "时间的写法不对，例如 2026-12-31 17:30。", "required": "请填写时间。"}
_QUOTA, _OPEN = re.compile(r"名额\s*(\d{1,8})"), re.compile(r"填写说明|请说明")


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, error_messages=WRONG_MOMENT, **more)


class FrameForm(forms.Form):
    title = forms.CharField(
        label="标题", max_length=rules.TITLE_LENGTH, error_messages={"required": "请填写标题。"}
    )
    introduction = forms.CharField(
        label="说明",
        required=False,
        max_length=rules.INTRODUCTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="为什么调查，结果用在哪里。",
    )
    opens_at = moment_field("开始时间")
    closes_at = moment_field("结束时间")
    once = forms.ChoiceField(label="每人一次", choices=list(rules.ONCE.items()), widget=forms.RadioSelect)
    results = forms.ChoiceField(
        label="结果",
        choices=list(rules.RESULTS.items()),
        widget=forms.RadioSelect,
        help_text="结束后公布的，结束前工作人员也看不到。",
    )
    least_cell = forms.IntegerField(
        label="最小统计人数",
        help_text=f"少于这个数的人数不显示、不导出，以免认出个人；{rules.LEAST_CELL}至{rules.MOST_CELL}。",
        error_messages={"invalid": "请填写整数。", "required": "请填写最小统计人数。"},
    )

    def frame(self) -> Frame:
        return Frame(**{name: self.cleaned_data[name] for name in Frame.__dataclass_fields__})

    @staticmethod
    def of(survey: Survey) -> dict[str, Any]:
        return {name: getattr(survey, name) for name in Frame.__dataclass_fields__}


def text_field(label: str, longest: int, *, required: bool = True, rows: int = 3, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


class QuestionForm(forms.Form):
    """Only the fields of its kind. ``earlier``: the questions that may decide whether it is shown."""

    title = forms.CharField(label="题目", max_length=200, error_messages={"required": "请填写题目。"})
    help = forms.CharField(label="补充说明", required=False, max_length=300)
    is_required = forms.BooleanField(label="必答", required=False, initial=True)
    options = text_field(
        "选项",
        10_000,
        rows=6,
        help_text="每行一个。限名额的写“周六上午场｜名额50”，要写说明的写“其他｜填写说明”。",
    )
    rows = text_field("行", 5_000, rows=5, help_text="每行一个要评价的方面；上面的选项是每一行都有的列。")
    least = forms.IntegerField(label="至少选几项", required=False, min_value=1, max_value=rules.MOST_OPTIONS)
    most = forms.IntegerField(label="最多选几项", required=False, min_value=1, max_value=rules.MOST_OPTIONS)
    minimum = forms.DecimalField(label="最小值", required=False, max_digits=12, decimal_places=2)
    maximum = forms.DecimalField(label="最大值", required=False, max_digits=12, decimal_places=2)
    unit = forms.CharField(label="单位", required=False, max_length=10)
    is_shuffled = forms.BooleanField(label="选项顺序随机", required=False)
    section = forms.CharField(
        label="从这道题起另起一页，页标题",
        required=False,
        max_length=60,
        help_text="长的调查可以分页；留空则接在上一题后面。",
    )
    condition = forms.MultipleChoiceField(
        label="只在前面这样回答时才问",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则人人都问；几个选项须是同一道题的，选其中任一个就问。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        earlier: Sequence[Question],
        question: Question | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=_written(question) if question else None, **options)
        self.kind, self.question = kind, question
        for name in _NOT_OF[kind]:
            del self.fields[name]
        if kind == asked.RANKING:
            self.fields["most"].label = "排前几位"
        choices = [
            (f"{one.code}/{code}", f"第{place}题“{one.title}”：{label}")
            for place, one in enumerate(earlier, 1)
            if one.kind in asked.DECIDING
            for code, label in one.picks().items()
        ]
        if choices:
            self.fields["condition"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["condition"]

    def given(self) -> dict[str, Any]:
        """As questions.Question without its code. Raises Refused for lines that cannot be options."""
        said = dict(self.cleaned_data)
        before = self.question
        given: dict[str, Any] = {"kind": self.kind, "condition": _condition(said.pop("condition", []))}
        if "options" in said:
            given["options"] = _options(said.pop("options"), before.options if before else ())
        if "rows" in said:
            given["rows"] = _rows(said.pop("rows"), before.rows if before else ())
        return given | said


_NOT_OF: dict[str, tuple[str, ...]] = {
    asked.SINGLE: ("rows", "least", "most", "minimum", "maximum", "unit"),
    asked.MULTIPLE: ("rows", "minimum", "maximum", "unit"),
    asked.RATING: ("options", "rows", "least", "most", "minimum", "maximum", "unit", "is_shuffled"),
    asked.MATRIX: ("least", "most", "minimum", "maximum", "unit", "is_shuffled"),
    asked.RANKING: ("rows", "least", "minimum", "maximum", "unit"),
    asked.NUMBER: ("options", "rows", "least", "most", "is_shuffled"),
    asked.TEXT: ("options", "rows", "least", "most", "minimum", "maximum", "unit", "is_shuffled"),
}


def _written(question: Question) -> dict[str, Any]:
    said = question.model_dump()
    said["options"] = "\n".join(_line(one) for one in question.options)
    said["rows"] = "\n".join(one.text for one in question.rows)
    condition = question.condition
    said["condition"] = [f"{condition.question}/{one}" for one in condition.options] if condition else []
    return said


def _line(option: Option) -> str:
    more = [f"名额{option.quota}"] if option.quota else []
    more += ["填写说明"] if option.is_open else []
    return "｜".join([option.text, *more])


def _condition(chosen: Sequence[str]) -> Condition | None:
    if not chosen:
        return None
    codes = {one.split("/")[0] for one in chosen}
    if len(codes) > 1:
        raise Refused("显示条件只能引用同一道题的选项。", field="condition")
    return Condition(question=codes.pop(), options=tuple(one.split("/")[1] for one in chosen))


def _lines(text: str, most: int, field: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > most:
        raise Refused(f"最多{most}行，现在有{len(lines)}行。", field=field)
    return lines


def _options(text: str, before: Sequence[Option]) -> tuple[Option, ...]:
    """What was an option before keeps its code, so that conditions go on meaning it."""
    known = {one.text: one.code for one in before}
    free = (code for code in _codes("o") if code not in known.values())
    found = []
    for line in _lines(text, rules.MOST_OPTIONS, "options"):
        words, *more = [part.strip() for part in re.split(r"[|｜]", line)]
        if not words or len(words) > 100:
            raise Refused(f"选项“{line[:20]}”没有文字或者超过100字。", field="options")
        quota, is_open = _read_more(words, more)
        found.append(Option(code=known.get(words) or next(free), text=words, quota=quota, is_open=is_open))
    return tuple(found)


def _read_more(words: str, more: Sequence[str]) -> tuple[int | None, bool]:
    quota: int | None = None
    is_open = False
    for part in more:
        if limited := _QUOTA.fullmatch(part):
            quota = int(limited[1])
        elif _OPEN.fullmatch(part):
            is_open = True
        else:
            raise Refused(f"选项“{words[:20]}”后面只能写“名额”加数字，或者“填写说明”。", field="options")
    if quota == 0:
        raise Refused(f"选项“{words[:20]}”的名额应当大于0。", field="options")
    return quota, is_open


def _rows(text: str, before: Sequence[Row]) -> tuple[Row, ...]:
    known = {one.text: one.code for one in before}
    free = (code for code in _codes("r") if code not in known.values())
    lines = _lines(text, rules.MOST_ROWS, "rows")
    if any(len(line) > 100 for line in lines):
        raise Refused("每一行请不要超过100字。", field="rows")
    return tuple(Row(code=known.get(line) or next(free), text=line) for line in lines)


def _codes(letter: str) -> Any:
    return (f"{letter}{number}" for number in range(1, 1_000))


class EndForm(forms.Form):
    closes_at = moment_field("新的结束时间")


class StopForm(forms.Form):
    reason = text_field("停止的原因", rules.REASON_LENGTH, help_text="社会公众能看到。停止后不能恢复。")


class NoticeForm(forms.Form):
    notice = text_field(
        "结果说明",
        rules.NOTICE_LENGTH,
        rows=8,
        help_text="主要结果、意见采纳情况和下一步安排，社会公众能看到。",
    )
