"""Who is on duty, and is the watcher at work?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.guarding.actions.reporting import PAGE, on_duty
from yiwang.subsystems.portal.guarding.models import Watch
from yiwang.subsystems.portal.pages import mode


def locked() -> Watch:
    """The one row; the caller's transaction holds it."""
    Watch.objects.bulk_create([Watch(pk=1)], ignore_conflicts=True)
    return Watch.objects.select_for_update(of=("self",)).get(pk=1)


@transaction.atomic
def set_duty(by: Actor, person: Person, deputy: Person | None, phone: str) -> Watch:
    """From now on they are told. Raises Refused for one person as both."""
    if deputy is not None and deputy.pk == person.pk:
        raise Refused("值班人和替班人不能是同一个人。", field="deputy")
    watch = locked()
    watch.person, watch.deputy, watch.phone = person, deputy, phone.strip()[:40]
    watch.save(update_fields=["person", "deputy", "phone"])
    record(by, "portal.guard_set_duty", watch, person=person.name, deputy=deputy.name if deputy else "")
    return watch


@transaction.atomic
def seen(files: int | None, means: str) -> None:
    """The watcher is at work; ``files`` after a sweep. A sign of life is no act: no entry."""
    watch = locked()
    watch.seen_at, watch.means = now(), means
    if files is not None:
        watch.swept_at, watch.files = watch.seen_at, files
    watch.save(update_fields=["seen_at", "means", "swept_at", "files"])


def is_at_work(watch: Watch | None) -> bool:
    """Whether the watcher was seen lately."""
    return bool(
        watch and watch.seen_at and abs((now() - watch.seen_at).total_seconds()) < rules.SILENT_AFTER_SECONDS
    )


@transaction.atomic
def tell_of_silence() -> int:
    """The regular job: files are published and nobody watches them; how many people were told, once a day."""
    watch = Watch.objects.filter(pk=1).first()
    if not mode.are_files() or watch is None or watch.seen_at is None or is_at_work(watch):
        return 0
    people = on_duty()
    for person in people:
        tell(
            person,
            subject="网页防篡改监视程序没有运行",
            body=f"最后一次运行在 {watch.seen_at:%Y-%m-%d %H:%M}（世界时）。请检查 yiwang guard-pages 进程。",
            link=PAGE,
            key=f"guard-silent:{watch.seen_at:%Y%m%d%H%M}",
        )
    return len(people)
