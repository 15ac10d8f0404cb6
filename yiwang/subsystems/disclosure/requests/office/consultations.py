"""What is an organ asked by others, and how does it answer? It reads the question, never who applied."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import consulting
from yiwang.subsystems.disclosure.requests.forms.keeping import AdviceForm
from yiwang.subsystems.disclosure.requests.models import Consultation


@require_safe
@office(rules.READ)
def consultation_list(request: OfficeRequest) -> HttpResponse:
    found = Consultation.objects.visible_to(request.post).select_related("request__unit")
    page = page_of(found.order_by("-pk"), request.GET.get("page"))
    return render(request, "requests/consultations.html", {"rows": page.rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.READ)
def consultation(request: OfficeRequest, consultation_id: int) -> HttpResponse:
    joined = Consultation.objects.visible_to(request.post).select_related("request__unit", "request__case")
    asked = get_object_or_404(joined, pk=consultation_id)
    form = AdviceForm(request.POST or None)
    if request.method == "POST":
        said = form.data
        response = done(
            request,
            form,
            lambda: consulting.give_opinion(
                request.actor, asked.pk, said.get("opinion", ""), said.get("reason", "")
            ),
            "意见已提交。",
            reverse("disclosure_requests:consultation_list"),
        )
        if response:
            return response
    context = {"asked": asked, "form": form, "is_open": asked.is_waiting and asked.request.is_open}
    return render(request, "requests/consultation.html", context, status=422 if form.errors else 200)
