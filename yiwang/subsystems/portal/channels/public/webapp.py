"""What does a browser ask that puts the site on the home screen of a phone and keeps what was read?"""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from yiwang.subsystems.portal.context import frame_of

COLOURS = {
    "blue": "#14508f",
    "red": "#a61c1c",
    "green": "#17663f",
    "teal": "#0b6470",
    "bronze": "#7a4b12",
    "ink": "#33414f",
}
WORKER = "dist/service_worker.js"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """W3C web app manifest of the site that was asked."""
    site = frame_of(request)
    colour = COLOURS.get(getattr(site.row, "theme", "") or "blue", COLOURS["blue"])
    content = {
        "id": "/",
        "name": site.name,
        "short_name": site.name[:12],
        "description": site.description,
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": colour,
        "background_color": "#f5f7fa",
        "icons": [
            {
                "src": static(f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in (192, 512)
        ],
        "shortcuts": [
            {"name": "站内搜索", "url": "/search/"},
            {"name": "办事大厅", "url": "/services/"},
            {"name": "办理进度", "url": "/track/"},
        ],
    }
    response = JsonResponse(
        content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The bundled worker, at the top of the site because it may only answer for what lies below it.

    In front of it stands what it keeps from the beginning, and a version that changes with any of that.
    """
    source = _bundled(WORKER)
    kept = ["/offline/", static("dist/public.css"), static("dist/portal.css"), static("dist/reading.js")]
    kept += [static("dist/reading_early.js"), static("emblem.svg")]
    version = sha256("\n".join([*kept, source]).encode()).hexdigest()[:16]
    script = f'self.KEPT={kept};self.VERSION="{version}";\n{source}'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _bundled(name: str) -> str:
    place = Path(settings.STATIC_ROOT) / name
    if not place.is_file():
        found = finders.find(name)
        if not found:
            raise Http404
        place = Path(found)
    return place.read_text(encoding="utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where there is no network and the page was never opened."""
    response = render(request, "portal_channels/public/offline.html")
    response.headers["Cache-Control"] = "public, no-cache"
    return response
