"""What has a unit sent, and how far did each come?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import queries, rules
from yiwang.kernel.exchange.actions import recalling
from yiwang.kernel.exchange.forms.narrowing import OutboxForm
from yiwang.kernel.exchange.office.envelopes import sent_envelope
from yiwang.kernel.exchange.office.mail import own_unit, side_of, without
from yiwang.kernel.exchange.rules import USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of

TABS = [("all", "全部"), (rules.DOCUMENT, "公文"), (rules.INFORMATION, "信息")]
PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@office(USE)
def sent(request: OfficeRequest) -> HttpResponse:
    """The list; a POST to the very same list urges everybody who has not signed for one of them."""
    if request.method == "POST":
        _urge(request)
        return redirect(request.get_full_path())
    unit = own_unit(request)
    asked = request.GET.get("tab", "")
    tab = asked if asked in dict(TABS) else "all"
    form = OutboxForm(request.GET)
    rows = queries.outbox(unit, form.narrowing(tab)).defer("text", "signature")
    page = page_of(rows, request.GET.get("page"), PER_PAGE)
    if not page.rows and page.number > 1:
        return redirect(f"{reverse('exchange:sent')}?{without(request, 'page')}")
    far = queries.progress(page.rows)
    context = {
        "tabs": TABS,
        "tab": tab,
        "form": form,
        "page": page,
        "rows": [(envelope, far[envelope.pk]) for envelope in page.rows],
        "kept": without(request, "tab", "page"),
        "unit": unit,
    }
    return render(request, "exchange/sent.html", context)


def _urge(request: OfficeRequest) -> None:
    envelope = sent_envelope(request, request.POST.get("urge", ""))
    try:
        count = recalling.urge(request.actor, side_of(request), envelope)
    except Refused as refused:
        messages.error(request, f"《{envelope.subject}》：{refused.sentence}")
    else:
        messages.success(request, f"《{envelope.subject}》已催收 {count} 个单位。")
