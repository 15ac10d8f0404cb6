"""What of an article goes into its copy, and which of its files?"""

from dataclasses import replace

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.checks import check_musts, findings
from yiwang.subsystems.portal.models import Article, Attachment, Version
from yiwang.subsystems.portal.rules import State
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.text import Text


def offered_text(proposal: Proposal, number: int | None = None) -> Text:
    """The text of the original in the version offered, or in another; Refused where it is gone for good."""
    version = Version.objects.filter(article=proposal.original_id, number=number or proposal.version).first()
    if version is None:
        raise Refused("原稿已被彻底删除，看不到内容。")
    return version.text()


def text_for(proposal: Proposal, text: Text, column_id: int) -> Text:
    """The text as it enters the other site: its source is named (国办发〔2017〕47号, 信息转载).

    The index number stays with the original: it is unique. Columns of the one site mean nothing in the other.
    """
    return replace(
        text,
        column_id=column_id,
        more_column_ids=(),
        source=text.source.strip() or proposal.source_unit.name[:120],
        attributes=replace(text.attributes, index_number=""),
    )


def lend_files(to: Person, original: Article, text: Text) -> None:
    """Whoever takes the text may name its files and pictures: as if they had uploaded them themselves."""
    named = {file_id for file_id, _ in text.files} | ({text.cover_id} if text.cover_id else set())
    for held in original.attachments.select_related("file"):
        if held.file_id in named or f"/files/{held.file.key}/" in text.body:
            Attachment.objects.create(
                file=held.file,
                role=Attachment.Role.FILE if held.role == Attachment.Role.FORMER else held.role,
                name=held.name,
                added_by=to,
                added_at=now(),
            )


def put_live(by: Actor, article: Article) -> Article:
    """Before the public by a standing decision: three hands went over the text where it comes from.

    Raises Refused where something must be mended first; warnings were settled there.
    """
    held = Article.objects.select_for_update(of=("self",)).in_full().get(pk=article.pk)
    check_musts(findings(held, "share"))
    workflow.go_live(by, held, by.person_id)
    held.state = State.PUBLISHED
    held.save()
    return held
