"""What would change if links were replaced everywhere, and what was replaced before?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.group.actions import replacing as actions
from yiwang.subsystems.portal.group.forms import ReplaceForm
from yiwang.subsystems.portal.group.models import Replacement
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site

FORMER = 20


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def replace(request: OfficeRequest) -> HttpResponse:
    """First what would change is shown; a second press changes it."""
    form = ReplaceForm(request.POST or None, post=request.post)
    changes: list[actions.Change] | None = None
    if request.method == "POST" and form.is_valid():
        swap = actions.Swap(form.cleaned_data["old"], form.cleaned_data["new"])
        sites = list(form.cleaned_data["sites"])
        try:
            if request.POST.get("verb") == "replace":
                made = actions.replace_links(request.actor, swap, sites)
                messages.success(request, f"已替换 {made.articles} 篇稿件中的链接，共 {made.links} 处。")
                return redirect("portal_group:replace")
            changes = actions.preview(swap, sites)
        except Refused as refused:
            refused.show_in(form)
    own = set(Site.objects.visible_to(request.post).values_list("slug", flat=True))
    former = [one for one in Replacement.objects.select_related("by")[:FORMER] if own & set(one.sites)]
    context = {
        "form": form,
        "changes": changes[: actions.SHOWN] if changes is not None else None,
        "count": len(changes or ()),
        "links": sum(change.links for change in changes or ()),
        "former": former,
    }
    return render(request, "portal_group/replace.html", context, status=422 if form.errors else 200)
