"""Where do browsers find the live server, and how many readers does it let in? The environment decides."""

from django.conf import settings
from django.http import HttpRequest

from yiwang import environment
from yiwang.subsystems.participation.interviews.live.connections import Limits

NAME = "YIWANG_LIVE"


def limits() -> Limits:
    return Limits(
        readers=environment.number("YIWANG_LIVE_READERS", 5_000),
        per_address=environment.number("YIWANG_LIVE_READERS_PER_ADDRESS", 300),
        is_behind_proxy=bool(settings.SECURE_PROXY_SSL_HEADER),
    )


def origin(request: HttpRequest) -> str | None:
    """``https://live.example.gov.cn``, empty where it is our own, None where there is no live server.

    Behind a proxy it is our own address (nginx hands /interviews/<id>/events/ on); alone, `yiwang serve` has
    it on a port beside its own, under the name by which the browser came.
    """
    given = environment.text(f"{NAME}_ADDRESS")
    if given:
        return given.rstrip("/")
    if settings.SECURE_PROXY_SSL_HEADER:
        return ""
    port = environment.text(f"{NAME}_PORT")
    if not port.isdigit():
        return None
    host = request.get_host()
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    return f"{request.scheme}://{name or host}:{port}"
