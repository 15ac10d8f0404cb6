"""What does /files/ answer?"""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from yiwang.kernel.files import holders, rules
from yiwang.kernel.files.actions import rendition
from yiwang.kernel.files.examination.pictures import WIDTHS
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.serving import Served, answer
from yiwang.kernel.organizations.models import Post


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The file, where something that the reader may see holds it; otherwise nothing is there.

    A picture comes redrawn, without its metadata; ``?original`` gives officials the bytes as they came.
    """
    stored, is_public = _readable(request, key)
    wants_original = "original" in request.GET and _post(request) is not None
    if stored.is_image and not wants_original:
        return _picture(request, stored, 0, name, is_public)
    return answer(
        request,
        Served(
            digest=stored.blob_id or "",
            size=stored.size,
            format=stored.format,
            charset=stored.charset,
            name=rules.named_as(name, stored.about),
            is_public=is_public,
            is_inline=stored.is_clean and not wants_original,
        ),
    )


@require_safe
def picture(request: HttpRequest, key: str, width: int, name: str) -> HttpResponseBase:
    """The picture no wider than one of WIDTHS."""
    stored, is_public = _readable(request, key)
    if not stored.is_image or width not in WIDTHS:
        raise Http404
    return _picture(request, stored, width, name, is_public)


def _picture(
    request: HttpRequest, stored: StoredFile, width: int, name: str, is_public: bool
) -> HttpResponseBase:
    made = rendition(stored, width if stored.width and width < stored.width else 0)
    return answer(
        request,
        Served(
            digest=made.blob_id,
            size=made.size,
            format=made.format,
            charset="",
            name=rules.named_as(name, stored.about),
            is_public=is_public,
            is_inline=stored.is_clean,
        ),
    )


def _readable(request: HttpRequest, key: str) -> tuple[StoredFile, bool]:
    """The file and whether everybody may read it; raises Http404, which does not tell a secret from nothing.

    Officials may read, but not in place, what still waits for the scanner.
    """
    stored = StoredFile.objects.servable().filter(key=key).first()
    if stored is None:
        raise Http404
    if stored.is_clean and holders.may_read(stored, None):
        return stored, True
    post = _post(request)
    if post is None or not holders.may_read(stored, post):
        raise Http404
    return stored, False


def _post(request: HttpRequest) -> Post | None:
    return request.post  # type: ignore[attr-defined]
