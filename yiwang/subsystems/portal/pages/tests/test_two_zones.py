"""Made inside, proved and shown outside: two databases, a ferry between them, no article outside."""

from yiwang.kernel.nodes.tests.installations import ferried

PUBLISH = """
import os
os.environ["YIWANG_PAGES"] = "watched"
from yiwang.subsystems.portal.pages import tasks
from yiwang.subsystems.portal.pages.tests.makers import make_all
from yiwang.subsystems.portal.tests.makers import make_published
article = make_published(title="发到外网的消息")
make_all()
tasks.make_due()
answer = [article.pk, article.publication.address]
"""
WITHDRAW = """
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.tests.makers import PUBLISHER, make_officer
workflow.withdraw(actor(make_officer(PUBLISHER)), given["article"], "error", "标题写错了")
answer = True
"""
READ = """
import os
os.environ["YIWANG_PAGES"] = "strict"
from django.core.wsgi import get_wsgi_application
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.pages.serving import Served
from yiwang.subsystems.portal.pages.tests.makers import Answer
site = Served(get_wsgi_application(), is_strict=True)
page, front = Answer(site, given["path"]), Answer(site, "/")
answer = [page.status, page.text, front.text, Article.objects.count() + Publication.objects.count()]
"""


def test_pages_go_out_and_leave_again_and_nobody_outside_has_the_articles(tmp_path):
    outer, inner = ferried(tmp_path)
    for installation in (outer, inner):
        installation.python("import os\nos.environ['YIWANG_PAGES'] = 'watched'\nanswer = True")
    article, path = inner.python(PUBLISH)
    exchanged(outer, inner)
    status, page, front, rows = outer.python(READ, path=path)
    assert (status, rows) == ("200 OK", 0)
    assert "发到外网的消息" in page
    assert "发到外网的消息" in front
    assert "/office/" not in front
    inner.python(WITHDRAW, article=article)
    exchanged(outer, inner)
    status, page, front, _ = outer.python(READ, path=path)
    assert status == "410 Gone"
    assert "发到外网的消息" not in front


def exchanged(outer, inner):
    for _ in range(2):
        inner.tick("nodes", "portal", "exchange")
        outer.tick("nodes", "exchange")
