"""What does somebody fill in on a page of a survey?"""

import random
from collections.abc import Mapping
from typing import Any

from django import forms

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.surveys import answers
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys.questions import Option, Question, Questions


class Asked:
    """A question as the page shows it, with its fields; ``is_conditional``: whether it is asked at all
    depends on an answer on the same page, which a script follows and the server decides.
    """

    def __init__(self, form: "SectionForm", place: int, question: Question) -> None:
        self.place, self.question, self._form = place, question, form
        self.names = names(question)
        self.on_page = {one.code for one in form.questions}

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self._form[name] for name in self.names]

    @property
    def error(self) -> str:
        return self._form.faults.get(self.question.code, "")

    @property
    def widget(self) -> str:
        """``choice``, ``parts`` (rows or places) or ``line``."""
        if self.question.kind in {asked.MATRIX, asked.RANKING}:
            return "parts"
        return "line" if self.question.kind in {asked.TEXT, asked.NUMBER} else "choice"

    @property
    def words(self) -> list[forms.BoundField]:
        """Of open options."""
        return self.fields[1:] if self.widget == "choice" else []

    @property
    def hint(self) -> str:
        """What the question asks of the number of options or of the size of a number."""
        return hint(self.question)

    @property
    def condition(self) -> str:
        """``q1:a b`` for the script; empty where it is always asked or decided on an earlier page."""
        condition = self.question.condition
        if condition is None or condition.question not in self.on_page:
            return ""
        return f"{condition.question}:{' '.join(condition.options)}"

    @property
    def condition_words(self) -> str:
        """For whoever reads the page without scripts."""
        condition = self.question.condition
        if not self.condition or condition is None:
            return ""
        deciding = next(one for one in self._form.questions if one.code == condition.question)
        chosen = "、".join(f"“{deciding.called(one)}”" for one in condition.options)
        return f"上面“{deciding.title}”选择{chosen}的，请回答这道题；其他情况不用回答。"


class SectionForm(forms.Form):
    """The questions of one page. ``said``: what was answered on other pages, by which some are asked or not.

    ``seed``: of the browser, so that shuffled options stay where they were.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Questions,
        said: Mapping[str, Any],
        places: Mapping[str, int],
        seed: str = "",
    ) -> None:
        self.questions, self.said, self.places = questions, said, places
        self.faults: dict[str, str] = {}
        super().__init__(data, initial=_initial(questions, said), auto_id="id_%s")
        for question in questions:
            self.fields.update(_fields(question, seed))

    @property
    def asked(self) -> list[Asked]:
        return [Asked(self, self.places[question.code], question) for question in self.questions]

    def given(self) -> dict[str, Any]:
        """What was filled in, right or wrong, in the form that ``answers`` judges."""
        return gathered(self.questions, self.data)

    def judge(self) -> bool:
        """Whether the page is complete, given the other pages; every fault stands at its question."""
        answered = {**self.said, **self.given()}
        earlier: dict[str, Any] = dict(self.said)
        self.is_valid()
        for question in self.questions:
            earlier = {name: value for name, value in earlier.items() if name.split(".")[0] != question.code}
            if not answers.is_asked(question, earlier):
                continue
            try:
                earlier |= answers.checked(question, answered)
            except Refused as refused:
                self.blame(question.code, refused.sentence)
        return not self.faults

    def blame(self, code: str, sentence: str) -> None:
        question = next((one for one in self.questions if one.code == code), None)
        if question is None:
            self.add_error(None, sentence)
            return
        self.faults[code] = sentence
        self.add_error(names(question)[0], sentence)


class IdentityForm(forms.Form):
    """Only where one person may answer once by their number; it is checked, never kept."""

    identity = forms.CharField(
        label="居民身份证号",
        max_length=24,
        help_text="只用来保证每人参加一次，不保存，也不会和您的回答放在一起。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "text"}),
        error_messages={"required": "请填写居民身份证号。"},
    )

    def clean_identity(self) -> str:
        number = str(self.cleaned_data["identity"]).replace(" ", "").upper()
        if not masking.is_id_number(number):
            raise forms.ValidationError("身份证号不对，请核对18位号码。")
        return number


def gathered(questions: Questions, data: Any) -> dict[str, Any]:
    """What was filled in on a page, right or wrong, in the form that ``answers`` judges."""
    return {
        name: value
        for question in questions
        for name, value in _gathered(question, data).items()
        if value not in ("", [], {})
    }


def names(question: Question) -> list[str]:
    """The names of a question's fields, the first one first."""
    match question.kind:
        case asked.MATRIX:
            return [f"{question.code}_{row.code}" for row in question.rows]
        case asked.RANKING:
            return [f"{question.code}_{place}" for place in range(1, question.ranked + 1)]
    return [question.code, *(f"{question.code}.{one.code}" for one in question.options if one.is_open)]


