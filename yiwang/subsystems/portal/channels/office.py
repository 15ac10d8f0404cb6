"""What do officials see of who wants to be told of what? Numbers and masked addresses, nothing more."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.channels import queries, rules
from yiwang.subsystems.portal.sites import Site


@require_safe
@office(rules.MANAGE)
def subscriptions(request: OfficeRequest) -> HttpResponse:
    """Of one site, or of all that the post keeps."""
    sites = list(Site.objects.visible_to(request.post).order_by("pk").values_list("slug", "name"))
    known = {slug for slug, _ in sites}
    asked = request.GET.get("site", "")
    chosen = [asked] if asked in known else sorted(known)
    context = {
        "figures": queries.figures(chosen, today()),
        "refusing": queries.refusing(chosen),
        "sites": sites,
        "site_asked": asked,
        "days": queries.DAYS,
        "most": rules.MOST_FAILURES,
    }
    return render(request, "portal_channels/office/subscriptions.html", context)
