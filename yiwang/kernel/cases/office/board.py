"""Which cases does a unit have, and how do they stand?"""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import actions, lights, queries, rules
from yiwang.kernel.cases.forms.deeds import text_area
from yiwang.kernel.cases.forms.narrowing import NarrowForm
from yiwang.kernel.cases.office.batches import ids_of
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import may


class BatchForm(forms.Form):
    """Remind of the ticked cases, or give them to another unit."""

    deed = forms.ChoiceField(
        label="批量操作",
        choices=[("urge", "催办"), ("transfer", "移送其他单位")],
        error_messages={"required": "请选择批量操作。"},
    )
    unit = UnitField(label="移送到", required=False, among=Unit.objects.none())
    text = text_area("说明或理由", required=False, rows=2, longest=300)

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("deed") == "transfer" and "unit" in said and not said["unit"]:
            self.add_error("unit", "请填写移送到哪个单位。")
        return said


@require_safe
@office(rules.READ)
def board(request: OfficeRequest) -> HttpResponse:
    """Newest first, page by page; the numbers above count no further than needed."""
    return _page(request, _batch_form(request))


@require_POST
@office(rules.READ)
def batch(request: OfficeRequest) -> HttpResponse:
    """Each ticked case on its own; the page then says of each what came of it."""
    form = _batch_form(request, bound=True)
    ids = ids_of(request, "case")
    if not ids:
        messages.error(request, "请先勾选办件。")
        return redirect("cases:board")
    if not form.is_valid():
        return _page(request, form, ids, status=422)
    said = form.cleaned_data
    if said["deed"] == "urge":
        results = actions.urge_many(request.actor, ids, said["text"])
    else:
        results = actions.transfer_many(request.actor, ids, said["unit"], said["text"])
    return render(request, "cases/batch.html", {"results": results, "back": "cases:board"})


def _batch_form(request: OfficeRequest, *, bound: bool = False) -> BatchForm:
    form = BatchForm(request.POST if bound else None)
    form.fields["unit"].among = Unit.objects.open()  # type: ignore[attr-defined]
    if not may(request.post, rules.HANDLE):
        form.fields["deed"].choices = [("urge", "催办")]  # type: ignore[attr-defined]
    return form


def _page(
    request: OfficeRequest, batch_form: BatchForm, ticked: list[int] | None = None, status: int = 200
) -> HttpResponse:
    form = NarrowForm(request.GET)
    listing = queries.listing(request.post, form.narrowing, request.GET.get("after", "")[:80])
    asked = {name: value for name, value in request.GET.items() if name != "after" and value}
    counted = queries.counts(request.post)
    context = {
        "listing": listing,
        "form": form,
        "narrowing": form.narrowing,
        "batch_form": batch_form,
        "ticked": ticked or [],
        "counts": [
            (code, lights.LABELS[code], lights.TONES[code], _number(counted[code])) for code in lights.LABELS
        ],
        "next": f"?{urlencode(asked | {'after': listing.after})}" if listing.after else "",
        "first": f"?{urlencode(asked)}" if request.GET.get("after") else "",
        "is_looked_for_in_a_year": bool(form.narrowing.text) and not form.narrowing.since,
    }
    return render(request, "cases/board.html", context, status=status)


def _number(counted: int) -> str:
    return f"{queries.COUNTED}+" if counted > queries.COUNTED else str(counted)
