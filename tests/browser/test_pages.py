"""Is every page accessible, as wide as the window, and free of script errors, on a desk and on a phone?

With YIWANG_PICTURES=<folder> each page is also saved as a picture to be looked at.
"""

import os
from pathlib import Path

import pytest
from django.test import Client

from tests.browser.city import City, found_city
from tests.browser.conftest import settle
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import sign_in

PICTURES = os.environ.get("YIWANG_PICTURES", "")

PUBLIC = {
    "home": "/",
    "column": "/c/city-news/",
    "column-of-columns": "/c/news/",
    "empty-column": "/c/open/",
    "article": "/a/{publication}/",
    "search": "/search/?q=延伸窗口",
    "search-empty": "/search/?q=没有这样的词",
    "site-map": "/sitemap/",
    "not-found": "/a/999999/",
    "sign-in": "/office/account/login/",
}
OFFICE = {
    ("author", "home"): "/office/",
    ("author", "articles"): "/office/articles/",
    ("author", "article"): "/office/articles/{draft}/",
    ("author", "write"): "/office/articles/{draft}/edit/",
    ("author", "versions"): "/office/articles/{draft}/versions/",
    ("author", "preview"): "/office/articles/{draft}/preview/",
    ("author", "notices"): "/office/notices/",
    ("author", "preferences"): "/office/notices/preferences/",
    ("author", "search"): "/office/search/?q=窗口",
    ("author", "account"): "/office/account/",
    ("author", "sessions"): "/office/account/sessions/",
    ("author", "second-factor"): "/office/account/2fa/",
    ("author", "password"): "/office/account/password/",
    ("author", "refused"): "/office/audit/",
    ("reviewer", "home"): "/office/",
    ("keeper", "columns"): "/office/columns/",
    ("keeper", "column-new"): "/office/columns/new/",
    ("keeper", "sites"): "/office/sites/",
    ("keeper", "calendar"): "/office/calendar/?year=2026",
    ("keeper", "working"): "/office/calendar/working/?start=2026-02-13&number=20&unit=working_days",
    ("keeper", "notice"): "/office/calendar/notice/",
    ("system", "units"): "/office/organizations/units/",
    ("system", "unit"): "/office/organizations/units/{unit}/",
    ("system", "people"): "/office/organizations/people/",
    ("system", "person"): "/office/organizations/people/{person}/",
    ("system", "enrol"): "/office/organizations/people/enrol/",
    ("system", "ledger"): "/office/organizations/ledger/",
    ("security", "roles"): "/office/organizations/roles/",
    ("security", "delegations"): "/office/organizations/delegations/",
    ("audit", "audit"): "/office/audit/",
    ("audit", "audit-entry"): "/office/audit/1/",
}


@pytest.fixture
def city(transactional_db) -> City:
    return found_city()


def filled(address: str, city: City) -> str:
    return address.format(
        publication=city.published.publication_id,
        draft=city.draft.pk,
        unit=city.author.unit_id,
        person=city.author.person_id,
    )


def seated(page, post: Post) -> None:
    """The browser carries the session of this post from now on."""
    client = Client()
    sign_in(client, post)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": page.base}])


def look(page, name: str) -> None:
    if PICTURES:
        settle(page)
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}-{page.size}.png", full_page=True)


@pytest.mark.tolerates("status of 404")
def test_public_pages(page, city, accessible):
    faults = []
    for name, address in PUBLIC.items():
        page.goto(filled(address, city))
        look(page, f"public-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 409")
@pytest.mark.parametrize("role", sorted({role for role, _ in OFFICE}))
def test_office_pages(page, city, accessible, role):
    seated(page, getattr(city, role))
    faults = []
    for (who, name), address in OFFICE.items():
        if who != role:
            continue
        page.goto(filled(address, city))
        assert page.title(), address
        look(page, f"office-{role}-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)
