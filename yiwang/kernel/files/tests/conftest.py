"""On which storage does a test of files run?"""

import pytest

from yiwang.kernel.files.tests.remote import RemoteStorage


@pytest.fixture
def remote(settings):
    """Files lie in an object store for this test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "yiwang.kernel.files.tests.remote.RemoteStorage"},
    }
    RemoteStorage.objects = {}
    RemoteStorage.sent = 0
    RemoteStorage.breaks = False
    return RemoteStorage


@pytest.fixture(params=["local", "remote"])
def storage(request):
    """The test runs twice: on the local disk, and in an object store."""
    return request.getfixturevalue("remote") if request.param == "remote" else None
