"""Topics, blocks and the people who compose them, with sensible defaults."""

from typing import Any

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.tests.makers import make_column, make_officer, picture
from yiwang.subsystems.portal.topics.actions import composing
from yiwang.subsystems.portal.topics.models import Composition
from yiwang.subsystems.portal.topics.rules import Block, Item

EDITOR, PUBLISHER = "portal_topic_editor", "portal_topic_publisher"


def make_topic(**changes: Any) -> Column:
    return make_column(**{"kind": "topic", "title": "春季植树", "slug": "zhishu", **changes})


def make_block(**changes: Any) -> Block:
    return Block(**{"key": "k1", "kind": "text", "title": "前言", "body": "<p>植树正当时。</p>", **changes})


def make_slides(by: Post, topic: Column, **changes: Any) -> Composition:
    """A block of two pictures, uploaded by this person."""
    files = [composing.upload(actor(by), picture(f"{name}.png"), is_video=False) for name in ("桥", "河")]
    items = tuple(Item(f"照片{at}", "/a/1/", one.pk) for at, one in enumerate(files, start=1))
    block = make_block(
        **{"key": "s1", "kind": "slides", "title": "现场", "body": "", "items": items, **changes}
    )
    return composing.put_block(actor(by), topic.pk, block, files)


def make_published(topic: Column, *blocks: Block) -> Composition:
    editor, publisher = make_officer(EDITOR), make_officer(PUBLISHER)
    for block in blocks or (make_block(),):
        held = composing.put_block(actor(editor), topic.pk, block)
    return composing.publish(actor(publisher), topic.pk, held.version)
