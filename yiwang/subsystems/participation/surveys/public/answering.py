"""Where does the public answer a survey, page by page, with or without scripts?"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import browsers, throttle
from yiwang.kernel.intake.browsers import Browser
from yiwang.kernel.intake.gate import public_form, who
from yiwang.kernel.prepared import ASKED_TEXT, Prepared
from yiwang.subsystems.participation.surveys import answers, limits, questions, rules
from yiwang.subsystems.participation.surveys.actions import answering as actions
from yiwang.subsystems.participation.surveys.forms.answering import IdentityForm, SectionForm, gathered
from yiwang.subsystems.participation.surveys.models import OpenSurvey
from yiwang.subsystems.participation.surveys.questions import Section

NO_COOKIE = "您的浏览器没有保留本次调查的标记（Cookie），请允许后再次点击；您填写的内容都保留着。"
COOKIE_PATH = "/surveys/"
_SURVEY = Prepared(
    lambda reference: OpenSurvey.objects.defer("figures", "texts").filter(reference=reference), ASKED_TEXT
)
FAILURES = throttle.Count("survey_failures", limits.FAILURES_AN_HOUR)


@dataclass
class Sheet:
    """A survey as one browser answers it: its pages, and what was said so far."""

    survey: OpenSurvey
    browser: Browser
    is_new: bool
    sections: list[Section]
    said: dict[str, Any]
    number: int

    @property
    def section(self) -> Section:
        return self.sections[self.number - 1]

    @property
    def is_last(self) -> bool:
        return self.number == len(self.sections)

    @property
    def others(self) -> dict[str, Any]:
        """What was said on the other pages."""
        codes = {one.code for one in self.section.questions}
        return {name: value for name, value in self.said.items() if name.split(".")[0] not in codes}

    def asked(self, others: dict[str, Any]) -> questions.Questions:
        """The questions of the page that other pages do not decide against."""
        codes = {one.code for one in self.section.questions}
        return tuple(one for one in self.section.questions if self._may_be_asked(one, codes, others))

    def form(self, data: Any = None) -> SectionForm:
        others = self.others
        places = {one.code: place for place, one in enumerate(self.survey.asked, 1)}
        asked = self.asked(others)
        form = SectionForm(data, questions=asked, said=others, places=places, seed=self.browser.token)
        if data is None:
            for name in form.fields:
                form.initial.setdefault(name, None)
        return form

    def _may_be_asked(self, question: questions.Question, codes: set[str], said: dict[str, Any]) -> bool:
        """Not where an earlier page decided against it; on the same page it is decided when it is sent."""
        condition = question.condition
        return condition is None or condition.question in codes or answers.is_asked(question, said)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, reference: str) -> HttpResponseBase:
    shown = _found(reference)
    if shown.is_withdrawn or shown.phase(now()) != rules.OPEN:
        status = 409 if request.method == "POST" else 200
        return render(request, "surveys/public/closed.html", _context(shown), status=status)
    sheet = _sheet(request, shown)
    if request.method != "POST":
        if not sheet.is_new and _has_answered(sheet):
            return redirect("participation_surveys:done", reference)
        return _page(request, sheet, _with_said(sheet), IdentityForm())
    return _answered(request, sheet)


def hurried(request: HttpRequest, reference: str) -> HttpResponse | None:
    """The common case by a door of its own: one page, a browser that was here, nothing to be mended.

    None for everything else, of which nothing was kept: ``survey`` looks at it.
    """
    shown = _SURVEY.first(reference)
    browser = browsers.read_browser(request.COOKIES.get(f"survey_{reference}", ""))
    if shown is None or browser is None or not _is_simple(shown) or request.POST.get("website"):
        return None
    count = throttle.Count(f"survey_{reference}", limits.ANSWERS_AN_HOUR)
    throttle.refuse_spent(count, who(request))
    try:
        actions.hand_in(shown, gathered(shown.asked, request.POST), actions.mark_of(shown, browser))
        throttle.spend(count, who(request))
    except actions.AlreadyAnsweredError:
        pass  # the same form sent twice: its author reads that the answer is there
    except Refused:
        return None
    return redirect("participation_surveys:done", reference)


def _is_simple(shown: OpenSurvey) -> bool:
    return shown.once == rules.BROWSER and len(questions.sections(shown.asked)) == 1


def _found(reference: str) -> OpenSurvey:
    found = _SURVEY.first(reference)
    if found is None:
        raise Http404
    return found


def _sheet(request: HttpRequest, shown: OpenSurvey) -> Sheet:
    known = browsers.read_browser(request.COOKIES.get(_cookie(shown), ""))
    pages = questions.sections(shown.asked)
    said = actions.draft_of(shown, known) if known and len(pages) > 1 else {}
    given = request.POST.get("page") or request.GET.get("page") or "1"
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 1
    number = min(max(number, 1), len(pages))
    return Sheet(shown, known or browsers.new_browser(), known is None, pages, said, number)


def _cookie(shown: OpenSurvey) -> str:
    return f"survey_{shown.reference}"


def _has_answered(sheet: Sheet) -> bool:
    if sheet.survey.once == rules.IDENTITY:
        return False
    return actions.has_answered(actions.mark_of(sheet.survey, sheet.browser))


def _with_said(sheet: Sheet) -> SectionForm:
    """The page as it was left, where its author has been here before."""
    form = sheet.form()
    codes = {one.code for one in sheet.section.questions}
    own = {name: value for name, value in sheet.said.items() if name.split(".")[0] in codes}
    form.initial.update(SectionForm(questions=form.questions, said=own, places=form.places).initial)
    return form


def _answered(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    if sheet.is_new or request.POST.get("website"):
        form = sheet.form(request.POST)
        form.add_error(None, NO_COOKIE)
        return _page(request, sheet, form, IdentityForm())
    others = sheet.others
    sheet.said = {**others, **gathered(sheet.asked(others), request.POST)}
    if "back" in request.POST:
        return _turned(request, sheet, step=-1)
    if sheet.is_last:
        return _finished(request, sheet)
    form = sheet.form(request.POST)
    return _turned(request, sheet) if form.judge() else _page(request, sheet, form, IdentityForm())


def _turned(request: HttpRequest, sheet: Sheet, step: int = 1) -> HttpResponseBase:
    """Keep what was said and go to the next page that asks something, or back."""
    try:
        actions.keep_draft(sheet.survey, sheet.browser, sheet.said)
    except Refused as refused:
        form = sheet.form(request.POST)
        form.add_error(None, refused.sentence)
        return _page(request, sheet, form, IdentityForm())
    sheet.number += step
    while 1 < sheet.number < len(sheet.sections) and not sheet.asked(sheet.others):
        sheet.number += step
    address = reverse("participation_surveys:survey", args=[sheet.survey.reference])
    return redirect(f"{address}?page={max(sheet.number, 1)}")


def _finished(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Into the box; the form is built again only for whoever has to mend something."""
    identity = IdentityForm(request.POST if sheet.survey.once == rules.IDENTITY else None)
    if identity.is_bound and not identity.is_valid():
        throttle.spend(FAILURES, who(request))
        form = sheet.form(request.POST)
        form.judge()
        return _page(request, sheet, form, identity)
    count = throttle.Count(f"survey_{sheet.survey.reference}", limits.ANSWERS_AN_HOUR)
    throttle.refuse_spent(count, who(request))
    number = identity.cleaned_data["identity"] if identity.is_bound else ""
    try:
        mark = actions.mark_of(sheet.survey, sheet.browser, number)
        actions.hand_in(sheet.survey, sheet.said, mark)
    except actions.AlreadyAnsweredError as refused:
        if not identity.is_bound:  # the same form sent twice: its author reads that the answer is there
            return redirect("participation_surveys:done", sheet.survey.reference)
        throttle.spend(FAILURES, who(request))
        identity.add_error("identity", refused.sentence)
        return _page(request, sheet, sheet.form(request.POST), identity)
    except Refused as refused:
        return _page(request, sheet, _blamed(request, sheet, refused), identity)
    throttle.spend(count, who(request))
    return redirect("participation_surveys:done", sheet.survey.reference)


