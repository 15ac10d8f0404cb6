"""What does the page of a composed topic show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from yiwang.kernel.deadlines.moments import end_of, start_of, today
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.html import clean
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.context import SiteFrame, frame_at
from yiwang.subsystems.portal.lists import LISTED
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.topics.models import Composition
from yiwang.subsystems.portal.topics.rules import Block, Item
from yiwang.subsystems.portal.topics.rules import frozen as frozen_block


@dataclass(frozen=True)
class Shown:
    """A picture or a link as the template draws it."""

    words: str
    address: str
    picture: StoredFile | None = None


@dataclass(frozen=True)
class Drawn:
    """A block with everything fetched; ``number`` ties headings to their sections."""

    number: int
    block: Block
    body: SafeString
    file: StoredFile | None
    items: Sequence[Shown]
    rows: Sequence[Publication]
    more: str = ""


def drawn(frame: SiteFrame, topic: Column) -> Mapping[str, object] | None:
    """For composed.register: the live blocks; None where the topic was never composed and published."""
    held = Composition.objects.filter(column=topic).first()
    if held is None or held.live is None:
        return None
    day = today()
    if topic.starts_on and topic.starts_on > day:
        dependencies.holds_until(start_of(topic.starts_on))
    elif topic.ends_on and topic.ends_on >= day:
        dependencies.holds_until(end_of(topic.ends_on))
    return {
        **page(frame, topic, held.live_blocks()),
        "is_early": bool(topic.starts_on and topic.starts_on > day),
        "is_over": bool(topic.ends_on and topic.ends_on < day) or held.archived_at is not None,
        "archived_at": held.archived_at,
    }


def page(frame: SiteFrame, topic: Column, blocks: Sequence[Block]) -> dict[str, Any]:
    """One query for all files and one for each list."""
    named = {file_id for block in blocks for file_id in block.files}
    files = StoredFile.objects.clean().in_bulk(named) if named else {}
    parts = [_drawn(number, block, files, frame) for number, block in enumerate(blocks, start=1)]
    banner = next((part for part in parts if part.block.kind == "banner" and part.file), None)
    return {"banner": banner, "parts": [part for part in parts if part is not banner]}


def _drawn(number: int, block: Block, files: Mapping[int, StoredFile], frame: SiteFrame) -> Drawn:
    column = next((one for one in frame.columns if one.pk == block.column), None)
    is_whole = block.kind == "list" and block.source == "column" and column is not None
    return Drawn(
        number,
        block,
        mark_safe(clean(block.body)),
        files.get(block.file),
        [_shown(item, files) for item in block.items if not item.file or item.file in files],
        rows(frame, block) if block.kind == "list" else [],
        column.address if is_whole and column else "",
    )


def _shown(item: Item, files: Mapping[int, StoredFile]) -> Shown:
    return Shown(item.words, item.address, files.get(item.file))


def rows(frame: SiteFrame, block: Block) -> list[Publication]:
    """The publications of a list block; one query."""
    site = frame.slug
    readable = frame.publications().select_related("image").only(*LISTED, "image", "image_alt")
    if block.source == "picked":
        dependencies.note(*(dependencies.publication(one) for one in block.ids))
        found = {row.pk: row for row in readable.filter(pk__in=block.ids)}
        return [found[one] for one in block.ids if one in found][: block.most]
    if block.source == "keyword":
        dependencies.note(dependencies.site(site))
        word = block.keyword.strip()
        return list(readable.filter(site=site, keywords__icontains=word).newest_first()[: block.most])
    column = next((one for one in frame.columns if one.pk == block.column), None)
    if column is None:
        return []
    slugs = [one.slug for one in frame.subtree(column) if one.kind != "link"]
    dependencies.note(*(dependencies.newest(site, slug) for slug in slugs))
    return list(readable.in_columns(site, slugs).newest_first()[: block.most])


def frozen(block: Block, topic: Column) -> Block:
    """A list as it stands now."""
    if block.kind != "list" or block.source == "picked":
        return block
    frame = frame_at(topic.site)
    return frozen_block(block, [row.pk for row in rows(frame, block)])
