"""Which addresses does an installation answer, outside, inside or both?

The zone of a view follows from its module: ``public`` is outer, everything else (``office``, ``api``,
allauth's pages) is inner: what nobody thought of is not reachable from outside. A view may say otherwise by
its attribute ``zones``; what both zones need stands in EVERYWHERE.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

OUTER, INNER, BOTH = "outer", "inner", "both"
# Are we alive; and the bytes of a file, which each zone shows to those who may read it there.
EVERYWHERE = frozenset({"yiwang.health", "yiwang.kernel.files.public"})
# Inside, the front door is the workbench.
INNER_FRONT = path("", RedirectView.as_view(url="/office/"))

Pattern = URLPattern | URLResolver


def zones_of(view: Callable[..., Any]) -> frozenset[str]:
    """The zones in which a view answers."""
    said = getattr(view, "zones", None)
    if said:
        return frozenset(said)
    if view.__module__ in EVERYWHERE:
        return frozenset({OUTER, INNER})
    return frozenset({OUTER if "public" in view.__module__.split(".") else INNER})


def answered(patterns: Iterable[Pattern], zone: str) -> list[Pattern]:
    """Those of the patterns that an installation of this zone answers, with their names."""
    if zone == BOTH:
        return list(patterns)
    kept = _kept(patterns, zone)
    return [INNER_FRONT, *kept] if zone == INNER else kept


def _kept(patterns: Iterable[Pattern], zone: str) -> list[Pattern]:
    kept: list[Pattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if zone in zones_of(pattern.callback):
                kept.append(pattern)
            continue
        inside = _kept(pattern.url_patterns, zone)
        if inside:
            kept.append(
                URLResolver(
                    pattern.pattern,
                    inside,
                    pattern.default_kwargs,
                    app_name=pattern.app_name,
                    namespace=pattern.namespace,
                )
            )
    return kept
