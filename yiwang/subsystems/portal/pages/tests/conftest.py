"""What does every test of this room find: a folder of files, a site, connections that stay open?"""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from yiwang.subsystems.portal.pages.serving import Served
from yiwang.subsystems.portal.pages.tests.makers import Counting


@pytest.fixture
def files(monkeypatch, settings, tmp_path):
    """Public pages are files, in a folder of the test's own."""
    monkeypatch.setenv("YIWANG_PAGES", "watched")
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def open_connection():
    """The real application leaves the test's own connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def watched(files, open_connection):
    return Served(Counting(), is_strict=False)


@pytest.fixture
def strict(files, open_connection):
    return Served(Counting(), is_strict=True)
