"""Where does a tester pay or fail? The page of the sandbox gateway, which no production offers."""

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.gate import public_form
from yiwang.subsystems.approvals.payments import limits, rules
from yiwang.subsystems.approvals.payments.models import SandboxPayment
from yiwang.subsystems.approvals.payments.sandbox import gateway, paying


class CourseForm(forms.Form):
    course = forms.ChoiceField(
        label="模拟结果",
        choices=[(code, course.label) for code, course in paying.COURSES.items()],
        initial="paid",
        widget=forms.RadioSelect,
    )


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponseBase:
    if limits.DRIVER != gateway.CODE:
        raise Http404
    payment = get_object_or_404(SandboxPayment, token=token)
    form = CourseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            paying.pay(token, form.cleaned_data["course"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect(f"{payment.back}?back=1")
    context = {"payment": payment, "amount": rules.yuan(payment.amount), "form": form}
    return render(request, "payments/public/sandbox.html", context, status=422 if form.errors else 200)