def hint(question: Question) -> str:
    least, most = question.least, question.most
    match question.kind:
        case asked.MULTIPLE if least and most:
            return f"请选择{least}项。" if least == most else f"请选择{least}至{most}项。"
        case asked.MULTIPLE if most:
            return f"最多选择{most}项。"
        case asked.MULTIPLE if least:
            return f"至少选择{least}项。"
        case asked.MULTIPLE:
            return "可以选择多项。"
        case asked.RANKING:
            return f"请选出前{question.ranked}位，每位一个选项。"
        case asked.NUMBER:
            return "，".join(filter(None, [_range(question), question.unit and f"单位：{question.unit}"]))
    return ""


def _range(question: Question) -> str:
    lowest, highest = question.minimum, question.maximum
    if lowest is not None and highest is not None:
        return f"{lowest.normalize():f}至{highest.normalize():f}"
    if lowest is not None:
        return f"不小于{lowest.normalize():f}"
    return f"不大于{highest.normalize():f}" if highest is not None else ""


def _fields(question: Question, seed: str) -> dict[str, forms.Field]:
    if question.kind == asked.MATRIX:
        choices = list(question.picks().items())
        return {
            f"{question.code}_{row.code}": _choice(row.text, choices, forms.RadioSelect)
            for row in question.rows
        }
    if question.kind == asked.RANKING:
        choices = [("", "请选择"), *((one.code, one.text) for one in _ordered(question, seed))]
        return {
            f"{question.code}_{place}": _choice(f"第{place}位", choices, forms.Select)
            for place in range(1, question.ranked + 1)
        }
    own: dict[str, forms.Field] = {question.code: _own(question, seed)}
    for option in question.options:
        if option.is_open:
            own[f"{question.code}.{option.code}"] = forms.CharField(
                label=f"选“{option.text}”的，请说明",
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )
    return own


def _choice(label: str, choices: Any, widget: Any) -> forms.Field:
    dress = "form-select" if widget is forms.Select else "form-check-input"
    return forms.CharField(
        label=label, required=False, widget=widget(attrs={"class": dress}, choices=choices)
    )


def _own(question: Question, seed: str) -> forms.Field:
    if question.kind == asked.MULTIPLE:
        choices = [(one.code, one.text) for one in _ordered(question, seed)]
        return forms.MultipleChoiceField(
            label=question.title,
            required=False,
            choices=choices,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
    if question.kind in {asked.SINGLE, asked.RATING}:
        rated = list(asked.STARS.items())
        choices = (
            rated
            if question.kind == asked.RATING
            else [(one.code, one.text) for one in _ordered(question, seed)]
        )
        return _choice(question.title, choices, forms.RadioSelect)
    if question.kind == asked.NUMBER:
        widget: forms.Widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}
        )
    else:
        widget = forms.Textarea(attrs={"rows": 4, "class": "form-control"})
    return forms.CharField(label=question.title, required=False, widget=widget)


def _ordered(question: Question, seed: str) -> list[Option]:
    options = list(question.options)
    if question.is_shuffled and seed:
        open_ones = [one for one in options if one.is_open]
        closed = [one for one in options if not one.is_open]
        random.Random(f"{seed}{question.code}").shuffle(closed)  # noqa: S311 - an order, not a secret
        return [*closed, *open_ones]
    return options


def _initial(questions: Questions, said: Mapping[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for question in questions:
        value = said.get(question.code)
        match question.kind, value:
            case asked.MATRIX, dict():
                initial |= {f"{question.code}_{row}": one for row, one in value.items()}
            case asked.RANKING, list():
                initial |= {f"{question.code}_{place}": one for place, one in enumerate(value, 1)}
            case _:
                initial[question.code] = value
        initial |= {name: said[name] for name in said if name.startswith(f"{question.code}.")}
    return initial


def _gathered(question: Question, data: Any) -> dict[str, Any]:
    code = question.code
    match question.kind:
        case asked.MATRIX:
            return {code: {row.code: got for row in question.rows if (got := data.get(f"{code}_{row.code}"))}}
        case asked.RANKING:
            places = range(1, question.ranked + 1)
            return {code: [got for place in places if (got := data.get(f"{code}_{place}"))]}
        case asked.MULTIPLE:
            own: dict[str, Any] = {code: data.getlist(code)}
        case _:
            own = {code: data.get(code, "")}
    return own | {
        f"{code}.{one.code}": data.get(f"{code}.{one.code}", "") for one in question.options if one.is_open
    }
