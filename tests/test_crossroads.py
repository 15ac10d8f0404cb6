"""The crossroads answer every address as Django would, asking few."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, Resolver404, URLResolver, get_resolver, include, path
from django.urls.resolvers import RegexPattern, RoutePattern

from yiwang import urls, zones
from yiwang.crossroads import Crossroads


def view(request: HttpRequest, **given: object) -> HttpResponse:
    return HttpResponse()


def plain() -> URLResolver:
    """The same patterns, one after another."""
    return URLResolver(RegexPattern(r"^/"), zones.answered(urls.MOUNTED, settings.ZONE))


def every_address(resolver: URLResolver, before: str = "") -> list[str]:
    """One address of each pattern: what stands in angle brackets becomes a word that may fit."""
    found = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += every_address(pattern, route)
        else:
            found.append(_filled(route))
    return found


def _filled(route: str) -> str:
    said = ""
    for piece in route.replace(">", "<").split("<"):
        said += {"int": "7", "slug": "abc", "str": "abc", "path": "a/b", "uuid": "0" * 8}.get(
            piece.split(":")[0], piece if ":" not in piece else "2026"
        )
    return said


def answer(resolver: URLResolver, address: str) -> object:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.url_name, match.namespaces, match.app_names


def test_every_address_leads_where_django_would_lead() -> None:
    addresses = [f"/{one}" for one in every_address(URLResolver(RoutePattern(""), urls.MOUNTED))]
    strange = ["/", "//", "/office", "/office/", "/office/nowhere/", "/nowhere/", "/a.html", "/é/ü/", "/%00"]
    known = get_resolver()
    differing = [one for one in [*addresses, *strange] if answer(known, one) != answer(plain(), one)]
    assert not differing
    assert sum(answer(known, one) is not None for one in addresses) > 300


def test_few_are_asked() -> None:
    roads = urls.urlpatterns[0]
    assert isinstance(roads, Crossroads)
    match = roads._roads["surveys",]
    assert len(match.url_patterns) <= 4


def test_words_that_are_not_certain_are_looked_for_everywhere() -> None:
    roads = Crossroads(
        [
            path("a/b/", view, name="first"),
            path("a/<slug:word>/", view, name="second"),
            path("<slug:any>/c/", view, name="third"),
            path("api/", include([path("<int:number>/", view, name="fourth"), path("x", view)])),
            path("pre", include([path("fix/", view, name="fifth")])),
            path("", include(([path("d/", view, name="sixth")], "app"), namespace="space")),
        ]
    )
    leads = {
        "a/b/": "first", "a/z/": "second", "z/c/": "third", "a/c/": "second",
        "api/3/": "fourth", "prefix/": "fifth", "d/": "sixth",
    }  # fmt: skip
    assert {address: roads.resolve(address).url_name for address in leads} == leads
    assert roads.resolve("d/").namespace == "space"
    for nowhere in ("", "z/", "api/x/", "e/f/g/"):
        with pytest.raises(Resolver404):
            roads.resolve(nowhere)


def test_names_are_reversed_as_before() -> None:
    roads = Crossroads([path("a/<int:number>/", view, name="one")])
    assert roads.reverse("one", number=3) == "a/3/"
    with pytest.raises(NoReverseMatch):
        roads.reverse("one")
