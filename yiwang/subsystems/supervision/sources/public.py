"""What do the city's institutions pay for medicine? Prices, median, reference, and no judgement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.subsystems.supervision.sources import queries
from yiwang.subsystems.supervision.sources.forms import PriceForm
from yiwang.subsystems.supervision.sources.models import Price


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """By drug and specification, the cheapest first; ``?q=`` narrows."""
    form, rows = PriceForm(request.GET), Price.objects.filter(is_shown=True)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    if asked:
        rows = rows.mentioning(asked)
    page = queries.page_of(rows.order_by("drug", "specification", "price", "pk"), request.GET.get("page", ""))
    context = {"form": form, "page": page, "asked": asked}
    return render(request, "supervision_sources/prices.html", context)
