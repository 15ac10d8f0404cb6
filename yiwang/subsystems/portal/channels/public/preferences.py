"""Where does somebody choose how to read, with or without scripts?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.subsystems.portal.channels import choices
from yiwang.subsystems.portal.channels.forms import ReadingForm


@csrf_exempt  # it changes nothing but the look of pages in the browser that sends it
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The form; saved it leads back to the page from which it was opened."""
    if request.method == "POST":
        form = ReadingForm(request.POST)
        if form.is_valid():
            back = redirect(_own(request, form.cleaned_data["next"]))
            back.set_cookie(
                choices.COOKIE,
                form.choice.written,
                max_age=choices.YEAR,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=False,  # the script of the pages reads it before anything is drawn
            )
            return back
    else:
        chosen = choices.read(request.COOKIES.get(choices.COOKIE, ""))
        came_from = request.headers.get("Referer", "")
        form = ReadingForm(initial={**vars(chosen), "next": _own(request, came_from)})
    response = render(
        request,
        "portal_channels/public/preferences.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
    add_never_cache_headers(response)
    return response


def _own(request: HttpRequest, address: str) -> str:
    """A page of this site, or its home page."""
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and is_own and "/preferences/" not in address else "/"


@require_safe
def reading_sheet(request: HttpRequest) -> HttpResponse:
    """The choice of the cookie as style sheet: what only browsers without scripts ask for."""
    chosen = choices.read(request.COOKIES.get(choices.COOKIE, ""))
    lines = [f'@import url("{static(f"dist/reading_{name}.css")}") {media};' for name, media in chosen.sheets]
    response = HttpResponse("\n".join([*lines, ""]), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
