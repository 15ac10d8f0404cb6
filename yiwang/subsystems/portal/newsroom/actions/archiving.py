"""How do photographs and texts get into the archive, into articles, and out of the archive again?"""

from dataclasses import dataclass, replace
from datetime import date
from html import escape

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import IMAGES, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Post
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.newsroom import queries, rules
from yiwang.subsystems.portal.newsroom.models import Material, Quote
from yiwang.subsystems.portal.newsroom.rules import MANAGE, PHOTO, TEXT
from yiwang.subsystems.portal.rules import WRITE


@dataclass(frozen=True)
class Particulars:
    """What is said of a material."""

    caption: str
    taken_on: date
    author: str
    rights: str
    rights_note: str = ""
    event: str = ""
    place: str = ""
    tags: str = ""
    assignment_id: int | None = None


def keep_photos(by: Actor, given: list[UploadedFile], said: Particulars) -> list[Material]:
    """One photograph or several of one event, with one caption.

    Two transactions on purpose: the bytes are read and examined outside, an upload nobody names is collected.
    """
    post = require_right(by, WRITE)
    _checked(Material(), said)
    if not given:
        raise Refused("请选择图片。", field="photos")
    stored = [receive(by, one, one.name or "", kinds=IMAGES) for one in given]
    with transaction.atomic():
        return [_kept(by, post, Material(kind=PHOTO, file=one), said) for one in stored]


@transaction.atomic
def keep_text(by: Actor, text: str, said: Particulars) -> Material:
    post = require_right(by, WRITE)
    written = text.replace("\x00", "").strip()
    if not written:
        raise Refused("请填写文字。", field="text")
    if len(written) > rules.TEXT_LENGTH:
        raise Refused(f"文字请控制在 {rules.TEXT_LENGTH} 字以内。", field="text")
    return _kept(by, post, Material(kind=TEXT, text=written), said)


def _kept(by: Actor, post: Post, material: Material, said: Particulars) -> Material:
    material.unit, material.added_by, material.added_at = post.unit, post.person, now()
    _checked(material, said)
    material.save()
    record(by, "portal.material_keep", material, kind=material.kind, rights=material.rights)
    return material


@transaction.atomic
def describe(by: Actor, material_id: int, said: Particulars) -> Material:
    """Another caption, other rights; by whoever put it there, or who manages the archive."""
    material = _locked(by, material_id)
    before = {"caption": material.caption, "rights": material.rights}
    _checked(material, said)
    material.save()
    record(
        by,
        "portal.material_describe",
        material,
        before=before,
        after={"caption": material.caption, "rights": material.rights},
    )
    return material


@transaction.atomic
def delete(by: Actor, material_id: int) -> None:
    """Gone for good, where no article uses it."""
    material = _locked(by, material_id)
    rules.check_deletion(queries.use_count(material))
    record(by, "portal.material_delete", material, caption=material.caption, kind=material.kind)
    material.delete()


@transaction.atomic
def pick(by: Actor, material_id: int) -> StoredFile:
    """A photograph for a text that is being written: whoever picks it may name it as their own upload."""
    writer = require_right(by, WRITE).person
    material = _usable(material_id, PHOTO)
    record(by, "portal.material_pick", material)
    return _lent(writer, material)


@transaction.atomic
def put_into(by: Actor, material_id: int, article_id: int) -> Article:
    """At the end of an article's text, as a new version; photographs with their caption."""
    post = require_right(by, WRITE)
    material = _usable(material_id)
    article = Article.objects.visible_to(post).kept().in_full().filter(pk=article_id).first()
    if article is None:
        raise Refused("没有找到这篇稿件，请从列表中选择。", field="article")
    if material.kind == PHOTO:
        added = _figure(_lent(post.person, material), material)
    else:
        added = "".join(f"<p>{escape(line)}</p>" for line in material.text.splitlines() if line.strip())
        Quote.objects.get_or_create(
            material=material,
            article=article,
            defaults={"quoted_by": post.person, "quoted_at": now()},
        )
    text = replace(article.text(), body=article.body + added)
    saved = articles.save(by, article.pk, article.version, text, note=f"用资料：{material.caption}"[:200])
    record(by, "portal.material_use", material, article=article.pk)
    return saved


def _figure(stored: StoredFile, material: Material) -> str:
    address, alternative = escape(stored.address()), escape(material.alternative)
    return f'<img src="{address}" alt="{alternative}"><p class="text-center">{escape(material.credit)}</p>'


def _lent(writer: Person, material: Material) -> StoredFile:
    """The photograph as a loose picture of the writer, which hangs itself on the article that names it."""
    stored = material.file
    if stored is None or not stored.is_clean:
        raise Refused("这张图片还没有通过安全检查，请稍后再用。")
    loose = Attachment.objects.filter(article=None, file=stored, added_by=writer)
    if not loose.exists():
        Attachment.objects.create(
            file=stored,
            role=Attachment.Role.IMAGE,
            name=stored.name[:200],
            added_by=writer,
            added_at=now(),
        )
    return stored


def _usable(material_id: int, kind: str = "") -> Material:
    material = Material.objects.select_for_update(of=("self",)).select_related("file").get(pk=material_id)
    if kind and material.kind != kind:
        raise Refused("请选择图片资料。")
    rules.check_use(material.rights)
    return material


def _locked(by: Actor, material_id: int) -> Material:
    material = Material.objects.select_for_update(of=("self",)).select_related("unit").get(pk=material_id)
    if material.added_by_id == by.person_id:
        require_right(by, WRITE)
    else:
        require_right(by, MANAGE, material.unit)
    return material


def _checked(material: Material, said: Particulars) -> None:
    rules.check_rights(said.rights, said.rights_note)
    rules.check_taken(said.taken_on, today())
    material.caption = rules.required(said.caption, "caption", "说明", rules.CAPTION_LENGTH)
    material.author = rules.required(said.author, "author", "摄影者或作者", 60)
    material.event = " ".join(said.event.split())[: rules.EVENT_LENGTH]
    material.place = " ".join(said.place.split())[: rules.PLACE_LENGTH]
    material.tags = list(rules.tags(said.tags))
    material.taken_on, material.rights = said.taken_on, said.rights
    material.rights_note = said.rights_note.strip()[:300]
    material.assignment_id = said.assignment_id
    material.words = rules.words_of(
        material.caption, material.event, material.place, material.author, *material.tags
    )
