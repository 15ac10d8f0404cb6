"""How do units move, merge, split, close and come back? Institutional reform, one act a change."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths, rules
from yiwang.kernel.organizations.actions.posts import disable_where_nothing_is_left, finish
from yiwang.kernel.organizations.actions.units import (
    Change,
    UnitFields,
    add,
    check_effective,
    facts,
    free_mark,
    free_path,
    keep_version,
    lock_tree,
    locked,
)
from yiwang.kernel.organizations.models import Alias, Post, Unit


@transaction.atomic
def move(by: Actor, unit: Unit, parent: Unit, on: date, ground: str = "") -> Unit:
    """Put the unit with everything below it under another parent."""
    lock_tree()
    unit, parent = locked(unit, on), Unit.objects.get(pk=parent.pk)
    rules.check_not_root(unit.parent_id)
    rules.check_open(parent.is_open, parent.name, "parent")
    rules.check_parent(unit.path, parent.path)
    if unit.parent_id == parent.pk:
        raise Refused("该机构已经隶属于所选机构。", field="parent")
    before = facts(unit)
    graft(unit, parent)
    keep_version(unit, Change.MOVED, on, ground)
    record(by, "organizations.unit_move", unit, before=before, after=facts(unit), on=str(on), ground=ground)
    return unit


@transaction.atomic
def merge(by: Actor, unit: Unit, target: Unit, on: date, *, keep_posts: bool, ground: str = "") -> Unit:
    """Dissolve the unit into another: its children and, with ``keep_posts``, its posts go there.

    The closed unit itself comes to lie below the target, so that the target's people can read its records.
    """
    lock_tree()
    unit, target = locked(unit, on), locked(target, on)
    rules.check_not_root(unit.parent_id)
    rules.check_merge(unit.path, target.path)
    before = facts(unit)
    for child in unit.children.open():
        graft(child, target)
        keep_version(child, Change.MOVED, on, ground)
    moved = _hand_over_posts(unit, target) if keep_posts else []
    ended = [] if keep_posts else _end_posts(unit)
    unit.refresh_from_db()
    graft(unit, target)
    unit.closed_on, unit.merged_into = on, target
    unit.save(update_fields=["closed_on", "merged_into"])
    keep_version(unit, Change.MERGED, on, ground, other=target)
    keep_version(target, Change.ABSORBED, on, ground, other=unit)
    Alias.objects.get_or_create(unit=target, name=unit.name, defaults={"kind": Alias.Kind.FORMER})
    record(
        by,
        "organizations.unit_merge",
        unit,
        before=before,
        into=target.name,
        posts_moved=moved,
        posts_ended=ended,
        on=str(on),
        ground=ground,
    )
    return unit


@transaction.atomic
def split(
    by: Actor, source: Unit, fields: UnitFields, on: date, *, posts: Collection[Post] = (), ground: str = ""
) -> Unit:
    """Open a new unit out of an existing one; ``posts`` of the source go along."""
    lock_tree()
    source = locked(source, on)
    unit = add(fields, on)
    keep_version(unit, Change.OPENED, on, ground, other=source)
    keep_version(source, Change.SPLIT, on, ground, other=unit)
    chosen = Post.objects.filter(unit=source, pk__in=[post.pk for post in posts])
    moved = sorted(chosen.values_list("pk", flat=True))
    chosen.update(unit=unit)
    Post.objects.filter(unit=source, stands_in_for__in=moved).update(unit=unit)
    record(
        by,
        "organizations.unit_split",
        unit,
        source=source.name,
        posts_moved=moved,
        on=str(on),
        ground=ground,
        after=facts(unit),
    )
    return unit


@transaction.atomic
def close(by: Actor, unit: Unit, on: date, ground: str = "") -> Unit:
    """End a unit that nobody works in and nothing hangs below."""
    lock_tree()
    unit = locked(unit, on)
    rules.check_not_root(unit.parent_id)
    rules.check_close(unit.children.open().count(), unit.posts.not_ended(today()).count())
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    keep_version(unit, Change.CLOSED, on, ground)
    record(by, "organizations.unit_close", unit, on=str(on), ground=ground, **facts(unit))
    return unit


@transaction.atomic
def reopen(by: Actor, unit: Unit, on: date, ground: str = "") -> Unit:
    """Bring back a closed unit that was not merged, below an open parent, with a mark nobody has taken."""
    lock_tree()
    unit = (
        Unit.objects.select_for_update(of=("self",)).select_related("parent", "merged_into").get(pk=unit.pk)
    )
    merged_into = unit.merged_into.name if unit.merged_into else None
    rules.check_reopen(unit.is_open, merged_into, unit.parent is None or unit.parent.is_open)
    check_effective(unit, on)
    free_mark(unit.document_mark, unit.pk)
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    keep_version(unit, Change.REOPENED, on, ground)
    record(by, "organizations.unit_reopen", unit, on=str(on), ground=ground, **facts(unit))
    return unit


def graft(unit: Unit, parent: Unit) -> None:
    """Hang the whole subtree below another parent in one statement."""
    old, new = unit.path, free_path(parent)
    deepest = Unit.objects.within(unit).order_by("-depth").values_list("depth", flat=True)[0]
    if deepest + paths.depth(new) - unit.depth > paths.DEEPEST:
        raise Refused("调整后层级过深，请另选上级机构。", field="parent")
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    Unit.objects.within(unit).order_by().update(
        path=Concat(Value(new), Substr("path", len(old) + 1)),
        depth=F("depth") + paths.depth(new) - unit.depth,
    )
    unit.refresh_from_db()


def _hand_over_posts(unit: Unit, target: Unit) -> list[int]:
    held = unit.posts.not_ended(today())
    moved = sorted(held.values_list("pk", flat=True))
    held.update(unit=target)
    return moved


def _end_posts(unit: Unit) -> list[int]:
    """End every post; whoever has no other left is disabled with it."""
    ended = []
    for post in unit.posts.not_ended(today()).select_related("person").order_by("person"):
        finish(post, max(today(), post.starts_on))
        disable_where_nothing_is_left(post.person)
        ended.append(post.pk)
    return ended
