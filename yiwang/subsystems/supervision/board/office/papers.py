"""Which bulletins and advice are there, what do they say, and how do they go out?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.parties import mail_unit
from yiwang.kernel.indicators.models import Score
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may, require
from yiwang.subsystems.supervision.board import rules, standing
from yiwang.subsystems.supervision.board.actions import papers
from yiwang.subsystems.supervision.board.forms.papers import DispatchForm, DraftForm, EditForm
from yiwang.subsystems.supervision.board.models import Paper
from yiwang.subsystems.supervision.board.office.scores import spans
from yiwang.subsystems.supervision.watching import sight
from yiwang.subsystems.supervision.watching.rules import LEAD


@require_http_methods(["GET", "HEAD", "POST"])
@office
def listing(request: OfficeRequest) -> HttpResponse:
    """The newest first; whoever leads drafts another one."""
    found = Paper.objects.visible_to(request.post)
    form = None
    if may(request.post, LEAD):
        offered = spans(standing.snapshots())
        form = DraftForm(request.POST if request.method == "POST" else None, spans=offered)
    if request.method == "POST":
        require(request.post, LEAD)
        if form and form.is_valid():
            paper = _drafted(request, form)
            if paper:
                return redirect("supervision_board:paper", paper.pk)
    context = {"page": page_of(found, request.GET.get("page")), "form": form}
    status = 422 if form and form.errors else 200
    return render(request, "supervision_board/papers.html", context, status=status)


def _drafted(request: OfficeRequest, form: DraftForm) -> Paper | None:
    span = rules.span_of(form.cleaned_data["span"])
    try:
        return papers.draft_bulletin(request.actor, mail_unit(request.post), sight.of(request.post), span)
    except Refused as refused:
        refused.show_in(form)
        return None


@require_POST
@office(LEAD)
def advise(request: OfficeRequest, score_id: int) -> HttpResponse:
    """Advice to a unit that failed."""
    seen = sight.of(request.post)
    score = get_object_or_404(seen.cut(Score.objects.filter(snapshot__scheme=rules.SCHEME)), pk=score_id)
    paper = papers.draft_advice(request.actor, mail_unit(request.post), score.pk)
    messages.success(request, "监察建议书已经起草，请核对正文后印发。")
    return redirect("supervision_board:paper", paper.pk)


@require_safe
@office
def paper(request: OfficeRequest, paper_id: int) -> HttpResponse:
    return _page(request, _seen(request, paper_id))


@require_POST
@office(LEAD)
def edit(request: OfficeRequest, paper_id: int) -> HttpResponse:
    shown, form = _own(request, paper_id), EditForm(request.POST)
    return _done(
        request,
        shown,
        "edit",
        form,
        lambda said: papers.edit(request.actor, shown.pk, said["title"], said["text"]),
        "正文已经保存。",
    )


@require_POST
@office(LEAD)
def issue(request: OfficeRequest, paper_id: int) -> HttpResponse:
    issued = papers.issue(request.actor, _own(request, paper_id).pk)
    messages.success(request, f"已经印发，文号{issued.number}。")
    return redirect("supervision_board:paper", paper_id)


@require_POST
@office(LEAD)
def discard(request: OfficeRequest, paper_id: int) -> HttpResponse:
    papers.discard(request.actor, _own(request, paper_id).pk)
    messages.success(request, "草稿已经删除。")
    return redirect("supervision_board:papers")


@require_POST
@office(LEAD)
def dispatch(request: OfficeRequest, paper_id: int) -> HttpResponse:
    shown = _own(request, paper_id)
    form = DispatchForm(request.POST, among=Unit.objects.filter(closed_on=None))
    return _done(
        request,
        shown,
        "dispatch",
        form,
        lambda said: papers.dispatch(request.actor, shown.pk, said["units"]),
        "已经通过公文交换发出。",
    )


@require_safe
@office
def file(request: OfficeRequest, paper_id: int, kind: str) -> HttpResponse:
    """Its PDF or DOCX, drawn now where that was not done yet."""
    shown = _seen(request, paper_id)
    if shown.is_draft:
        raise Refused("这份文书还没有印发，印发后才能下载。")
    drawn = papers.drawn(shown)
    stored = drawn.pdf if kind == "pdf" else drawn.docx
    if stored is None:
        raise Refused("文书文件正在生成，请稍后再试。")
    return redirect(stored.address(stored.name))


def _done(
    request: OfficeRequest,
    shown: Paper,
    verb: str,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], object],
    told: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, told)
            return redirect("supervision_board:paper", shown.pk)
    return _page(request, shown, {verb: form})


def _page(request: OfficeRequest, shown: Paper, refused: dict[str, forms.Form] | None = None) -> HttpResponse:
    refused = refused or {}
    is_own = _is_own(request, shown)
    among = Unit.objects.filter(closed_on=None)
    units = {"units": shown.addressee.code if shown.addressee else ""}
    may_send = is_own and not shown.is_draft and not shown.envelope
    blank = DispatchForm(initial=units, among=among)
    context = {
        "paper": shown,
        "tables": shown.tables,
        "paragraphs": shown.text.splitlines(),
        "is_own": is_own,
        "edit": _form(refused, "edit", EditForm(initial={"title": shown.title, "text": shown.text}))
        if is_own and shown.is_draft
        else None,
        "dispatch": _form(refused, "dispatch", blank) if may_send else None,
    }
    return render(request, "supervision_board/paper.html", context, status=422 if refused else 200)


def _form(refused: dict[str, forms.Form], verb: str, blank: forms.Form) -> forms.Form:
    return refused.get(verb) or blank


def _is_own(request: OfficeRequest, shown: Paper) -> bool:
    return may(request.post, LEAD) and shown.unit_id == mail_unit(request.post).pk


def _seen(request: OfficeRequest, paper_id: int) -> Paper:
    found = Paper.objects.visible_to(request.post).select_related("unit", "addressee", "pdf", "docx")
    return get_object_or_404(found, pk=paper_id)


def _own(request: OfficeRequest, paper_id: int) -> Paper:
    return get_object_or_404(Paper.objects.filter(unit=mail_unit(request.post)), pk=paper_id)
