"""Does an installation answer only the addresses of its zone, and does every page there still draw?"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from tests.test_every_route import routes
from yiwang import zones
from yiwang.kernel.nodes.tests.installations import migrated
from yiwang.urls import MOUNTED

ROOT = Path(__file__).resolve().parent.parent
# Visits every address of the zone as a stranger, in a process whose settings were read for that zone.
WALK = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from yiwang.kernel.deadlines import ticking
from tests.test_every_route import filled, routes
client = Client(raise_request_exception=False)
visited = {}
for route in sorted(set(routes())):
    response = client.get(filled(route))
    visited[route] = [response.status_code, sorted(response.cookies), "/office/" in response.content.decode()
                      if response["Content-Type"].startswith("text/html") else False]
print(json.dumps([visited, sorted(ticking.declared())]))
"""


@dataclass
class Walk:
    """What each address answered: status, cookies, whether the page leads to the workbench; and the jobs."""

    visited: dict[str, tuple[int, list[str], bool]]
    jobs: list[str]


def walked(zone: str, folder: Path) -> Walk:
    shutil.copy(migrated(), folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIWANG_")}
    kept.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        env=kept
        | {
            "YIWANG_MODE": "test",
            "YIWANG_DATA": str(folder),
            "YIWANG_ZONE": zone,
            "DJANGO_SETTINGS_MODULE": "yiwang.settings",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    visited, jobs = json.loads(done.stdout.splitlines()[-1])
    return Walk({route: tuple(seen) for route, seen in visited.items()}, jobs)


@pytest.fixture(scope="module")
def outer(tmp_path_factory):
    return walked("outer", tmp_path_factory.mktemp("outer"))


@pytest.fixture(scope="module")
def inner(tmp_path_factory):
    return walked("inner", tmp_path_factory.mktemp("inner"))


def test_an_outer_installation_has_no_address_of_the_workbench(outer):
    """standards/security.md §4: office work and case files never lie where the public reaches."""
    assert not [route for route in outer.visited if route.startswith(("office/", "api/"))]
    expected = {"", "corrections/", "track/", "search/", "healthz", "files/<str:key>/<str:name>"}
    assert expected <= set(outer.visited)


def test_an_outer_installation_draws_every_page_without_a_way_to_the_workbench(outer):
    broken = {route: seen[0] for route, seen in outer.visited.items() if seen[0] >= 500}
    assert not broken
    assert not [route for route, seen in outer.visited.items() if seen[2]]


def test_an_outer_installation_gives_nobody_a_session(outer):
    assert {name for seen in outer.visited.values() for name in seen[1]} <= {"csrftoken"}


def test_an_inner_installation_takes_no_submissions_and_publishes_nothing(inner):
    public = ("corrections/", "track/", "search/", "feed/", "a/", "c/", "t/", "sitemap")
    assert not [route for route in inner.visited if route.startswith(public)]
    assert {"office/", "office/corrections/", "office/account/login/", "healthz"} <= set(inner.visited)
    assert inner.visited[""][0] == 302


def test_an_inner_installation_draws_every_page(inner):
    assert not {route: seen[0] for route, seen in inner.visited.items() if seen[0] >= 500}


def test_both_zones_together_answer_every_address(outer, inner):
    both = set(routes(MOUNTED))
    assert set(outer.visited) | set(inner.visited) == both
    assert {"healthz", "readyz", "files/<str:key>/<str:name>"} <= set(outer.visited) & set(inner.visited)


def test_a_job_of_one_zone_does_not_run_in_the_other(outer, inner):
    assert {"intake.hand_over", "intake.wipe_due"} <= set(outer.jobs)
    assert not {"intake.hand_over", "intake.wipe_due"} & set(inner.jobs)
    assert {"portal.publish_due", "portal.start_corrections"} <= set(inner.jobs)
    assert not [job for job in outer.jobs if job.startswith("portal.")]


def test_an_installation_of_both_zones_keeps_every_pattern():
    assert zones.answered(MOUNTED, "both") == MOUNTED


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _marked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_marked.zones = ("outer",)


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("yiwang.subsystems.portal.public", {"outer"}),
        ("yiwang.subsystems.portal.corrections.public", {"outer"}),
        ("yiwang.subsystems.portal.office.articles", {"inner"}),
        ("yiwang.kernel.exchange.api", {"inner"}),
        ("allauth.account.views", {"inner"}),
        ("yiwang.kernel.files.public", {"outer", "inner"}),
        ("yiwang.kernel.files.office", {"inner"}),
        ("yiwang.health", {"outer", "inner"}),
        ("somebody.public_relations", {"inner"}),
    ],
)
def test_the_zone_of_a_view_follows_from_its_module(monkeypatch, module, expected):
    monkeypatch.setattr(_view, "__module__", module)
    assert zones.zones_of(_view) == expected


def test_a_view_may_say_in_which_zone_it_answers():
    assert zones.zones_of(_marked) == {"outer"}


def test_a_mounted_package_of_which_nothing_is_left_is_left_out():
    mounted: list[URLPattern | URLResolver] = [path("x/", _view)]
    assert zones.answered(mounted, "outer") == []
    assert len(zones.answered(mounted, "inner")) == 2
