"""Which articles were offered from and to our sites, and what is decided about one?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit import events
from yiwang.kernel.audit.queries import history
from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.actions import deciding, following, offering
from yiwang.subsystems.portal.supply.actions.copying import offered_text
from yiwang.subsystems.portal.supply.forms import AdoptForm, FilterForm, OfferForm, ReturnForm
from yiwang.subsystems.portal.supply.models import Proposal, ProposalQuerySet
from yiwang.subsystems.portal.supply.published import address_of_copy
from yiwang.subsystems.portal.supply.rules import ADOPT, STATES, State, Way

PER_PAGE = 20
CHANGED = "changed"
TABS = [("", "全部"), *STATES.items(), (CHANGED, "原稿有变化")]


@require_safe
@office(WRITE)
def received(request: OfficeRequest) -> HttpResponse:
    """What others offered to our sites."""
    return _listing(request, Proposal.objects.visible_to(request.post), "received")


@require_safe
@office(WRITE)
def offered(request: OfficeRequest) -> HttpResponse:
    """What our units offered to other sites."""
    return _listing(request, Proposal.objects.supplied_from(request.post), "offered")


def _listing(request: OfficeRequest, rows: ProposalQuerySet, side: str) -> HttpResponse:
    form = FilterForm(request.GET)
    narrowed = _narrowed(rows.for_list(), form.cleaned_data) if form.is_valid() else rows.for_list()
    tab = request.GET.get("state", "")
    found = _in_tab(narrowed, tab).order_by("-offered_at", "-pk")
    context = {
        "form": form,
        "side": side,
        "tab": tab,
        "tabs": TABS,
        "page": page_of(found, request.GET.get("page"), PER_PAGE),
        "may_adopt": may(request.post, ADOPT),
    }
    return render(request, "portal_supply/proposals.html", context)


def _narrowed(rows: ProposalQuerySet, said: dict[str, Any]) -> ProposalQuerySet:
    if said["q"]:
        rows = rows.filter(title__icontains=said["q"])
    if said["way"]:
        rows = rows.filter(way=said["way"])
    if said["hand"]:
        rows = rows.by_hand()
    if said["unit"]:
        rows = rows.filter(source_unit=said["unit"])
    if said["month"]:
        period = month(said["month"])
        rows = rows.offered_within(period.begins_at, period.ends_at)
    return rows


def _in_tab(rows: ProposalQuerySet, tab: str) -> ProposalQuerySet:
    if tab == CHANGED:
        return rows.unsettled()
    return rows.filter(state=tab) if tab in STATES else rows


@require_http_methods(["GET", "HEAD", "POST"])
@office(WRITE)
def offer(request: OfficeRequest, article_id: int) -> HttpResponse:
    """One article to columns of other sites."""
    article = get_object_or_404(
        Article.objects.visible_to(request.post).kept().select_related("site", "unit", "column"),
        pk=article_id,
    )
    form = OfferForm(request.POST or None, article=article)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        act = offering.push if said["way"] == Way.PUSH else offering.offer
        try:
            made = act(request.actor, article.pk, said["columns"], said["note"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已{rules.WAYS[said['way']]}到 {len(made)} 个栏目。")
            return redirect("portal_supply:proposal", made[0].pk)
    before = Proposal.objects.filter(original=article).for_list().order_by("-offered_at")[:20]
    context = {"form": form, "article": article, "before": before}
    return render(request, "portal_supply/offer.html", context, status=422 if form.errors else 200)


@require_safe
@office(WRITE)
def proposal(request: OfficeRequest, proposal_id: int) -> HttpResponse:
    """The text as offered, what became of it, and what this post may decide."""
    return _page(request, _seen(request, proposal_id), {})


def _seen(request: OfficeRequest, proposal_id: int) -> Proposal:
    return get_object_or_404(Proposal.objects.seen_by(request.post).in_full(), pk=proposal_id)


def _page(
    request: OfficeRequest, shown: Proposal, refused: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    may_decide = may(request.post, ADOPT, shown.unit)
    is_waiting = shown.state == State.WAITING
    offers: dict[str, forms.Form] = {}
    if may_decide and is_waiting:
        start = {"column": shown.column_id, "follow": shown.follow}
        offers = {"adopt": AdoptForm(site=shown.site, prefix="adopt", initial=start)}
        offers["return"] = ReturnForm(prefix="return")
    try:
        text, missing = offered_text(shown), ""
    except Refused as gone:
        text, missing = None, gone.sentence
    context = {
        "proposal": shown,
        "text": text,
        "missing": missing,
        "body": mark_safe(text.body) if text else "",  # cleaned when it was saved
        "offers": {**offers, **refused},
        "open": next(iter(refused), ""),
        "may_settle": may_decide and bool(shown.change),
        "may_take_back": is_waiting and may(request.post, WRITE, shown.source_unit),
        "copy_address": address_of_copy(shown),
        "sees_copy": shown.copy_id
        and Article.objects.visible_to(request.post).filter(pk=shown.copy_id).exists(),
        "sees_original": shown.original_id
        and Article.objects.visible_to(request.post).filter(pk=shown.original_id).exists(),
        "timeline": [
            (events.label(entry.act), entry) for entry in history("portal_supply.proposal", shown.pk, most=30)
        ],
    }
    return render(request, "portal_supply/proposal.html", context, status=status)


@require_POST
@office(ADOPT)
def adopt(request: OfficeRequest, proposal_id: int) -> HttpResponse:
    """Adopted: on to the desk, where the copy is edited before it goes the ordinary way."""
    shown = _seen(request, proposal_id)
    form = AdoptForm(request.POST, site=shown.site, prefix="adopt")
    if form.is_valid():
        said = form.cleaned_data
        try:
            copy = deciding.adopt(request.actor, shown.pk, said["column"], said["follow"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已采用为本网站的草稿，请编辑后送审。")
            return redirect("portal:article_edit", copy.pk)
    return _page(request, shown, {"adopt": form}, status=422)


@require_POST
@office(ADOPT)
def send_back(request: OfficeRequest, proposal_id: int) -> HttpResponse:
    shown = _seen(request, proposal_id)
    form = ReturnForm(request.POST, prefix="return")
    answer = done(
        request,
        form,
        lambda: deciding.send_back(request.actor, shown.pk, form.cleaned_data["reason"]),
        "已退回，报送单位会收到通知。",
        reverse("portal_supply:proposal", args=[shown.pk]),
    )
    return answer or _page(request, shown, {"return": form}, status=422)


STEPS: dict[str, tuple[str, Callable[[Any, int], object]]] = {
    "take-back": ("已撤回。", offering.take_back),
    "update": ("副本已按原稿更新，请送审。", following.update_copy),
    "settle": ("已记录：核对后不更新。", following.settle),
}


@require_POST
@office(WRITE)
def step(request: OfficeRequest, proposal_id: int, verb: str) -> HttpResponse:
    """Steps without anything to fill in; a refusal becomes a page by itself."""
    told, act = STEPS[verb]
    shown = _seen(request, proposal_id)
    act(request.actor, shown.pk)
    messages.success(request, told)
    if verb == "update" and shown.copy_id:
        return redirect("portal:article", shown.copy_id)
    return redirect("portal_supply:proposal", shown.pk)
