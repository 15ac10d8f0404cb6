"""The page of one survey in the workbench: where it stands, what can be done, what came out."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.surveys import queries, questions, rules
from yiwang.subsystems.participation.surveys.actions import crossing, running
from yiwang.subsystems.participation.surveys.forms import building as asked
from yiwang.subsystems.participation.surveys.models import Remark, Survey
from yiwang.subsystems.participation.surveys.office.building import found, offered
from yiwang.subsystems.participation.surveys.office.lists import standing

Said = Mapping[str, Any]
# Label, form, deed, what is said when it is done, tone of the button.
DEEDS: dict[str, tuple[str, type[forms.Form], Callable[[Actor, int, Said], object], str, str]] = {
    "publish": (
        "发布",
        forms.Form,
        lambda by, pk, said: running.publish(by, pk),
        "已发布，到开始时间即可参加。",
        "primary",
    ),
    "explain": (
        "发布结果说明",
        asked.NoticeForm,
        lambda by, pk, said: running.explain(by, pk, said["notice"]),
        "结果说明已发布。",
        "primary",
    ),
    "move_end": (
        "改结束时间",
        asked.EndForm,
        lambda by, pk, said: running.move_end(by, pk, said["closes_at"]),
        "结束时间已改。",
        "outline-primary",
    ),
    "stop": (
        "停止调查",
        asked.StopForm,
        lambda by, pk, said: running.stop(by, pk, said["reason"]),
        "调查已停止。",
        "outline-danger",
    ),
    "retry": (
        "重新送往外网",
        forms.Form,
        lambda by, pk, said: crossing.tell_again(by, pk),
        "已重新送出。",
        "outline-primary",
    ),
}


@require_safe
@office(rules.EDIT)
def survey(request: OfficeRequest, survey_id: int) -> HttpResponse:
    return _page(request, found(request, survey_id))


@require_POST
@office(rules.PUBLISH)
def deed(request: OfficeRequest, survey_id: int, code: str) -> HttpResponse:
    if code not in DEEDS:
        raise Http404
    shown = found(request, survey_id)
    form = DEEDS[code][1](request.POST, prefix=code)
    if form.is_valid():
        try:
            DEEDS[code][2](request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DEEDS[code][3])
            return redirect("participation_surveys:office", survey_id)
    return _page(request, found(request, survey_id), {code: form}, status=422)


def _page(
    request: OfficeRequest, shown: Survey, held: dict[str, forms.Form] | None = None, *, status: int = 200
) -> HttpResponse:
    held = held or {}
    phase = shown.phase(now())
    may = offered(request, shown)
    codes = dict.fromkeys([*(_offers(shown, phase) if may["may_publish"] else []), *held])
    may_see = queries.may_see(shown, phase)
    label, tone = standing(shown, phase)
    context = {
        "survey": shown,
        "label": label,
        "tone": tone,
        "phase": phase,
        **may,
        "offers": [(code, *_shown(code, held, shown)) for code in codes],
        "open": next(iter(held), ""),
        "sections": _numbered(shown),
        "faults": questions.faults(shown.asked) if shown.state == rules.DRAFT else [],
        "kinds": questions.KINDS.items(),
        "may_see": may_see,
        "results": queries.shown_results(shown) if may_see else [],
        "waiting": queries.waiting_remarks([shown]).get(shown.pk, 0),
    }
    return render(request, "surveys/office/survey.html", context, status=status)


def _numbered(shown: Survey) -> list[tuple[questions.Section, int]]:
    """Each page with the number of its first question."""
    found, start = [], 1
    for section in questions.sections(shown.asked):
        found.append((section, start))
        start += len(section.questions)
    return found


def _shown(code: str, held: dict[str, forms.Form], shown: Survey) -> tuple[str, forms.Form, str]:
    label, form, _, _, tone = DEEDS[code]
    initial = {"closes_at": shown.closes_at, "notice": shown.notice}
    return label, held.get(code) or form(prefix=code, initial=initial), tone


def _offers(shown: Survey, phase: str) -> list[str]:
    if shown.state == rules.DRAFT:
        return ["publish"]
    offers = ["retry"] if shown.trouble else []
    if shown.state == rules.PUBLISHED:
        offers += ["explain"] if phase == rules.OVER else ["move_end", "stop"]
    return offers


TABS = {"waiting": "待审看", "shown": "公开", "kept": "不公开"}


@require_safe
@office(rules.EDIT)
def remarks(request: OfficeRequest, survey_id: int) -> HttpResponse:
    """What people wrote, masked, parted from their other answers; seen no earlier than the figures."""
    shown = found(request, survey_id)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    may_see = queries.may_see(shown, shown.phase(now()))
    rows = Remark.objects.filter(survey=shown, state=tab).order_by("id")
    page = page_of(rows if may_see else rows.none(), request.GET.get("page"), 100)
    titles = {one.code: f"{place}. {one.title}" for place, one in enumerate(shown.asked, 1)}
    context = {
        "survey": shown,
        "rows": [(one, titles.get(one.question.split(".")[0], one.question)) for one in page.rows],
        "page": page,
        "tab": tab,
        "tabs": TABS.items(),
        "may_see": may_see,
        **offered(request, shown),
    }
    return render(request, "surveys/office/remarks.html", context)


@require_POST
@office(rules.EDIT)
def review(request: OfficeRequest, survey_id: int) -> HttpResponse:
    shown = found(request, survey_id)
    chosen = {int(one) for one in request.POST.getlist("remark") if one.isascii() and one.isdigit()}
    state = Remark.State.SHOWN if "show" in request.POST else Remark.State.KEPT_BACK
    try:
        count = running.review_remarks(request.actor, shown.pk, chosen, state)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{count}条已设为“{Remark.State(state).label}”。")
    return redirect("participation_surveys:remarks", shown.pk)
