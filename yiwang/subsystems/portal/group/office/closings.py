"""Which sites are to close, how far is each, and what says that it was closed?"""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.papers import pdf
from yiwang.subsystems.portal.group import archive, certificate, rules
from yiwang.subsystems.portal.group.actions import closings as actions
from yiwang.subsystems.portal.group.forms import ClosingForm, MappingForm, ReasonForm
from yiwang.subsystems.portal.group.models import Closing
from yiwang.subsystems.portal.group.office.sites import root
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SITES


@require_safe
@office(SITES)
def listing(request: OfficeRequest) -> HttpResponse:
    rows = Closing.objects.visible_to(request.post).select_related("site", "target")
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "today": today(),
        "may_manage": may(request.post, rules.GROUP),
    }
    return render(request, "portal_group/closings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.GROUP)
def new(request: OfficeRequest) -> HttpResponse:
    form = ClosingForm(request.POST or None, post=request.post, initial={"site": request.GET.get("site")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        planned = actions.Plan(said["target"].pk, said["reason"], said["basis"], said["due_on"])
        try:
            made = actions.plan(request.actor, said["site"].pk, planned)
        except Refused as refused:
            refused.show_in(form)
        else:
            return redirect("portal_group:closing", made.pk)
    context = {
        "form": form,
        "title": "列入关停名单",
        "back": "portal_group:closings",
        "back_label": "网站关停",
    }
    return render(request, "portal_group/form.html", context, status=422 if form.errors else 200)


@require_safe
@office(SITES)
def closing(request: OfficeRequest, closing_id: int) -> HttpResponse:
    return _page(request, _seen(request, closing_id), {})


def _seen(request: OfficeRequest, closing_id: int) -> Closing:
    rows = Closing.objects.visible_to(request.post).select_related(
        "site__unit", "target", "planned_by", "closed_by", "archive"
    )
    return get_object_or_404(rows, pk=closing_id)


def _here(shown: Closing) -> str:
    return reverse("portal_group:closing", args=[shown.pk])


def _page(request: OfficeRequest, shown: Closing, forms: dict[str, Any]) -> HttpResponse:
    ends_on = rules.notice_ends_on(shown.noticed_on) if shown.noticed_on else None
    context = {
        "closing": shown,
        "ends_on": ends_on,
        "is_over": ends_on is not None and ends_on <= today(),
        "mapping_form": _mapping(shown),
        "moves": shown.moves.select_related("column", "target"),
        "drop_form": ReasonForm(prefix="drop"),
        "may_manage": may(request.post, rules.GROUP, shown.site.unit or root()),
        **forms,
    }
    return render(request, "portal_group/closing.html", context, status=422 if forms else 200)


def _mapping(shown: Closing, data: Any = None) -> MappingForm:
    columns = Column.objects.filter(site=shown.site).annotate(held=Count("articles")).filter(held__gt=0)
    targets = Column.objects.open().filter(site=shown.target).exclude(kind="link").in_order()
    chosen = {f"column_{move.column_id}": str(move.target_id) for move in shown.moves.all()}
    return MappingForm(data, columns=list(columns.in_order()), targets=list(targets), initial=chosen)


@require_POST
@office(rules.GROUP)
def map_columns(request: OfficeRequest, closing_id: int) -> HttpResponse:
    shown = _seen(request, closing_id)
    form = _mapping(shown, request.POST)
    answer = done(
        request,
        form,
        lambda: actions.map_columns(request.actor, shown.pk, form.mapping()),
        "栏目对应关系已保存。",
        _here(shown),
    )
    return answer or _page(request, shown, {"mapping_form": form})


@require_POST
@office(rules.GROUP)
def drop(request: OfficeRequest, closing_id: int) -> HttpResponse:
    shown = _seen(request, closing_id)
    form = ReasonForm(request.POST, prefix="drop")
    answer = done(
        request,
        form,
        lambda: actions.drop(request.actor, shown.pk, form.cleaned_data["reason"]),
        "已移出关停名单。",
        _here(shown),
    )
    return answer or _page(request, shown, {"drop_form": form})


@require_POST
@office(rules.GROUP)
def step(request: OfficeRequest, closing_id: int, verb: str) -> HttpResponse:
    shown = _seen(request, closing_id)
    if verb == "announce":
        return pressed(
            request,
            lambda: actions.announce(request.actor, shown.pk),
            "关停公告已在网站首页展示。",
            _here(shown),
        )
    if verb == "move":
        return pressed(
            request,
            lambda: _move(request, shown),
            "已开始迁移内容，完成后可以关停。",
            _here(shown),
        )
    return pressed(request, lambda: actions.close(request.actor, shown.pk), "网站已关停。", _here(shown))


def _move(request: OfficeRequest, shown: Closing) -> None:
    """The archive is written first: that takes longer than a row may be locked."""
    actions.check_movable(shown)
    actions.begin_moving(request.actor, shown.pk, archive.kept(request.actor, shown.site))


@require_safe
@office(SITES)
def paper(request: OfficeRequest, closing_id: int) -> HttpResponse:
    """The certificate."""
    shown = _seen(request, closing_id)
    top = root()
    content = pdf.drawn(certificate.of(shown, f"{top.name}办公室" if top else shown.target.sponsor))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="closing-{shown.site.slug}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
