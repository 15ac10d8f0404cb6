"""What has become of a submission, and which files does this package hold?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import rules
from yiwang.kernel.intake.models import HeldFile, Step, Submission
from yiwang.kernel.organizations.models import Post


@dataclass(frozen=True)
class Told:
    """A step as the page shows it."""

    step: Step
    supplement: str
    handed_in_at: object
    files: tuple[HeldFile, ...]
    own_files: tuple[HeldFile, ...]


@dataclass(frozen=True)
class Story:
    """Everything that was told, the newest first; ``asking``: the step that waits for the applicant."""

    told: tuple[Told, ...]
    asking: Step | None
    answer: Told | None
    own_files: tuple[HeldFile, ...]


def story(submission: Submission) -> Story:
    """Two queries for any number of steps; what they read stays with ``submission``, for its panels."""
    prefetch_related_objects(
        [submission],
        Prefetch("steps", Step.objects.select_related("supplement").order_by("number")),
        Prefetch("held_files", HeldFile.objects.select_related("stored")),
    )
    steps = list(reversed(submission.steps.all()))
    held = list(submission.held_files.all())
    told = tuple(_told(step, [one for one in held if one.step_id == step.pk]) for step in steps)
    settled = max((step.number for step in steps if step.settles), default=0)
    asking = [step for step in steps if _asks(step) and step.number > settled]
    ends = [one for one in told if one.step.kind in {rules.ANSWER, rules.CLOSE}]
    return Story(
        told,
        asking[0] if asking and submission.is_open else None,
        ends[0] if ends else None,
        tuple(one for one in held if one.step_id is None),
    )


def _asks(step: Step) -> bool:
    return step.kind == rules.ASK and not hasattr(step, "supplement")


def _told(step: Step, held: list[HeldFile]) -> Told:
    supplement = getattr(step, "supplement", None)
    return Told(
        step,
        supplement.text if supplement else "",
        supplement.handed_in_at if supplement else None,
        tuple(one for one in held if not one.is_from_applicant),
        tuple(one for one in held if one.is_from_applicant),
    )


def facts(submission: Submission) -> dict[str, Any]:
    """What the inner side said for the panels of the kind: of each key the newest."""
    said: dict[str, Any] = {}
    for newer in sorted(submission.steps.all(), key=lambda step: step.number):
        said |= newer.facts
    return said


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """Nobody by /files/: an applicant reads through /track/, an official what the subsystem holds."""
    return False


def held_files(ids: set[int]) -> set[int]:
    return set(HeldFile.objects.filter(stored__in=ids).values_list("stored", flat=True))
