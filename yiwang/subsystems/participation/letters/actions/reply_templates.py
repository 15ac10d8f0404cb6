"""Who keeps the ready words for replies, and how are they changed?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.standing import post_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import may, require
from yiwang.subsystems.participation.letters import placeholders, rules
from yiwang.subsystems.participation.letters.models import Mailbox, ReplyTemplate

MOST_SUBJECTS, MOST_OF_UNIT = 30, 200


@dataclass(frozen=True)
class TemplateFacts:
    """``types`` and ``subjects``: of which letters it is offered; empty: of all."""

    name: str
    text: str
    types: Sequence[str] = ()
    subjects: Sequence[str] = ()
    order: int = 100
    is_open: bool = True


def keeps_city(post: Post) -> bool:
    """Whether it may keep the words of every unit: whoever runs the leaders' mailbox, or sits at the top."""
    if not may(post, rules.KEEP, post.unit):
        return False
    return post.unit.parent_id is None or Mailbox.objects.filter(kind=rules.LEADER, unit=post.unit).exists()


def keeps(post: Post, template: ReplyTemplate, *, is_city_kept: bool) -> bool:
    """Whether the post may change it; ``is_city_kept``: what ``keeps_city`` says of the post."""
    if template.unit is None:
        return is_city_kept
    return paths.lies_within(template.unit.path, post.unit.path)


@transaction.atomic
def make(by: Actor, unit: Unit | None, facts: TemplateFacts) -> ReplyTemplate:
    """For a unit; None: for all of them. Raises Refused where the post keeps none there."""
    template = ReplyTemplate(unit=unit)
    _require(post_of(by), template)
    if ReplyTemplate.objects.filter(unit=unit).count() >= MOST_OF_UNIT:
        raise Refused(f"一个单位最多保存{MOST_OF_UNIT}个答复模板，请先停用或修改已有的模板。")
    _put(by, template, facts)
    record(by, "letters.template_make", template, unit=_called(template), **_words(template))
    return template


@transaction.atomic
def change(by: Actor, template_id: int, facts: TemplateFacts) -> ReplyTemplate:
    """The words before stand in the record. Replies that were written with it stay as they are."""
    held = ReplyTemplate.objects.select_for_update(of=("self",)).select_related("unit")
    template = held.get(pk=template_id)
    _require(post_of(by), template)
    before = _words(template)
    template.version += 1
    _put(by, template, facts)
    record(by, "letters.template_change", template, before=before, after=_words(template))
    return template


def _require(post: Post, template: ReplyTemplate) -> None:
    require(post, rules.TEMPLATES)
    if not keeps(post, template, is_city_kept=keeps_city(post)):
        where = f"“{template.unit.name}”" if template.unit else "全市各单位"
        raise Refused(f"您所在的岗位不能设置{where}的答复模板。", field="scope")


def _put(by: Actor, template: ReplyTemplate, facts: TemplateFacts) -> None:
    template.name = states.words(facts.name, "模板名称", field="name", longest=40)
    template.text = states.words(facts.text, "模板内容", longest=rules.REPLY_LENGTH)
    placeholders.check(template.text)
    rules.check_known_types(facts.types)
    template.types = list(dict.fromkeys(facts.types))
    template.subjects = list(dict.fromkeys(facts.subjects))
    if len(template.subjects) > MOST_SUBJECTS:
        raise Refused(f"适用的主题最多填{MOST_SUBJECTS}个。", field="subjects")
    same = ReplyTemplate.objects.filter(unit=template.unit, name=template.name)
    if same.exclude(pk=template.pk).exists():
        raise Refused(f"已经有名为“{template.name}”的模板，请换一个名称。", field="name")
    template.order, template.is_open = facts.order, facts.is_open
    template.changed_at, template.changed_by = now(), by.person[:80]
    template.save()


def _words(template: ReplyTemplate) -> dict[str, object]:
    """What the record keeps of one version."""
    names = ("version", "name", "text", "types", "subjects", "is_open")
    return {name: getattr(template, name) for name in names}


def _called(template: ReplyTemplate) -> str:
    return template.unit.name if template.unit else "全市"
