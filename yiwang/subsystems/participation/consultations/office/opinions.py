"""How are opinions read, handled one by one or similar ones together, and taken out as a table?"""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import read_contact
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.consultations import queries, rules
from yiwang.subsystems.participation.consultations.actions import handling
from yiwang.subsystems.participation.consultations.actions.exporting import note_export
from yiwang.subsystems.participation.consultations.forms.handling import (
    NarrowForm,
    OneVerdictForm,
    VerdictForm,
)
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion
from yiwang.subsystems.participation.consultations.office.drafting import found

MOST_ROWS = 20_000
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("编号", "条款", "意见", "分类", "采纳情况", "理由", "收到时间")


@require_safe
@office(rules.HANDLE)
def opinion_list(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    return _list(request, found(request, consultation_id), VerdictForm())


def _list(
    request: OfficeRequest, shown: Consultation, form: VerdictForm, chosen: frozenset[int] = frozenset()
) -> HttpResponse:
    narrow = _narrow(request, shown)
    said = narrow.cleaned_data
    rows = queries.narrowed(
        shown, said.get("clause", ""), said.get("verdict", ""), said.get("sort", ""), said.get("q", "")
    )
    page = page_of(rows, request.GET.get("page"))
    context = {
        "shown": shown,
        "rows": [(one, masking.text(one.text), rules.VERDICT_TONES[one.verdict]) for one in page.rows],
        "page": page,
        "narrow": narrow,
        "form": form,
        "chosen": chosen,
        "query": request.GET.urlencode(),
        "may_handle": may(request.post, rules.HANDLE, shown.unit) and shown.state == rules.PUBLISHED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "consultations/office/opinions.html", context, status=status)


def _narrow(request: OfficeRequest, shown: Consultation) -> NarrowForm:
    """Nonsense narrows nothing."""
    narrow = NarrowForm(request.GET, clauses=list(shown.clauses.all()))
    narrow.is_valid()
    return narrow


@require_POST
@office(rules.HANDLE)
def judge(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    """Those that were chosen, alike; what was typed and chosen stays where something is wrong."""
    shown = found(request, consultation_id)
    chosen = frozenset(
        int(one)
        for one in request.POST.getlist("opinion")
        if one.isascii() and one.isdigit() and len(one) < 18
    )
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            count = handling.judge(request.actor, shown.pk, chosen, form.said())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已处理{count}条意见。")
            address = reverse("participation_consultations:opinions", args=[shown.pk])
            return redirect(f"{address}?{request.GET.urlencode()}")
    return _list(request, shown, form, chosen)


@require_safe
@office(rules.HANDLE)
def opinion(request: OfficeRequest, consultation_id: int, opinion_id: int) -> HttpResponse:
    one = _opinion(request, consultation_id, opinion_id)
    return _one(request, one, OneVerdictForm(initial=_as_handled(one)))


def _opinion(request: OfficeRequest, consultation_id: int, opinion_id: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.post).select_related("clause", "matter", "consultation__unit")
    one = rows.filter(pk=opinion_id, consultation=consultation_id).first()
    if one is None:
        raise Http404
    return one


def _as_handled(one: Opinion) -> dict[str, str]:
    text = {"public_text": masking.text(one.public_text or one.text)}
    if not one.verdict:
        return text
    return text | {"verdict": one.verdict, "reason": one.reason, "sort": one.sort, "showing": one.showing}


@require_POST
@office(rules.HANDLE)
def judge_one(request: OfficeRequest, consultation_id: int, opinion_id: int) -> HttpResponse:
    """And, where they were ticked, those like it."""
    one = _opinion(request, consultation_id, opinion_id)
    alike = {
        int(key) for key in request.POST.getlist("alike") if key.isascii() and key.isdigit() and len(key) < 18
    }
    form = OneVerdictForm(request.POST)
    if form.is_valid():
        try:
            count = handling.judge(request.actor, one.consultation_id, {one.pk, *alike}, form.said())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已处理{count}条意见。")
            return redirect("participation_consultations:opinions", one.consultation_id)
    return _one(request, one, form)


@require_POST
@office(rules.HANDLE)
def contact(request: OfficeRequest, consultation_id: int, opinion_id: int) -> HttpResponse:
    """Who wrote it, and the words with their numbers, on this one page only; the record says who looked."""
    one = _opinion(request, consultation_id, opinion_id)
    if not may(request.post, rules.HANDLE, one.consultation.unit):
        raise Refused("只有承办这次征集的单位可以查看联系方式。")
    known = read_contact(request.actor, one.matter.reference)
    return _one(request, one, OneVerdictForm(initial=_as_handled(one)), author=known.shown)


def _one(
    request: OfficeRequest, one: Opinion, form: VerdictForm, author: list[tuple[str, str]] | None = None
) -> HttpResponse:
    shown = one.consultation
    context = {
        "shown": shown,
        "opinion": one,
        "tone": rules.VERDICT_TONES[one.verdict],
        "form": form,
        "alike": [
            (each, masking.text(each.text), rules.VERDICT_TONES[each.verdict])
            for each in queries.similar_to(one)
        ],
        "text": masking.text(one.text) if author is None else one.text,
        "author": author,
        "may_handle": may(request.post, rules.HANDLE, shown.unit)
        and shown.state == rules.PUBLISHED
        and one.withdrawn_at is None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "consultations/office/opinion.html", context, status=status)


@require_safe
@office(rules.HANDLE)
def table(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    """As the list is narrowed, with numbers masked and without who wrote it."""
    shown = found(request, consultation_id)
    said = _narrow(request, shown).cleaned_data
    rows = queries.narrowed(
        shown, said.get("clause", ""), said.get("verdict", ""), said.get("sort", ""), said.get("q", "")
    )
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEAD)
    for one in rows[:MOST_ROWS]:
        writer.writerow([cell(text) for text in _row(one)])
    note_export(request.actor, shown.pk)
    headers = {"Content-Disposition": f'attachment; filename="opinions-{shown.reference}.csv"'}
    text = "\ufeff" + written.getvalue()
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _row(one: Opinion) -> tuple[str, ...]:
    return (
        one.matter.number,
        one.clause.label if one.clause else "全文",
        masking.text(one.text),
        one.get_sort_display(),
        one.get_verdict_display(),
        one.reason,
        f"{one.received_at:%Y-%m-%d}",
    )


def cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text
