"""Which interviews are there, what does the plan of a year say, and how is one proposed?"""

import csv
import io
import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import local, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.interviews import guide, queries, rules
from yiwang.subsystems.participation.interviews.actions import planning, reference
from yiwang.subsystems.participation.interviews.forms.office import GuideForm, NarrowForm, NewForm
from yiwang.subsystems.participation.interviews.models import GuideStep
from yiwang.subsystems.participation.interviews.office.standing import reader

SIZE = 30
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("年度", "计划月份", "访谈主题", "访谈单位", "状态", "开始时间", "举办情况", "浏览", "同时在线最多")


@require_safe
@reader
def listed(request: OfficeRequest) -> HttpResponse:
    form = NarrowForm(request.GET)
    year, state, words = form.said("year"), form.said("state") or "", form.said("q") or ""
    page = page_of(queries.listing(request.post, year, state, words), request.GET.get("page"), SIZE)
    context = {
        "page": page,
        "chosen": {"year": year or "", "state": state, "q": words},
        "states": [("", "全部状态"), *rules.STATES.items()],
        "may_propose": may(request.post, rules.EDIT),
    }
    return render(request, "interviews/list.html", context)


@require_safe
@reader
def year_plan(request: OfficeRequest) -> HttpResponse:
    """The plan of a year against what was done until the last month that is over."""
    year = _year(request)
    plan = queries.year_plan(request.post, year, today())
    context = {"plan": plan, "years": range(year - 2, year + 2), "may_propose": may(request.post, rules.EDIT)}
    return render(request, "interviews/plan.html", {**context, "fewest": rules.FEWEST_A_YEAR})


def _year(request: OfficeRequest) -> int:
    given = request.GET.get("year", "")
    is_year = given.isascii() and given.isdigit() and len(given) == 4 and int(given) >= 2000
    return int(given) if is_year else today().year


@require_safe
@reader
def table(request: OfficeRequest) -> HttpResponse:
    """The plan of a year for a spreadsheet program."""
    year = _year(request)
    plan = queries.year_plan(request.post, year, today())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for month, rows in plan.months:
        for row in rows:
            held = queries.held_month(row)
            line = (
                str(row.year),
                f"{month}月" if month else "年中增加",
                row.title,
                row.unit.called,
                row.get_state_display(),
                f"{local(row.starts_at):%Y-%m-%d %H:%M}" if row.starts_at else "",
                "已举办" if held else "未举办",
                str(row.opened),
                str(row.most_readers),
            )
            writer.writerow([f"'{text}" if text.startswith(FORMULA) else text for text in line])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interviews-{year}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def new(request: OfficeRequest) -> HttpResponse:
    year = today().year
    if request.method == "POST":
        form = NewForm(request.POST, year=year)
        if form.is_valid():
            said = form.cleaned_data
            try:
                _refuse_strangers(request, form)
                made = planning.propose(
                    request.actor, said["organizer"], said["year"], form.facts(), said["token"]
                )
            except Refused as refused:
                refused.show_in(form)
            else:
                messages.success(request, "已列入计划，等待计划管理员审批。")
                return redirect(made.address)
    else:
        unit = request.post.unit.name
        start = {"token": secrets.token_hex(16), "unit": unit, "organizer": unit, "year": year}
        form = NewForm(initial=start, year=year)
    context = {"form": form, "title": "申报访谈", "back": "/office/interviews/"}
    return render(request, "interviews/form.html", context, status=422 if form.is_bound else 200)


def _refuse_strangers(request: OfficeRequest, form: NewForm) -> None:
    """A post proposes for its own units: as the one that organises or as the one that is interviewed."""
    said = form.cleaned_data
    if not any(may(request.post, rules.EDIT, said[name]) for name in ("unit", "organizer")):
        raise Refused("主办单位和访谈单位中，至少有一个应当是本单位或者下属单位。", field="unit")


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.PLAN)
def guide_page(request: OfficeRequest) -> HttpResponse:
    """The steps of the process guide; what is changed holds for interviews proposed from then on."""
    guide.steps()
    steps = list(GuideStep.objects.all())
    code = request.POST.get("code", "")
    forms = {step.code: GuideForm(prefix=step.code, initial=_as_initial(step)) for step in steps}
    if request.method == "POST" and code in forms:
        form = GuideForm(request.POST, prefix=code)
        forms[code] = form
        if form.is_valid():
            reference.change_step(request.actor, code, **form.cleaned_data)
            messages.success(request, "流程指南已修改，今后申报的访谈按新的指南办理。")
            return redirect("participation_interviews:guide")
    rows = [(step, forms[step.code]) for step in steps]
    status = 422 if request.method == "POST" else 200
    return render(request, "interviews/guide.html", {"rows": rows, "open": code}, status=status)


def _as_initial(step: GuideStep) -> dict[str, object]:
    return {name: getattr(step, name) for name in GuideForm.base_fields}
