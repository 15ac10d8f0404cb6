"""What does a page answer after a deed was asked for: the next page, or itself with the reason why not?"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import OfficeRequest


def done(
    request: OfficeRequest, form: forms.BaseForm, deed: Callable[[], object], told: str, to: str
) -> HttpResponse | None:
    """The way to ``to`` with a word that it is done; None where the form now says why it is not."""
    if not form.is_valid():
        return None
    try:
        deed()
    except Refused as refused:
        refused.show_in(form)
        return None
    messages.success(request, told)
    return redirect(to)


def pressed(request: OfficeRequest, deed: Callable[[], object], told: str, to: str) -> HttpResponse:
    """The same for a button that asks nothing more."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, told)
    return redirect(to)
