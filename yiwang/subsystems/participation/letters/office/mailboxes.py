"""Where are mailboxes opened, changed and put into department sites?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import mailboxes as actions
from yiwang.subsystems.participation.letters.forms.keeping import MailboxForm, SiteForm
from yiwang.subsystems.participation.letters.models import Letter, Mailbox


@require_safe
@office(rules.KEEP)
def mailbox_list(request: OfficeRequest) -> HttpResponse:
    """With what did not get to the outer zone."""
    found = Mailbox.objects.visible_to(request.post).select_related("unit").in_order()
    stuck = Letter.objects.visible_to(request.post).filter(STUCK).select_related("matter", "case")[:20]
    context = {"mailboxes": found[:500], "stuck": stuck}
    return render(request, "letters/mailboxes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.KEEP)
def mailbox_new(request: OfficeRequest) -> HttpResponse:
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mailbox = actions.open_mailbox(request.actor, form.cleaned_data["code"], form.facts())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"{mailbox.name}已开设，公众可以写信了。")
            return redirect("participation_letters:mailbox_list")
    context = {"form": form, "heading": "开设信箱"}
    return render(request, "letters/mailbox.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.KEEP)
def mailbox(request: OfficeRequest, mailbox_id: int) -> HttpResponse:
    shown = _found(request, mailbox_id)
    form = MailboxForm(request.POST or None, mailbox=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_mailbox(request.actor, shown.pk, form.facts())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已保存，网站上同步更新。")
            return redirect("participation_letters:mailbox", shown.pk)
    return _page(request, shown, form, SiteForm(prefix="site"), status=422 if form.errors else 200)


@require_POST
@office(rules.KEEP)
def site_add(request: OfficeRequest, mailbox_id: int) -> HttpResponse:
    """The key is shown once, with what the department puts into its page."""
    shown = _found(request, mailbox_id)
    form = SiteForm(request.POST, prefix="site")
    if form.is_valid():
        said = form.cleaned_data
        try:
            site, key = actions.add_site(
                request.actor,
                shown.pk,
                said["code"],
                said["name"],
                said["unit"],
                said["origins"].splitlines(),
            )
        except Refused as refused:
            refused.show_in(form)
        else:
            address = request.build_absolute_uri("/letters/")
            context = {"site": site, "key": key, "mailbox": shown, "address": address}
            return render(request, "letters/site.html", context)
    return _page(request, shown, MailboxForm(mailbox=shown), form, status=422)


@require_POST
@office(rules.KEEP)
def site_close(request: OfficeRequest, mailbox_id: int, site_id: int) -> HttpResponse:
    shown = _found(request, mailbox_id)
    site = get_object_or_404(shown.sites, pk=site_id)
    actions.close_site(request.actor, site.pk)
    messages.success(request, f"{site.name}已停用，它的密钥不再有效。")
    return redirect("participation_letters:mailbox", shown.pk)


def _found(request: OfficeRequest, mailbox_id: int) -> Mailbox:
    return get_object_or_404(
        Mailbox.objects.visible_to(request.post).select_related("unit", "watchdog"), pk=mailbox_id
    )


def _page(
    request: OfficeRequest, shown: Mailbox, form: MailboxForm, site_form: SiteForm, *, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "heading": shown.name,
        "mailbox": shown,
        "sites": shown.sites.select_related("unit").order_by("pk"),
        "site_form": site_form,
    }
    return render(request, "letters/mailbox.html", context, status=status)
