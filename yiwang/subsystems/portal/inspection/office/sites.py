"""Which sites are watched, how do they stand, and who is told about a new one?"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.inspection import queries, rules, summing_up
from yiwang.subsystems.portal.inspection.actions import sites as actions
from yiwang.subsystems.portal.inspection.forms import BeginForm, SiteForm
from yiwang.subsystems.portal.inspection.models import Run, Watched

MOST_ROWS = 5000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("网站", "网址", "主办单位", "最近检查", "状态", "得分", "结论", "待整改问题", "逾期问题")


@require_safe
@office(rules.READ)
def listing(request: OfficeRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    page = page_of(queries.sites(request.post, text), request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.site_rows(page.rows),
        "q": text,
        "may_inspect": may(request.post, rules.INSPECT),
    }
    return render(request, "portal_inspection/sites.html", context)


@require_safe
@office(rules.READ)
def table(request: OfficeRequest) -> HttpResponse:
    """The same for a spreadsheet program."""
    rows = queries.site_rows(list(queries.sites(request.post)[:MOST_ROWS]))
    return spreadsheet("sites", HEAD, (_line(row) for row in rows))


def _line(row: queries.SiteRow) -> Sequence[str]:
    last = row.last
    return (
        row.site.name,
        row.site.address,
        row.site.unit.called,
        summing_up.shown_moment(last.started_at) if last else "",
        last.get_state_display() if last else "未检查",
        str(last.points) if last and last.points is not None else "",
        last.get_verdict_display() if last else "",
        str(row.live),
        str(row.late),
    )


def spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV file that no spreadsheet program runs anything of."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.INSPECT)
def new(request: OfficeRequest) -> HttpResponse:
    form = SiteForm(request.POST or None, post=request.post)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.watch(request.actor, form.facts())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "网站已登记，每天检查一次。" if made.is_active else "网站已登记。")
            return redirect("portal_inspection:site", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.INSPECT)
def edit(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen_site(request, site_id)
    form = SiteForm(request.POST or None, instance=shown, post=request.post)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.actor, shown.pk, form.facts())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "网站信息已保存。")
            return redirect("portal_inspection:site", shown.pk)
    return _form_page(request, form, shown)


def _form_page(request: OfficeRequest, form: SiteForm, shown: Watched | None) -> HttpResponse:
    context = {"form": form, "shown": shown}
    return render(request, "portal_inspection/site_form.html", context, status=422 if form.errors else 200)


@require_safe
@office(rules.READ)
def site(request: OfficeRequest, site_id: int) -> HttpResponse:
    """How it opened in the last week, its runs, and the form that begins another."""
    shown = seen_site(request, site_id)
    return site_page(request, shown, BeginForm(initial={"pages": shown.most_pages, "minutes": 30}))


def site_page(request: OfficeRequest, shown: Watched, form: BeginForm) -> HttpResponse:
    failed, visits = summing_up.visits_of(shown.pk)
    runs = Run.objects.filter(site=shown).newest_first().defer("facts")
    [row] = queries.site_rows([shown])
    context = {
        "site": shown,
        "row": row,
        "page": page_of(runs, request.GET.get("page"), size=20),
        "failed": failed,
        "visits": visits,
        "form": form,
        "may_inspect": may(request.post, rules.INSPECT),
    }
    return render(request, "portal_inspection/site.html", context, status=422 if form.errors else 200)


def seen_site(request: OfficeRequest, site_id: int) -> Watched:
    """The site, where the post sees it; 404 otherwise."""
    return get_object_or_404(Watched.objects.visible_to(request.post).select_related("unit"), pk=site_id)
