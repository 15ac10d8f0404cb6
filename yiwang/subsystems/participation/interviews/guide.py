"""What does the process guide of this city ask for? It ships as data and is changed in the office."""

import tomllib
from pathlib import Path

from yiwang.subsystems.participation.interviews.models import GuideStep, Interview, Step

SHIPPED = Path(__file__).resolve().parent / "data" / "guide.toml"
_COPIED = ("code", "order", "name", "who", "what", "days", "marked_by", "before", "is_required")


def steps() -> list[GuideStep]:
    """Those in force, in order; the shipped ones are put in on first use."""
    found = list(GuideStep.objects.all())
    if not found:
        install()
        found = list(GuideStep.objects.all())
    return [step for step in found if step.is_active]


def install() -> None:
    """The shipped steps where the city has none of that code."""
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["step"]
    GuideStep.objects.bulk_create(
        [GuideStep(order=order * 10, **step) for order, step in enumerate(shipped, start=1)],
        ignore_conflicts=True,
    )


def copy_to(interview: Interview) -> None:
    """The guide as it is today: a later change of it leaves this interview as it was planned."""
    Step.objects.bulk_create(
        Step(interview=interview, **{name: getattr(step, name) for name in _COPIED}) for step in steps()
    )
