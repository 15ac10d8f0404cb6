"""Which mails belong to no letter, and what does an official make of one?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.mail import queries, rules
from yiwang.subsystems.participation.letters.mail.actions import claiming
from yiwang.subsystems.participation.letters.mail.forms import (
    DiscardForm,
    FileForm,
    LetterForm,
    NarrowForm,
)
from yiwang.subsystems.participation.letters.mail.models import Claim

LIST = "participation_letter_mail:claim_list"
PAGE = 30


@dataclass(frozen=True)
class Deed:
    label: str
    form: type[django_forms.Form]
    call: Callable[[Actor, Claim, dict[str, Any]], object]
    told: str
    tone: str = "outline-primary"


def _as_letter(by: Actor, claim: Claim, said: dict[str, Any]) -> None:
    claiming.as_letter(by, claim.pk, said["mailbox"])


def _file_with(by: Actor, claim: Claim, said: dict[str, Any]) -> None:
    claiming.file_with(by, claim.pk, said["number"])


def _discard(by: Actor, claim: Claim, said: dict[str, Any]) -> None:
    claiming.discard(by, claim.pk, said["reason"], with_others=said["with_others"])


DEEDS = {
    "letter": Deed("作为新的来信", LetterForm, _as_letter, "已作为新的来信，发件人会收到编号。", "primary"),
    "file": Deed("并入已有来信", FileForm, _file_with, "已并入来信，办理人会看到。"),
    "discard": Deed("丢弃", DiscardForm, _discard, "已丢弃，理由已留记录。", "outline-danger"),
}


@require_safe
@office(letters.DESK)
def claim_list(request: OfficeRequest) -> HttpResponse:
    """A fixed number of queries for any number of mails."""
    form = NarrowForm(request.GET)
    state = (form.cleaned_data.get("state") if form.is_valid() else "") or rules.WAITING
    found = Claim.objects.visible_to(request.post).filter(state=state).select_related("mailbox")
    page = page_of(found.newest_first(), request.GET.get("page"), PAGE)
    context = {
        "rows": [(one, queries.shown_subject(one)) for one in page.rows],
        "page": page,
        "state": state,
        "states": list(rules.CLAIM_STATES.items()),
    }
    return render(request, "letter_mail/list.html", context)


@require_safe
@office(letters.DESK)
def claim(request: OfficeRequest, claim_id: int) -> HttpResponse:
    return _page(request, _found(request, claim_id))


@require_POST
@office(letters.DESK)
def deed(request: OfficeRequest, claim_id: int, code: str) -> HttpResponse:
    if code not in DEEDS:
        raise Http404
    shown, chosen = _found(request, claim_id), DEEDS[code]
    form = chosen.form(request.POST, prefix=code, post=request.post, claim=shown)  # type: ignore[call-arg]

    def act() -> None:
        chosen.call(request.actor, shown, form.cleaned_data)

    return done(request, form, act, chosen.told, LIST) or _page(request, shown, code, form)


def _found(request: OfficeRequest, claim_id: int) -> Claim:
    visible = Claim.objects.visible_to(request.post)
    return get_object_or_404(visible.select_related("mailbox", "letter"), pk=claim_id)


def _page(
    request: OfficeRequest, shown: Claim, held: str = "", form: django_forms.Form | None = None
) -> HttpResponse:
    offered = DEEDS if shown.state == rules.WAITING or held else {}
    offers = [
        (code, one, form if code == held else one.form(prefix=code, post=request.post, claim=shown))  # type: ignore[call-arg]
        for code, one in offered.items()
    ]
    context = {
        "claim": shown,
        "heading": queries.shown_subject(shown),
        "offers": offers,
        "held": held,
        "files": list(shown.files.all()),
    }
    return render(request, "letter_mail/claim.html", context, status=422 if held else 200)
