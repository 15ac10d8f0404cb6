"""How does a definition come in, and how does a version take the place of another?"""

from django.db import transaction
from django.db.models import Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import rules
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.models import Definition


@transaction.atomic
def add_version(by: Actor, key: str, content: bytes | str, *, name: str = "", note: str = "") -> Definition:
    """Take in a document as the next version of a process; it is not in force yet.

    Raises Refused for what may not come in, a key that is none, and a document that is the newest version.
    """
    rules.check_key(key)
    found = read(content)
    versions = Definition.objects.select_for_update().filter(key=key)
    newest = versions.order_by("-version").first()
    if newest and newest.digest == found.digest:
        raise Refused(f"文件与第{newest.version}版完全相同，无需导入。", field="file")
    last = versions.aggregate(last=Max("version"))["last"] or 0
    definition = Definition.objects.create(
        key=key,
        version=last + 1,
        name=(name.strip() or found.diagram.name or key)[:120],
        xml=found.text,
        digest=found.digest,
        counts=found.counts,
        obstacle=found.obstacle,
        note=note.strip()[:300],
        made_at=now(),
        made_by=by.person,
    )
    record(by, "processes.definition_add", definition, key=key, digest=found.digest, runs=found.is_runnable)
    return definition


@transaction.atomic
def put_in_force(by: Actor, definition_id: int) -> Definition:
    """Let new runs start by this version; those that run keep theirs."""
    asked = Definition.objects.get(pk=definition_id)
    versions = {each.pk: each for each in Definition.objects.select_for_update().filter(key=asked.key)}
    definition = versions[definition_id]
    if definition.obstacle:
        raise Refused(f"第{definition.version}版只能展示，不能启用：{definition.obstacle}")
    if definition.is_in_force:
        raise Refused(f"第{definition.version}版已经在用。")
    at = now()
    for other in versions.values():
        if other.is_in_force:
            other.in_force_until = at
            other.save(update_fields=["in_force_until"])
    definition.in_force_from, definition.in_force_until, definition.in_force_by = at, None, by.person
    definition.save(update_fields=["in_force_from", "in_force_until", "in_force_by"])
    record(by, "processes.definition_put_in_force", definition, key=definition.key)
    return definition
