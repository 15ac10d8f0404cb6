"""What does every test of fees find? A kind of case that charges something, and the sandbox gateway."""

import pytest
from django.core.cache import cache

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.tests.makers import KIND
from yiwang.subsystems.approvals.payments import catalogues, drivers, limits
from yiwang.subsystems.approvals.payments.catalogues import Catalogue
from yiwang.subsystems.approvals.payments.sandbox.gateway import Sandbox
from yiwang.subsystems.approvals.payments.tests.makers import FEES


@pytest.fixture(autouse=True)
def _charged(monkeypatch):
    monkeypatch.setattr(kinds, "_registered", {KIND.code: KIND})
    monkeypatch.setattr(catalogues, "_registered", {KIND.code: Catalogue(lambda case: FEES)})
    monkeypatch.setattr(drivers, "_registered", {Sandbox.code: Sandbox()})
    monkeypatch.setattr(limits, "DRIVER", Sandbox.code)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
