"""How does a browser go on with an application that it began, with nothing personal in an address?

A signed cookie that only the pages of this item get; and the same in a hidden field of each form, so that
what was typed for an hour is not lost with the cookie.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yiwang.subsystems.approvals.hall.limits import COOKIE_HOURS
from yiwang.subsystems.approvals.hall.models import Draft

NAME = "draft"
_SALT = "yiwang.hall.draft"


def draft_of(request: HttpRequest, item: str) -> Draft | None:
    """The draft that the form says, or else the cookie; only one of this item."""
    reference = _reference(request.POST.get(NAME, "")) or _reference(request.COOKIES.get(NAME, ""))
    if not reference:
        return None
    return Draft.objects.select_related("submission").filter(reference=reference, item=item).first()


def mark(draft: Draft) -> str:
    """For the cookie and the hidden field of every form."""
    return signing.dumps(draft.reference, salt=_SALT)


def remember(response: HttpResponse, draft: Draft) -> None:
    response.set_cookie(
        NAME,
        mark(draft),
        max_age=COOKIE_HOURS * 3600,
        path=_path(draft.item),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, item: str) -> None:
    response.delete_cookie(NAME, path=_path(item), samesite="Lax")


def _path(item: str) -> str:
    return reverse("hall:apply", args=[item])


def _reference(marked: str) -> str:
    try:
        return str(signing.loads(marked, salt=_SALT, max_age=COOKIE_HOURS * 3600)) if marked else ""
    except signing.BadSignature:
        return ""
