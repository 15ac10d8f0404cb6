"""What does every test of this room find? A day in March of a year whose calendar is known."""

import pytest

from yiwang.kernel.cases.tests.makers import at


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def _in_march():
    with at("2026-03-02 09:00"):
        yield
