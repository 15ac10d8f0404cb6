"""People on duty, and the guard of a tree, with sensible defaults."""

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_root
from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.guarding.actions import duty, reporting
from yiwang.subsystems.portal.guarding.judging import Fact
from yiwang.subsystems.portal.guarding.watching import Guard


def make_guard_post() -> Post:
    return make_post(unit=make_root(), roles=[rules.GUARD])


def on_duty() -> Post:
    """Somebody who guards the sites, and is told."""
    post = make_guard_post()
    duty.set_duty(SYSTEM, post.person, None, "0371-0000000")
    return post


def make_guard() -> Guard:
    return Guard(reporting.report, duty.seen)


def swept() -> Guard:
    """A guard that has looked at everything once."""
    guard = make_guard()
    guard.root.mkdir(parents=True, exist_ok=True)
    guard.sweep()
    return guard


def make_fact(**changes: object) -> Fact:
    fields = {"file": "main/a/1.html", "kind": rules.CHANGED, "seen": "0" * 64, "right": "1" * 64}
    return Fact(**{**fields, "is_restored": True, **changes})  # type: ignore[arg-type]
