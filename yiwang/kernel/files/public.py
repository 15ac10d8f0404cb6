"""What does /files/ answer?"""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from yiwang.kernel.files import holders, store
from yiwang.kernel.files.models import StoredFile


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The file, where something that the reader may see holds it; otherwise nothing is there."""
    stored = StoredFile.objects.clean().filter(key=key).first()
    if stored is None or not holders.may_read(stored, request.post):  # type: ignore[attr-defined]
        raise Http404
    return FileResponse(store.opened(stored.blob_id), content_type=stored.about.media_type)


@require_safe
def picture(request: HttpRequest, key: str, width: int, name: str) -> HttpResponseBase:
    """The same for a picture no wider than asked."""
    return file(request, key=key, name=name)
