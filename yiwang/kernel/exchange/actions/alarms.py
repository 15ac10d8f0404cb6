"""Who learns that somebody tried to handle a state secret here?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.rules import ClassifiedError
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post, Unit

OFFICER = "secrecy_officer"
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def alarmed(
    action: Callable[Concatenate[Actor, Arguments], Result],
) -> Callable[Concatenate[Actor, Arguments], Result]:
    """The action; where it refuses a state secret, that is recorded and the secrecy officers are told.

    Put around the transaction, not inside it: of what was refused nothing stays, of the alarm everything.
    """

    @wraps(action)
    def guarded(by: Actor, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return action(by, *args, **kwargs)
        except ClassifiedError as stopped:
            _sound(by, stopped.marking)
            raise

    return guarded


@transaction.atomic
def _sound(by: Actor, marking: str) -> None:
    """The mark alone is named: what it stood on is not stored (保守国家秘密法 2024)."""
    for officer in _officers(by.unit_id):
        tell(
            officer,
            subject="拦截到带有国家秘密标志的内容",
            body=f"{by.unit} {by.person} 操作的内容带有“{marking}”标志，已拦截，未保存。请按保密规定处置。",
            channels=("site", "email", "sms"),
        )
    record(by, "exchange.classified_stop", None, marking=marking)


def _officers(unit_id: int | None) -> list[Any]:
    """Those of the unit and of the units above it; of the whole city where no unit acted."""
    posts = Post.objects.in_office(today()).carrying(OFFICER).select_related("person")
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    if unit:
        posts = posts.filter(unit__path__in=(*paths.above(unit.path), unit.path))
    return list({post.person_id: post.person for post in posts}.values())
