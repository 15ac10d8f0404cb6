"""Which contests are there, how does one stand, and how does it go on to its result?"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.queries import history
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.papers import docx, pdf
from yiwang.subsystems.portal.contests import bulletin, queries, result, rules, sources, tables
from yiwang.subsystems.portal.contests.actions import calling_off, running
from yiwang.subsystems.portal.contests.forms import CallOffForm
from yiwang.subsystems.portal.contests.models import Contest
from yiwang.subsystems.portal.contests.office import seen
from yiwang.subsystems.portal.inspection.rules import INSPECT, READ
from yiwang.subsystems.portal.spreadsheets import spreadsheet

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STEPS = {
    rules.DRAFT: ("announce", "启动评比并通知各单位"),
    rules.ANNOUNCED: ("count", "统计系统数据，开始评分"),
    rules.COUNTED: ("show", "结束评分，告知得分"),
    rules.SHOWN: ("finish", "公布结果"),
}
DEEDS: dict[str, tuple[Callable[[Actor, int], Contest], str]] = {
    "announce": (running.announce, "评比已启动，通知已公开发布。"),
    "count": (running.count, "系统数据已统计并固定，评委可以评分。"),
    "show": (running.show, "得分已告知各单位。"),
    "finish": (running.finish, "结果已固定并公开发布。"),
}


@require_safe
@office
def listing(request: OfficeRequest) -> HttpResponse:
    found = queries.contests(request.post).select_related("unit")
    context = {
        "page": page_of(found, request.GET.get("page")),
        "may_organise": may(request.post, INSPECT),
        "may_read": may(request.post, READ),
    }
    return render(request, "portal_contests/contests.html", context)


@require_safe
@office
def contest(request: OfficeRequest, contest_id: int) -> HttpResponse:
    return _page(request, seen.contest(request, contest_id))


def _page(request: OfficeRequest, shown: Contest, stopping: CallOffForm | None = None) -> HttpResponse:
    is_own = queries.organises(request.post, shown)
    found = list(queries.entrants(request.post, shown))
    rows = queries.entrant_rows(shown, found, request.post)
    groups = [(group, [row for row in rows if row.entrant.group == group]) for group in shown.groups]
    verb, label = STEPS.get(shown.state, ("", ""))
    context = {
        "contest": shown,
        "is_own": is_own,
        "groups": [(group, inside) for group, inside in groups if inside],
        "shows_totals": is_own or shown.is_final or shown.state == rules.SHOWN,
        "jurors": shown.jurors.select_related("person", "unit") if is_own else [],
        "objections": queries.open_objections(shown) if is_own else [],
        "verb": verb,
        "label": label,
        "stopping": stopping or (CallOffForm() if is_own and shown.is_going_on else None),
        "history": history("portal_contests.contest", shown.pk) if is_own else [],
    }
    status = 422 if stopping is not None else 200
    return render(request, "portal_contests/contest.html", context, status=status)


@require_POST
@office(INSPECT)
def step(request: OfficeRequest, contest_id: int, verb: str) -> HttpResponse:
    """The next one of STEPS."""
    deed, told = DEEDS[verb]
    deed(request.actor, seen.own(request, contest_id).pk)
    messages.success(request, told)
    return redirect("portal_contests:contest", contest_id)


@require_POST
@office(INSPECT)
def call_off(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = seen.own(request, contest_id)
    form = CallOffForm(request.POST)

    def deed() -> object:
        return calling_off.call_off(request.actor, shown.pk, form.cleaned_data["because"])

    there = reverse("portal_contests:contest", args=[shown.pk])
    return done(request, form, deed, "评比已停止，通知已公开发布。", there) or _page(request, shown, form)


@require_safe
@office
def scheme(request: OfficeRequest, contest_id: int) -> HttpResponse:
    """For everybody who sees the contest; changed elsewhere while it is a draft."""
    shown = seen.contest(request, contest_id)
    headings = queries.scheme(shown)
    known = sources.known()
    context = {
        "contest": shown,
        "headings": [
            (heading, points, [(one, known.get(one.source, one.source)) for one in inside])
            for heading, points, inside in headings
        ],
        "together": sum(points for _, points, _ in headings),
        "may_change": shown.is_draft and queries.organises(request.post, shown),
    }
    return render(request, "portal_contests/scheme.html", context)


@require_safe
@office
def ranking(request: OfficeRequest, contest_id: int) -> HttpResponse:
    """The result by group, and whether it is still what it was when it was made."""
    shown = _final(request, contest_id)
    context = {
        "contest": shown,
        "groups": bulletin.grouped(shown, bulletin.ranked(shown)),
        "is_intact": result.digest(shown) == shown.digest,
    }
    return render(request, "portal_contests/result.html", context)


def _final(request: OfficeRequest, contest_id: int) -> Contest:
    shown = seen.contest(request, contest_id)
    rules.check_final(shown.state)
    return shown


@require_safe
@office
def table(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = _final(request, contest_id)
    head, rows = bulletin.table(shown)
    return spreadsheet(f"contest-{shown.pk}", head, rows)


@require_safe
@office
def workbook(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = _final(request, contest_id)
    return _attached(tables.workbook(*bulletin.table(shown)), shown, "xlsx", tables.XLSX)


@require_safe
@office
def bulletin_docx(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = _final(request, contest_id)
    return _attached(docx.drawn(bulletin.paper(shown)), shown, "docx", DOCX)


@require_safe
@office
def bulletin_pdf(request: OfficeRequest, contest_id: int) -> HttpResponse:
    shown = _final(request, contest_id)
    return _attached(pdf.drawn(bulletin.paper(shown)), shown, "pdf", "application/pdf")


def _attached(content: bytes, shown: Contest, ending: str, kind: str) -> HttpResponse:
    day = day_of(shown.finished_at or now())
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="contest-{shown.pk}-{day:%Y%m%d}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
