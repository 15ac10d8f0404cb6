"""What does the workbench show of one certificate, and what may be done with it?"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.papers import pdf, qr
from yiwang.subsystems.approvals.certificates import actions, holders, printing, rules
from yiwang.subsystems.approvals.certificates.forms import deeds as forms
from yiwang.subsystems.approvals.certificates.forms.deeds import DeedForm
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.certificates.office.lists import downloaded, refuse

FORMS: Mapping[str, type[DeedForm]] = {
    "change": forms.ChangeForm,
    "ask_renewal": forms.AskRenewalForm,
    "renew": forms.RenewForm,
    "refuse_renewal": forms.DeedForm,
    "annual_check": forms.AnnualCheckForm,
    "suspend": forms.SuspendForm,
    "restore": forms.DeedForm,
    "revoke": forms.DeedForm,
    "annul": forms.AnnulForm,
    "cancel": forms.CancelForm,
}
GRAVE = frozenset({"refuse_renewal", "suspend", "revoke", "annul", "cancel"})
Deed = Callable[[Actor, int, DeedForm], Certificate]


def _changed(by: Actor, pk: int, form: DeedForm) -> Certificate:
    names = ("holder_name", "representative", "address", "content")
    wanted = {name: form.cleaned_data[name].strip() or None for name in names}
    return actions.change(by, pk, actions.Change(**wanted), form.said())


DEEDS: Mapping[str, Deed] = {
    "change": _changed,
    "ask_renewal": lambda by, pk, form: actions.ask_renewal(
        by, pk, form.cleaned_data["asked_on"], form.said()
    ),
    "renew": lambda by, pk, form: actions.renew(by, pk, form.cleaned_data["valid_until"], form.said()),
    "refuse_renewal": lambda by, pk, form: actions.refuse_renewal(by, pk, form.said()),
    "annual_check": lambda by, pk, form: actions.annual_check(
        by, pk, form.cleaned_data["year"], form.cleaned_data["result"], form.said()
    ),
    "suspend": lambda by, pk, form: actions.suspend(by, pk, form.said(), form.cleaned_data["until"]),
    "restore": lambda by, pk, form: actions.restore(by, pk, form.said()),
    "revoke": lambda by, pk, form: actions.revoke(by, pk, form.said()),
    "annul": lambda by, pk, form: actions.annul(by, pk, form.said()),
    "cancel": lambda by, pk, form: actions.cancel(by, pk, form.said()),
}


@require_safe
@office(rules.KEEP)
def certificate(request: OfficeRequest, certificate_id: int) -> HttpResponse:
    """What it says, what happened to it, what may be done now."""
    return _page(request, _found(request, certificate_id), {})


def _found(request: OfficeRequest, certificate_id: int) -> Certificate:
    visible = Certificate.objects.visible_to(request.post).in_full()
    return get_object_or_404(visible, pk=certificate_id)


def _page(
    request: OfficeRequest,
    shown: Certificate,
    refused: Mapping[str, DeedForm],
    *,
    holder: Holder | None = None,
    status: int = 200,
) -> HttpResponse:
    allowed = rules.allowed(
        shown.state, shown.renewal_asked_on is not None, shown.is_unlimited, shown.kind.has_checks
    )
    offers = [
        (
            deed,
            rules.label(deed),
            refused.get(deed) or FORMS[deed](prefix=deed, certificate=shown),
            deed in GRAVE,
        )
        for deed in allowed
    ]
    context = {
        "certificate": shown,
        "holder": _rows(holder) if holder else _masked(shown),
        "is_holder_open": holder is not None,
        "offers": offers,
        "open": next(iter(refused), ""),
        "events": shown.events.all()[:100],
        "address": printing.verification_address(shown),
        "qr": qr.svg(printing.verification_address(shown), module=3),
    }
    return render(request, "certificates/certificate.html", context, status=status)


def _rows(holder: Holder) -> list[tuple[str, str]]:
    rows = [
        ("证件号码", holder.id_number),
        ("法定代表人（负责人）", holder.representative),
        ("手机号", holder.phone),
        ("地址", holder.address),
    ]
    return [row for row in rows if row[1]]


def _masked(shown: Certificate) -> list[tuple[str, str]]:
    holder = holders.opened(shown)
    rows = [
        ("证件号码", shown.id_masked),
        ("法定代表人（负责人）", masking.name(holder.representative)),
        ("手机号", masking.mobile(holder.phone)),
        ("地址", masking.address(holder.address)),
    ]
    return [row for row in rows if row[1]]


@require_POST
@office(rules.KEEP)
def deed(request: OfficeRequest, certificate_id: int, verb: str) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    if verb not in DEEDS:
        raise Http404
    shown = _found(request, certificate_id)
    form = FORMS[verb](request.POST, prefix=verb, certificate=shown)
    if form.is_valid():
        try:
            DEEDS[verb](request.actor, shown.pk, form)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已办理：{rules.label(verb)}。")
            return redirect("certificates:certificate", shown.pk)
    return _page(request, _found(request, certificate_id), {verb: form}, status=422)


@require_POST
@office(rules.KEEP)
def holder(request: OfficeRequest, certificate_id: int) -> HttpResponse:
    """The holder in full, on this one page only; the record says who looked."""
    shown = _found(request, certificate_id)
    return _page(request, shown, {}, holder=actions.read_holder(request.actor, shown.pk, "查看"))


@require_POST
@office(rules.KEEP)
def print_paper(request: OfficeRequest, certificate_id: int) -> HttpResponse:
    """The certificate as PDF; the record says who printed it."""
    shown = _found(request, certificate_id)
    content = pdf.drawn(printing.paper_of(shown, holders.opened(shown)))
    actions.read_holder(request.actor, shown.pk, "打印")
    return downloaded(content, "application/pdf", f"{shown.name}{shown.number}.pdf")
