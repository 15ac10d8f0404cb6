"""How does a new classifier come into use?"""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, sm3
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language.models import Training
from yiwang.subsystems.participation.language.rules import storing, training


def train(
    by: Actor, examples: Sequence[training.Labelled], step: Callable[[], object] = lambda: None
) -> Training:
    """Learn from labelled letters, measure on a part kept back, store as the next version, take into use.

    Raises Refused where there are too few letters or subjects. Takes seconds to a minute, outside the
    transaction.
    """
    usable = training.usable(examples)
    subjects = {each.subject for each in usable}
    if len(usable) < training.FEWEST_LETTERS or len(subjects) < 2:
        raise Refused(
            f"可用的已分类来信不足：至少需要{training.FEWEST_LETTERS}封、2个主题，"
            f"每个主题至少{training.FEWEST_OF_A_SUBJECT}封（现有{len(usable)}封、{len(subjects)}个主题）。"
        )
    if len(subjects) > training.MOST_SUBJECTS:
        raise Refused(f"主题超过{training.MOST_SUBJECTS}个，请先归并主题。")
    return _store(by, training.trained(usable, step))


@transaction.atomic
def _store(by: Actor, trained: training.Trained) -> Training:
    last = Training.objects.select_for_update().aggregate(last=Max("version"))["last"] or 0
    body = storing.weights_as_bytes(trained.model)
    row = Training.objects.create(
        version=last + 1,
        made_at=now(),
        made_by=by.person,
        letters=trained.letters,
        held_out=trained.held_out,
        macro_f1=trained.macro_f1,
        figures=trained.figures,
        body=body,
        digest=sm3(body),
    )
    _use(row)
    record(
        by,
        "language.model_train",
        row,
        letters=row.letters,
        held_out=row.held_out,
        macro_f1=f"{row.macro_f1:.4f}",
        digest=row.digest,
    )
    return row


@transaction.atomic
def take_into_use(by: Actor, version: int) -> Training:
    """Go back to an earlier version, or forward again; raises Refused where there is none of that number."""
    row = Training.objects.select_for_update().filter(version=version).first()
    if row is None:
        raise Refused(f"没有第{version}版分类模型。")
    if not row.is_in_use:
        _use(row)
        record(by, "language.model_use", row, version=version)
    return row


def _use(row: Training) -> None:
    Training.objects.exclude(pk=row.pk).filter(is_in_use=True).update(is_in_use=False)
    row.is_in_use = True
    row.save(update_fields=["is_in_use"])
