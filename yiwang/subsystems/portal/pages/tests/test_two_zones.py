"""Made inside, proved and shown outside: two databases, a ferry between them, no article outside."""

from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.subsystems.portal.pages.tests.makers import make_large

PUBLISH = """
import os
os.environ["YIWANG_PAGES"] = "watched"
from yiwang.kernel.files.tests.makers import make_picture, make_stored
from yiwang.subsystems.portal.pages import tasks
from yiwang.subsystems.portal.pages.tests.makers import make_all, make_large, make_published_with
picture, large = make_stored(make_picture(), "桥.jpg"), make_stored(make_large(), "秘密花园.zip")
body = f'<p>看图。</p><p><img src="{picture.address()}" alt="桥"></p>'
article = make_published_with(large, title="发到外网的消息", body=body)
make_all()
tasks.make_due()
answer = [article.pk, article.publication.address, [picture.address(), large.address()]]
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
shown = [Answer(site, path) for path in given["files"]]
answer = [page.status, page.text, front.text, Article.objects.count() + Publication.objects.count()]
answer.append([[one.status, one.headers.get("content-type"), len(one.body)] for one in shown])
"""


def test_pages_go_out_and_leave_again_and_nobody_outside_has_the_articles(tmp_path):
    outer, inner = ferried(tmp_path)
    for installation in (outer, inner):
        installation.python("import os\nos.environ['YIWANG_PAGES'] = 'watched'\nanswer = True")
    article, path, files = inner.python(PUBLISH)
    exchanged(outer, inner)
    status, page, front, rows, shown = outer.python(READ, path=path, files=files)
    assert (status, rows) == ("200 OK", 0)
    assert "发到外网的消息" in page
    assert "发到外网的消息" in front
    assert "/office/" not in front
    assert [one[:2] for one in shown] == [["200 OK", "image/jpeg"], ["200 OK", "application/zip"]]
    assert shown[1][2] == len(make_large())
    inner.python(WITHDRAW, article=article)
    exchanged(outer, inner)
    status, page, front, _, shown = outer.python(READ, path=path, files=files)
    assert status == "410 Gone"
    assert "发到外网的消息" not in front
    assert [one[0] for one in shown] == ["404 Not Found"] * 2


def exchanged(outer, inner):
    for _ in range(2):
        inner.tick("nodes", "portal", "exchange")
        outer.tick("nodes", "exchange")
