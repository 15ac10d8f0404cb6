"""Where does the public subscribe, say the second yes, change what it wants and get out again?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.gate import public_form, who
from yiwang.subsystems.portal.channels import addresses, offers, rules
from yiwang.subsystems.portal.channels.actions import subscribing
from yiwang.subsystems.portal.channels.forms import CodeForm, InterestsForm, SubscribeForm, filled
from yiwang.subsystems.portal.channels.models import Subscription
from yiwang.subsystems.portal.channels.rules import Interest
from yiwang.subsystems.portal.channels.sites import Home, home_of
from yiwang.subsystems.portal.context import frame_of

ASKED_AN_HOUR = throttle.Count("subscriptions", 10)
CODES_AN_HOUR = throttle.Count("subscription-codes", 30)
PLACE = "portal_channels/public"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponseBase:
    """The form; ``?column=`` begins with a column. Whatever the address, the answer is the same."""
    home = home_of(frame_of(request))
    offered = offers.offered(home.slug)
    if request.method == "POST":
        form = SubscribeForm(offered, request.POST)
        if form.is_valid():
            return _asked(request, home, form)
    else:
        form = SubscribeForm(
            offered, initial={"columns": request.GET.getlist("column")[: rules.MOST_INTERESTS]}
        )
    return _page(request, "subscribe", {"form": form}, form)


def _asked(request: HttpRequest, home: Home, form: SubscribeForm) -> HttpResponse:
    throttle.spend(ASKED_AN_HOUR, who(request))
    given = form.cleaned_data
    is_text = given["channel"] == rules.SMS
    if form.is_from_a_machine:
        return redirect("portal_channels:asked")
    wish = rules.Wish(given["channel"], given["address"], given["frequency"], given["interests"])
    asked = subscribing.ask(home, wish)
    return redirect("portal_channels:code", asked.uid) if is_text else redirect("portal_channels:asked")


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return _page(request, "asked", {"hours": rules.MAIL_HOURS})


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The code of the text message; the page is the same for a request that never was."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        throttle.spend(CODES_AN_HOUR, who(request))
        try:
            subscription = subscribing.confirm(uid, form.cleaned_data["code"].strip())
        except Refused as refused:
            if refused.field == "code":
                subscribing.note_wrong_code(uid)
            refused.show_in(form)
        else:
            return _confirmed(subscription)
    return _page(request, "code", {"form": form, "minutes": rules.CODE_MINUTES}, form)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The link of the e-mail: a button, for programs that look into mails open links too."""
    refusal = ""
    if request.method == "POST":
        try:
            return _confirmed(subscribing.confirm(uid))
        except Refused as refused:
            refusal = subscribing.OVER if refused.field else refused.sentence
    status = 409 if refusal else 200
    response = render(request, f"{PLACE}/confirm.html", {"refusal": refusal}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _confirmed(subscription: Subscription) -> HttpResponse:
    return redirect("portal_channels:subscription", addresses.token_of(subscription.pk))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, token: str) -> HttpResponseBase:
    """What an address is told of, changed by whoever has a link that only its messages carry."""
    found = _found(token)
    if found is None:
        return _page(request, "ended", {})
    offered = offers.offered(found.site)
    wanted = [Interest(one.kind, one.value) for one in found.interests.order_by("pk")]
    if request.method == "POST":
        form = InterestsForm(offered, request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                subscribing.change(found.pk, given["frequency"], given["interests"])
            except Refused as refused:
                refused.show_in(form)
            else:
                return redirect(f"{request.path}?changed=1")
    else:
        form = InterestsForm(offered, initial={"frequency": found.frequency, **filled(wanted)})
    context = {
        "form": form,
        "subscription": found,
        "wanted": [offered.named(one) for one in wanted],
        "token": token,
        "is_changed": "changed" in request.GET,
    }
    return _page(request, "subscription", context, form)


@csrf_exempt  # RFC 8058: mail programs send it, from no page of ours; the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The way out. Opened it asks once; a POST, be it one click in a mail program (RFC 8058), ends it."""
    found = _found(token)
    if request.method == "POST":
        if found:
            subscribing.end(found.pk, reason="本人退订")
        return _page(request, "ended", {})
    if found is None:
        return _page(request, "ended", {})
    return _page(request, "end", {"subscription": found, "token": token})


def _found(token: str) -> Subscription | None:
    """None where it has ended. Raises Http404 for a token that is none of ours."""
    number = addresses.subscription_of(token)
    if number is None:
        raise Http404
    return Subscription.objects.filter(pk=number).first()


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and form.errors else 200
    response = render(request, f"{PLACE}/{name}.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer" if name in {"subscription", "end"} else "same-origin"
    add_never_cache_headers(response)
    return response
