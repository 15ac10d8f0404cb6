"""What does every test of the hall find?"""

import pytest
from django.core.cache import cache

from yiwang.kernel.intake.tests.makers import desk


@pytest.fixture(name="desk")
def _desk():
    """Another kind of submission."""
    with desk() as it:
        yield it


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """``with commits():`` what happens at the commit happens, also what that brings on in turn."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def made(db, commits):
    """``made(name=...)``: a guide in force, known outside."""
    from yiwang.subsystems.approvals.hall.tests import makers

    def make(**changes):
        with commits():
            implementation = makers.make_implementation(**changes)
        return makers.guide_of(implementation)

    return make


@pytest.fixture
def revised(commits):
    """``revised(guide, promised_limit=...)``: the guide in a newer edition."""
    from yiwang.subsystems.approvals.hall.tests import makers

    def revise(guide, **changes):
        with commits():
            makers.revise(guide, **changes)
        return makers.guide_of(makers.implementation_of(guide))

    return revise


@pytest.fixture
def ended(commits):
    """``ended(guide)``: nobody can apply any more."""
    from yiwang.kernel.audit.rules import SYSTEM
    from yiwang.subsystems.approvals.hall.tests import makers
    from yiwang.subsystems.approvals.items.actions import workflow

    def end(guide):
        with commits():
            workflow.end(SYSTEM, makers.implementation_of(guide).pk, "按国务院决定取消")

    return end


@pytest.fixture
def guide(made):
    return made()
