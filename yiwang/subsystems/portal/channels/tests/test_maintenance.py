"""Is everybody told that the site is being worked on, and when to come again?"""

import json
from io import StringIO
from time import time

import pytest
from django.core.management import call_command

from yiwang.kernel.audit.models import Entry
from yiwang.subsystems.portal.channels.maintenance import FLAG, Maintained


@pytest.fixture
def asked(tmp_path):
    """Ask for a path; the answer's status, headers and body."""

    def ask(path="/", *, always=False, method="GET"):
        heard = {}

        def start(status, headers):
            heard.update(status=status, headers=dict(headers))

        def real(environ, start_response):
            start_response("200 OK", [])
            return [b"the site"]

        application = Maintained(real, tmp_path, always=always)
        body = b"".join(application({"PATH_INFO": path, "REQUEST_METHOD": method}, start))
        return heard["status"], heard["headers"], body

    return ask


def test_without_a_flag_the_site_answers(asked):
    assert asked() == ("200 OK", {}, b"the site")


def test_with_a_flag_everybody_is_told_when_to_come_again(asked, tmp_path):
    (tmp_path / FLAG).write_text(json.dumps({"until": time() + 600}))
    status, headers, body = asked("/a/7/")
    assert status.startswith("503")
    assert 590 <= int(headers["Retry-After"]) <= 600
    assert "网站正在维护" in body.decode()
    assert asked("/healthz")[0] == asked("/static/dist/public.css")[0] == "200 OK"
    assert asked(method="HEAD")[2] == b""


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"until": "soon"}', '{"until": 1}'])
def test_a_flag_that_says_no_moment_means_half_an_hour(asked, tmp_path, content):
    (tmp_path / FLAG).write_text(content)
    assert asked()[1]["Retry-After"] == "1800"


def test_the_environment_can_say_it_too(asked):
    assert asked(always=True)[0].startswith("503")


@pytest.mark.django_db(transaction=True)
def test_the_command_closes_and_opens_and_leaves_a_trace(settings, tmp_path):
    settings.DATA = tmp_path
    said = StringIO()
    call_command("maintenance", "on", "--minutes", "10", stdout=said)
    assert (tmp_path / FLAG).exists()
    call_command("maintenance", "state", stdout=said)
    call_command("maintenance", "off", stdout=said)
    assert not (tmp_path / FLAG).exists()
    call_command("maintenance", "off", stdout=said)
    assert "网站正在维护" in said.getvalue()
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["portal.maintenance_begin", "portal.maintenance_end"]
