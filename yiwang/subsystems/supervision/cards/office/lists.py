"""Which cards does the workbench list, how are they taken out, and which terms hold?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.cards import actions, ledger, queries, rights, terms
from yiwang.subsystems.supervision.cards.actions.taking_out import note_export
from yiwang.subsystems.supervision.cards.forms import NarrowForm, TermsForm
from yiwang.subsystems.supervision.cards.models import StoredTerms
from yiwang.subsystems.supervision.watching.rules import SET


@require_safe
@office
def cards(request: OfficeRequest) -> HttpResponse:
    """A supervisor's list of what is overseen, a unit's of its own."""
    rights.require_opening(request.post)
    form = NarrowForm(request.GET)
    page = page_of(queries.found(request.post, form.narrowing()), request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "now": now(),
        "query": query.urlencode(),
        "may_set": may(request.post, SET),
    }
    return render(request, "supervision_cards/list.html", context)


@require_safe
@office
def export(request: OfficeRequest) -> HttpResponse:
    """The same list for a spreadsheet program; who took it out stands in the record."""
    rights.require_opening(request.post)
    narrowing = NarrowForm(request.GET).narrowing()
    rows = list(queries.found(request.post, narrowing)[: queries.MOST_EXPORTED + 1])
    if len(rows) > queries.MOST_EXPORTED:
        raise Refused(f"符合条件的超过{queries.MOST_EXPORTED}张，请缩小范围分几次导出。")
    content = ledger.written(rows)
    note_export(request.actor, queries.shown_narrowing(narrowing), len(rows))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cards-{today():%Y%m%d}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office(SET)
def change_terms(request: OfficeRequest) -> HttpResponse:
    """How long units have to answer, and what a card costs; for cards to come."""
    form = TermsForm(request.POST or None, initial=vars(terms.current()))
    if form.is_bound and form.is_valid():
        try:
            actions.lay_down(request.actor, form.terms(), form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已调整，从以后发的监察牌起执行。")
            return redirect("supervision_cards:terms")
    context = {"form": form, "earlier": StoredTerms.objects.all()[:20]}
    return render(request, "supervision_cards/terms.html", context, status=422 if form.errors else 200)
