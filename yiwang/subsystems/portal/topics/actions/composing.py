"""How is a topic composed, published at once, and archived?"""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import IMAGES, MEDIA, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.portal.actions import columns
from yiwang.subsystems.portal.actions.hands import post_of, require_right
from yiwang.subsystems.portal.checks import plain_text
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.proofreading import house
from yiwang.subsystems.portal.rules import COLUMNS, check_reason
from yiwang.subsystems.portal.topics import drawing, rules
from yiwang.subsystems.portal.topics.models import Composition, Held
from yiwang.subsystems.portal.topics.rules import COMPOSE, RELEASE, Block
from yiwang.subsystems.portal.wording.check import check_text


def _require(by: Actor, permission: str, column: Column) -> None:
    """Over the unit that answers for the topic, or for its site; where none does, whoever holds the right."""
    require_right(by, permission, column.unit or column.site.unit)


def _locked(by: Actor, column_id: int, permission: str) -> Composition:
    """The composition of a topic column, made where there is none yet, ours until the transaction ends."""
    column = Column.objects.select_related("site__unit", "unit").get(pk=column_id)
    _require(by, permission, column)
    if column.kind != "topic":
        raise Refused("只有专题专栏可以用区块搭建。")
    person = post_of(by).person
    defaults = {"changed_by": person, "changed_at": now()}
    made, _ = Composition.objects.get_or_create(column=column, defaults=defaults)
    held = Composition.objects.select_for_update(of=("self",)).select_related("column__site").get(pk=made.pk)
    if held.archived_at is not None:
        raise Refused("专题已归档，不能再修改；需要时请先恢复。")
    return held


def _save(by: Actor, held: Composition, blocks: Sequence[Block], deed: str) -> Composition:
    held.draft = rules.as_json(blocks)
    held.version += 1
    held.changed_by = post_of(by).person
    held.changed_at = now()
    held.save()
    record(by, "portal.topic_change", held.column, deed=deed, version=held.version)
    return held


def upload(by: Actor, given: UploadedFile, *, is_video: bool) -> StoredFile:
    """Outside the transaction that names it: the bytes are read and examined first."""
    require_right(by, COMPOSE)
    return receive(by, given, given.name or "", kinds=MEDIA if is_video else IMAGES)


@transaction.atomic
def put_block(by: Actor, column_id: int, block: Block, fresh: Sequence[StoredFile] = ()) -> Composition:
    """Add a block, or replace the one of its key. ``fresh``: files uploaded for it just now.

    Raises Refused where it is not fit to be seen, or names a file that is not of this topic.
    """
    held = _locked(by, column_id, COMPOSE)
    rules.check_block(block)
    blocks = rules.put(held.draft_blocks(), block)
    own = set(held.files.values_list("file_id", flat=True)) | {one.pk for one in fresh}
    if block.files - own:
        raise Refused("有文件不是从本页上传的，请重新上传。")
    moment = now()
    Held.objects.bulk_create(
        [Held(composition=held, file=one, added_at=moment) for one in fresh], ignore_conflicts=True
    )
    return _save(by, held, blocks, f"编辑{block.label}")


@transaction.atomic
def remove_block(by: Actor, column_id: int, key: str) -> Composition:
    held = _locked(by, column_id, COMPOSE)
    return _save(by, held, rules.without(held.draft_blocks(), key), "删除区块")


@transaction.atomic
def move_block(by: Actor, column_id: int, key: str, step: int) -> Composition:
    held = _locked(by, column_id, COMPOSE)
    return _save(by, held, rules.moved(held.draft_blocks(), key, step), "调整顺序")


@transaction.atomic
def order_blocks(by: Actor, column_id: int, keys: Sequence[str]) -> Composition:
    held = _locked(by, column_id, COMPOSE)
    return _save(by, held, rules.ordered(held.draft_blocks(), keys), "调整顺序")


@transaction.atomic
def publish(by: Actor, column_id: int, version: int) -> Composition:
    """What stands in the draft becomes what the public sees, all at once.

    ``version``: the draft that was looked at; Refused where it changed since, for one's own draft, for
    serious mistakes in its words, and for files that are not known to be harmless.
    """
    held = _locked(by, column_id, RELEASE)
    blocks = held.draft_blocks()
    rules.check_publishing(blocks, held.changed_by_id, by.person_id)
    if version != held.version:
        raise Refused("专题在您查看之后又有修改，请重新预览后发布。")
    _check_words(blocks)
    named = {file_id for block in blocks for file_id in block.files}
    if StoredFile.objects.filter(pk__in=named).exclude(state=StoredFile.State.CLEAN).exists():
        raise Refused("有图片或视频尚未通过安全检查，请稍后再试。")
    held.files.exclude(file_id__in=named).delete()
    held.files.update(is_live=True)
    held.live, held.live_version = held.draft, held.version
    held.published_by, held.published_at = post_of(by).person, now()
    held.save()
    record(by, "portal.column_topic_publish", held.column, version=held.version, blocks=len(blocks))
    return held


def _check_words(blocks: Sequence[Block]) -> None:
    """Serious mistakes do not go online, here as in articles (国办秘函〔2019〕19号)."""
    known = house.in_force()
    for block in blocks:
        words = [block.title, block.words, plain_text(block.body), *(item.words for item in block.items)]
        serious = [one for one in check_text("\n".join(words), known) if one.is_serious]
        if serious:
            one = serious[0]
            raise Refused(f"区块“{block.title or block.label}”有严重表述错误：{one.wrong}→{one.suggestion}。")


@transaction.atomic
def archive(by: Actor, column_id: int, reason: str) -> Composition:
    """The topic is over: its lists stay as they stand now, its column is closed, its page stays readable."""
    kept = check_reason(reason)
    held = _locked(by, column_id, COLUMNS)
    if held.live is None:
        raise Refused("专题还没有发布，不需要归档；可以直接关闭栏目。")
    blocks = [drawing.frozen(block, held.column) for block in held.live_blocks()]
    held.live = held.draft = rules.as_json(blocks)
    held.version += 1
    held.live_version = held.version
    held.archived_at = now()
    held.save()
    record(by, "portal.column_topic_archive", held.column, reason=kept)
    columns.close_column(by, column_id, kept)
    return held


@transaction.atomic
def restore(by: Actor, column_id: int) -> Composition:
    """Out of the archive: the column is open again, the lists stay frozen until somebody edits them."""
    column = Column.objects.select_related("site__unit", "unit").get(pk=column_id)
    _require(by, COLUMNS, column)
    held = Composition.objects.select_for_update(of=("self",)).get(column=column)
    if held.archived_at is None:
        raise Refused("这个专题没有归档。")
    held.archived_at = None
    held.save(update_fields=["archived_at"])
    record(by, "portal.column_topic_restore", column)
    if not column.is_open:
        columns.reopen_column(by, column_id)
    return held
