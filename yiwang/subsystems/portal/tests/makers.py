"""Sites, columns, articles and the people who handle them, with sensible defaults."""

from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Column, Site
from yiwang.subsystems.portal.text import Text

AUTHOR, REVIEWER, PUBLISHER, KEEPER = (
    "portal_author",
    "portal_reviewer",
    "portal_publisher",
    "portal_column_admin",
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
_numbers = count(1)


def make_site(**changes: Any) -> Site:
    """The main site: made on first use, afterwards the same again."""
    fields = {
        "slug": "main",
        "name": "云泽市人民政府",
        "domain": "www.yunze.gov.cn",
        "identification_code": "4199000001",
        "sponsor": "云泽市人民政府办公室",
        **changes,
    }
    return Site.objects.filter(slug=fields["slug"]).first() or Site.objects.create(**fields)


def make_column(**changes: Any) -> Column:
    number = next(_numbers)
    fields = {"slug": f"column-{number}", "title": f"栏目{number}", "order": number, **changes}
    return Column.objects.create(**{"site": changes.get("site") or make_site(), **fields})


def make_officer(*roles: str, **changes: Any) -> Post:
    """Somebody of the city itself with these roles of the portal."""
    return make_post(**{"unit": make_root(), "roles": list(roles), **changes})


def make_text(**changes: Any) -> Text:
    column_id = changes.pop("column_id", None) or make_column().pk
    fields = {
        "title": f"关于第{next(_numbers)}件事的消息",
        "body": "<p>正文第一段。</p><p>正文第二段。</p>",
        "source": "云泽市人民政府办公室",
        "keywords": "云泽 消息",
        **changes,
    }
    return Text(column_id=column_id, **fields)


def make_article(by: Post | None = None, **changes: Any) -> Article:
    """A draft, written by ``by`` in their own unit."""
    by = by or make_officer(AUTHOR)
    return articles.create(actor(by), by.unit, make_text(**changes))


def make_submitted(**changes: Any) -> Article:
    author = make_officer(AUTHOR)
    return workflow.submit(actor(author), make_article(author, **changes).pk)


def make_reviewed(**changes: Any) -> Article:
    return workflow.review(actor(make_officer(REVIEWER)), make_submitted(**changes).pk)


def make_published(**changes: Any) -> Article:
    return workflow.publish(actor(make_officer(PUBLISHER)), make_reviewed(**changes).pk, reason="已逐项核对")


def picture(name: str = "桥.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def note(name: str = "说明.txt", content: str = "附件正文") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(), content_type="text/plain")
