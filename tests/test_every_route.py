"""Does every address answer everybody as it should: no error page, no office page without sign-in?"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

FILLERS = {"int": "999999", "slug": "no-such", "str": "no-such", "path": "no/such", "uuid": "0" * 32}
# Pages that a signed-out person must reach to sign in.
OPEN_OFFICE = ("office/account/login/", "office/account/inactive/")


def routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def filled(route: str) -> str:
    parts = []
    for part in route.replace("^", "").replace("$", "").replace("\\Z", "").split("/"):
        if "<" in part:
            head, _, rest = part.partition("<")
            converter, _, tail = rest.partition(">")
            kind = converter.split(":")[0] if ":" in converter else "str"
            part = head + FILLERS.get(kind, "no-such") + tail
        parts.append(part)
    return "/" + "/".join(parts)


ROUTES = sorted(set(routes()))


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if "(?P" not in route])
def test_a_visitor_gets_an_answer_and_no_office_page(client, route):
    response = client.get(filled(route))
    assert response.status_code < 500, f"{route} answers {response.status_code}"
    if route.startswith("office/") and not route.startswith(OPEN_OFFICE):
        assert response.status_code in {301, 302, 404, 405}, (
            f"{route} answers a visitor with {response.status_code}"
        )


def test_the_walk_sees_the_routes_of_every_package():
    for part in ("office/", "office/organizations/", "search/", "feed/", "files/", "a/", "c/"):
        assert any(route.startswith(part) for route in ROUTES), f"no route under {part}"