def _blamed(request: HttpRequest, sheet: Sheet, refused: Refused) -> SectionForm:
    form = sheet.form(request.POST)
    if isinstance(refused, actions.FaultyError):
        _blame_pages(sheet, form, refused.faults)
    else:
        form.blame(refused.field or "", refused.sentence)
    return form


def _blame_pages(sheet: Sheet, form: SectionForm, faults: dict[str, str]) -> None:
    """At the question where it is on this page, otherwise by the page on which it is."""
    here = {one.code for one in form.questions}
    for number, section in enumerate(sheet.sections, 1):
        for one in section.questions:
            if one.code not in faults:
                continue
            if one.code in here:
                form.blame(one.code, faults[one.code])
            else:
                place = form.places[one.code]
                form.add_error(None, f"第{place}题还没有答好，请返回第{number}页修改。")


def _page(request: HttpRequest, sheet: Sheet, form: SectionForm, identity: IdentityForm) -> HttpResponse:
    context = {
        **_context(sheet.survey),
        "form": form,
        "identity": identity if sheet.survey.once == rules.IDENTITY and sheet.is_last else None,
        "section": sheet.section,
        "number": sheet.number,
        "count": len(sheet.sections),
        "is_last": sheet.is_last,
    }
    status = 422 if form.is_bound and (form.errors or identity.errors) else 200
    response = render(request, "surveys/public/survey.html", context, status=status)
    if sheet.is_new:
        browsers.remember(response, sheet.browser, _cookie(sheet.survey), COOKIE_PATH)
    return response


def _context(shown: OpenSurvey) -> dict[str, Any]:
    phase = shown.phase(now())
    return {
        "survey": shown,
        "phase": phase,
        "phase_label": rules.PHASES[phase],
        "phase_tone": rules.TONES[phase],
        "has_results": not shown.is_withdrawn
        and rules.shows_results(shown.results, phase, is_counted=shown.is_counted),
    }


@require_safe
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks; the same to whoever comes back."""
    shown = _found(reference)
    response = render(request, "surveys/public/done.html", _context(shown))
    response["Cache-Control"] = "private, no-store"
    return response
