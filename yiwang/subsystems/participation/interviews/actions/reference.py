"""What the room works with: the steps of the guide, studios, words that make a question suspicious."""

from collections.abc import Iterable

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.models import GuideStep, Studio, Word

MOST_WORDS = 500


@transaction.atomic
def change_step(by: Actor, code: str, **said: str | int | bool) -> GuideStep:
    """From now on; interviews proposed before keep the guide of their day."""
    step = GuideStep.objects.select_for_update().filter(code=code).first()
    if step is None:
        raise Refused("没有这个步骤，请刷新页面查看。")
    for name in ("name", "who", "what", "days", "is_required", "is_active"):
        setattr(step, name, said[name])
    step.save()
    record(by, "interviews.guide_change", step, days=step.days, is_active=step.is_active)
    return step


@transaction.atomic
def add_studio(by: Actor, name: str, place: str, equipment: str) -> Studio:
    name = rules.legible(name)
    if Studio.objects.filter(name=name).exists():
        raise Refused("已经有同名的演播室。", field="name")
    studio = Studio.objects.create(name=name, place=rules.legible(place), equipment=rules.legible(equipment))
    record(by, "interviews.studio_add", studio)
    return studio


@transaction.atomic
def open_or_close(by: Actor, studio_id: int) -> Studio:
    """One that is closed takes no new bookings; those that stand stay."""
    studio = Studio.objects.select_for_update().filter(pk=studio_id).first()
    if studio is None:
        raise Refused("没有这个演播室。")
    studio.is_open = not studio.is_open
    studio.save(update_fields=["is_open"])
    record(by, "interviews.studio_open" if studio.is_open else "interviews.studio_close", studio)
    return studio


@transaction.atomic
def keep_words(by: Actor, texts: Iterable[str]) -> int:
    """These and no others; how many. Raises Refused for too many and too long ones."""
    words = sorted({rules.legible(text) for text in texts} - {""})
    if len(words) > MOST_WORDS or any(len(word) > 30 for word in words):
        raise Refused(f"词语请不要超过{MOST_WORDS}个，每个不超过30字。", field="words")
    Word.objects.exclude(text__in=words).delete()
    Word.objects.bulk_create([Word(text=word) for word in words], ignore_conflicts=True)
    record(by, "interviews.words_keep", count=len(words))
    return len(words)
