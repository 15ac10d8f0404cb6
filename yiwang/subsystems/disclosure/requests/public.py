"""What does everybody read about asking for information, and how is it asked for?"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake.gate import by, handed_in, public_form
from yiwang.subsystems.disclosure.requests.declarations import PROMISE
from yiwang.subsystems.disclosure.requests.forms.applying import ApplyForm
from yiwang.subsystems.disclosure.requests.models import OpenDesk


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What may be asked for, how, within which time, and which organs take requests; one query."""
    text = request.GET.get("q", "").strip()[:60]
    desks = OpenDesk.objects.in_order()
    context = {"desks": desks.filter(unit_name__icontains=text) if text else desks, "text": text}
    return render(request, "requests/public/overview.html", context)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponseBase:
    """An organ that does not take requests on the web says why, and how else."""
    desk = get_object_or_404(OpenDesk, code=code)
    if not desk.is_open:
        status = 409 if request.method == "POST" else 200
        return render(request, "requests/public/closed.html", {"desk": desk}, status=status)
    if request.method != "POST":
        return _page(request, ApplyForm(desk=desk))
    form = receiving(ApplyForm(request.POST, request.FILES, desk=desk), by=by(request))
    response = handed_in(request, form) if form.is_valid() else None
    return response or _page(request, form)


def _page(request: HttpRequest, form: ApplyForm) -> HttpResponseBase:
    context = {"form": form, "desk": form.desk, "promise": PROMISE}
    return render(request, "requests/public/apply.html", context, status=422 if form.is_bound else 200)
