"""What of an article becomes public?"""

from datetime import datetime

from yiwang.kernel.publications.content import Content
from yiwang.subsystems.portal import originals
from yiwang.subsystems.portal.models import Article, Attachment


def content_of(article: Article, published_at: datetime) -> Content:
    """The present text of the article as the kernel publishes it; the preview shows the same."""
    columns = [article.column, *article.more_columns.all()]
    attributes = article.attributes()
    reading = getattr(article, "reading", None)
    words = attributes.subject_words.replace("，", " ").replace("、", " ").replace(",", " ").split()
    return Content(
        title=article.title,
        subtitle=article.subtitle,
        body=article.body,
        kind=article.kind,
        site=article.site.slug,
        columns=tuple(column.slug for column in columns if column.site_id == article.site_id),
        shared=tuple(
            (column.site.slug, column.slug) for column in columns if column.site_id != article.site_id
        ),
        unit_id=article.unit_id,
        source=article.source,
        author=article.author,
        summary=article.summary,
        keywords=article.keywords or article.column.keywords or article.column.title,
        published_at=published_at,
        files=tuple(
            (held.file_id, held.name)
            for held in article.attachments.all()
            if held.role == Attachment.Role.FILE
        ),
        image=article.cover_id,
        image_alt=article.cover_alt,
        original_url=reading.url if reading else originals.address_of(article),
        **{**vars(attributes), "subject_words": tuple(words)},
    )
