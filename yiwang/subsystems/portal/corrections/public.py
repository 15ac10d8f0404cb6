"""Where does the public say that something on the website is wrong (我为政府网站找错)?"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake.gate import by, handed_in, public_form
from yiwang.subsystems.portal.corrections.forms import FaultForm, page_asked_about
from yiwang.subsystems.portal.corrections.rules import PROMISE


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        form = receiving(FaultForm(request.POST, request.FILES), by=by(request))
        response = handed_in(request, form) if form.is_valid() else None
        if response:
            return response
    else:
        form = FaultForm(initial={"page": page_asked_about(request)})
    context = {"form": form, "promise": PROMISE}
    return render(request, "portal/public/corrections.html", context, status=422 if form.is_bound else 200)
