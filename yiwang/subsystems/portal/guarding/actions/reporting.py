"""How does it become known that a file was touched, and how is it dealt with?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.guarding import judging, rules
from yiwang.subsystems.portal.guarding.judging import Fact
from yiwang.subsystems.portal.guarding.models import Tampering, Watch

PAGE = "/office/portal/guard/"
NAMED = 20


@transaction.atomic
def report(facts: Sequence[Fact], found_by: str) -> None:
    """Every file, one entry in the record, and a word to the people on duty: one in ten minutes."""
    moment = now()
    rows = [
        Tampering(
            file=fact.file[:300],
            kind=fact.kind,
            found_by=found_by,
            found_at=moment,
            restored_at=moment if fact.is_restored else None,
            seen_digest=fact.seen,
            right_digest=fact.right,
        )
        for fact in facts
    ]
    Tampering.objects.bulk_create(rows, batch_size=500)
    _tell(facts, f"guard:{rules.round_of(moment)}")
    record(
        SYSTEM,
        "portal.tampering_find",
        rows[0],
        count=len(rows),
        found_by=found_by,
        files=[fact.file for fact in facts[:NAMED]],
        not_restored=sum(not fact.is_restored for fact in facts),
    )


def raised(file: str, content: bytes | None) -> None:
    """A reader was about to get it: put right at once, then entered."""
    fact = judging.put_right(file)
    if fact is not None:
        report([fact], "strict")


def _tell(facts: Sequence[Fact], key: str) -> None:
    lost = sum(not fact.is_restored for fact in facts)
    done = f"，其中{lost}个暂时无法恢复，正在重新生成" if lost else "，已自动恢复"
    first = f"{facts[0].file}（{rules.KINDS[facts[0].kind]}）"
    body = f"发现{len(facts)}个文件与发布时不一致{done}。第一个：{first}。"
    for person in on_duty():
        tell(
            person,
            subject="网页被篡改，请立即核查",
            body=f"{body}请检查服务器是否被入侵。",
            link=PAGE,
            channels=("site", "email", "sms"),
            key=key,
        )


def on_duty() -> list[Person]:
    watch = Watch.objects.select_related("person", "deputy").filter(pk=1).first()
    return [one for one in (watch.person, watch.deputy) if one] if watch else []


@transaction.atomic
def handle(by: Actor, tampering_id: int, note: str) -> Tampering:
    """Say what it was and what was done. Raises Refused without words and for one that is dealt with."""
    row = Tampering.objects.select_for_update().get(pk=tampering_id)
    if row.state != rules.OPEN:
        raise Refused("这条记录已经处置。")
    _handle([row], by, rules.checked_note(note, "处置情况"))
    record(by, "portal.tampering_handle", row, file=row.file, note=row.note)
    return row


@transaction.atomic
def handle_all(by: Actor, note: str) -> int:
    """The same for everything that is open: one attack touches many files. How many."""
    said = rules.checked_note(note, "处置情况")
    rows = list(Tampering.objects.select_for_update().open().order_by("pk")[:5000])
    if not rows:
        raise Refused("没有待处置的记录。")
    _handle(rows, by, said)
    record(by, "portal.tampering_handle", rows[0], count=len(rows), note=said)
    return len(rows)


def _handle(rows: Sequence[Tampering], by: Actor, note: str) -> None:
    moment = now()
    for row in rows:
        row.state, row.note, row.handled_at, row.handled_by = rules.HANDLED, note, moment, by.person[:80]
    Tampering.objects.bulk_update(rows, ["state", "note", "handled_at", "handled_by"], batch_size=500)
