"""How is a draft written in the workbench, and what is done with it?"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.due import due_of
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.consultations import clauses, queries, rules
from yiwang.subsystems.participation.consultations.actions import answering, crossing, drafting
from yiwang.subsystems.participation.consultations.forms import drafting as asked
from yiwang.subsystems.participation.consultations.models import Consultation
from yiwang.subsystems.participation.consultations.office.lists import standing

Said = Mapping[str, Any]
# Label, form, deed, what is said when it is done, tone of the button.
DEEDS: dict[str, tuple[str, type[forms.Form], Callable[[Actor, int, Said], object], str, str]] = {
    "publish": (
        "发布",
        forms.Form,
        lambda by, pk, said: drafting.publish(by, pk),
        "已发布，到开始日期即可提意见。",
        "primary",
    ),
    "feedback": (
        "公布意见采纳情况",
        asked.FeedbackForm,
        lambda by, pk, said: answering.publish_feedback(by, pk, said["summary"]),
        "意见采纳情况已公布，系统将逐一答复提意见的人。",
        "primary",
    ),
    "final": (
        "关联正式文件",
        asked.FinalForm,
        lambda by, pk, said: answering.link_final(by, pk, said["title"], said["address"]),
        "已关联正式文件。",
        "outline-primary",
    ),
    "prolong": (
        "延长征集期",
        asked.ProlongForm,
        lambda by, pk, said: drafting.prolong(by, pk, said["closes_on"]),
        "征集期已延长。",
        "outline-primary",
    ),
    "retry": (
        "重新送往外网",
        forms.Form,
        lambda by, pk, said: crossing.tell_again(by, pk),
        "已重新送出。",
        "outline-primary",
    ),
    "stop": (
        "停止征集",
        asked.StopForm,
        lambda by, pk, said: drafting.stop(by, pk, said["reason"]),
        "征集已停止。",
        "outline-danger",
    ),
}


def found(request: OfficeRequest, consultation_id: int) -> Consultation:
    rows = Consultation.objects.visible_to(request.post).select_related("unit", "clock")
    shown = rows.filter(pk=consultation_id).first()
    if shown is None:
        raise Http404
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def new(request: OfficeRequest) -> HttpResponse:
    tomorrow = shifted(today(), days=1)
    initial = {
        "opens_on": tomorrow,
        "closes_on": shifted(tomorrow, days=rules.USUAL_DAYS),
        "subject": rules.MAJOR,
    }
    return _written(request, initial, None, lambda outline: drafting.begin(request.actor, outline))


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def edit(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    shown = found(request, consultation_id)
    return _written(
        request,
        asked.OutlineForm.of(shown),
        shown,
        lambda outline: drafting.revise(request.actor, shown.pk, outline),
    )


def _written(
    request: OfficeRequest,
    initial: dict[str, Any],
    shown: Consultation | None,
    save: Callable[[drafting.Outline], Consultation],
) -> HttpResponse:
    form = asked.OutlineForm(initial=initial)
    if request.method == "POST":
        form = receiving(asked.OutlineForm(request.POST, request.FILES, initial=initial), by=request.actor)
        if form.is_valid():
            try:
                saved = save(form.outline())
            except Refused as refused:
                refused.show_in(form)
            else:
                messages.success(request, "已保存。")
                return redirect("participation_consultations:office", saved.pk)
    context = {"form": form, "shown": shown}
    status = 422 if form.is_bound else 200
    return render(request, "consultations/office/outline.html", context, status=status)


@require_POST
@office(rules.EDIT)
def drop_file(request: OfficeRequest, consultation_id: int, file_id: int) -> HttpResponse:
    drafting.drop_file(request.actor, found(request, consultation_id).pk, file_id)
    messages.success(request, "附件已去掉。")
    return redirect("participation_consultations:office", consultation_id)


@require_POST
@office(rules.EDIT)
def discard(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    drafting.discard(request.actor, found(request, consultation_id).pk)
    messages.success(request, "草稿已删除。")
    return redirect("participation_consultations:office_list")


@require_safe
@office(rules.EDIT)
def consultation(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    return _page(request, found(request, consultation_id))


@require_POST
@office(rules.PUBLISH)
def deed(request: OfficeRequest, consultation_id: int, code: str) -> HttpResponse:
    if code not in DEEDS:
        raise Http404
    shown = found(request, consultation_id)
    form = DEEDS[code][1](request.POST, prefix=code)
    if form.is_valid():
        try:
            DEEDS[code][2](request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DEEDS[code][3])
            return redirect("participation_consultations:office", consultation_id)
    return _page(request, found(request, consultation_id), {code: form}, status=422)


def _page(
    request: OfficeRequest,
    shown: Consultation,
    held: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    held = held or {}
    may_publish = may(request.post, rules.PUBLISH, shown.unit)
    codes = dict.fromkeys([*(_offers(shown) if may_publish else []), *held])
    counts = queries.by_clause(shown) if shown.state != rules.DRAFT else []
    label, tone = standing(shown)
    context = {
        "shown": shown,
        "label": label,
        "tone": tone,
        "may_edit": shown.state == rules.DRAFT and may(request.post, rules.EDIT, shown.unit),
        "offers": [(code, *_shown(code, held, shown)) for code in codes],
        "open": next(iter(held), ""),
        "counts": counts,
        "totals": queries.totals(counts),
        "parsed": clauses.parse(shown.draft) if shown.state == rules.DRAFT else [],
        "days": rules.days(shown.opens_on, shown.closes_on),
        "due": due_of(shown.clock) if shown.clock and shown.state == rules.PUBLISHED else None,
        "files": list(shown.files.order_by("pk")),
    }
    return render(request, "consultations/office/consultation.html", context, status=status)


def _shown(code: str, held: dict[str, forms.Form], shown: Consultation) -> tuple[str, forms.Form, str]:
    label, form, _, _, tone = DEEDS[code]
    initial = {
        "closes_on": shown.closes_on,
        "title": shown.final_title,
        "address": shown.final_address,
    }
    return label, held.get(code) or form(prefix=code, initial=initial), tone


def _offers(shown: Consultation) -> list[str]:
    offers = ["retry"] if shown.trouble else []
    if shown.state == rules.DRAFT:
        return ["publish"]
    if shown.state == rules.ANSWERED:
        return [*offers, "final"]
    if shown.state == rules.PUBLISHED:
        is_over = shown.phase(today()) == rules.OVER
        return [*offers, "feedback", "stop"] if is_over else [*offers, "prolong", "stop"]
    return offers
