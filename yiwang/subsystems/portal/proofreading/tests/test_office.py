"""The checks in the workbench, as people use them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading import tasks, waiting
from yiwang.subsystems.portal.proofreading.actions import words
from yiwang.subsystems.portal.proofreading.models import Leader, SecrecyReview, Setting, Spared, Word
from yiwang.subsystems.portal.tests.makers import (
    AUTHOR,
    PUBLISHER,
    make_article,
    make_officer,
    make_published,
    make_reviewed,
    make_submitted,
)

pytestmark = pytest.mark.django_db
KEEPER, SECRECY = "portal_proofreader", "portal_secrecy_reviewer"
HERE = "/office/portal/checks/"


def text_of(response):
    return html.fromstring(response.content.decode()).text_content()


def test_the_checklist_shows_every_line_and_takes_suggestions_one_by_one(client):
    author = make_officer(AUTHOR)
    article = make_article(author, body="<p>禁止焚烧秸杆，帐户清零，电话13812345678。</p>")
    place = f"{HERE}articles/{article.pk}/"
    sign_in(client, author)
    page = text_of(client.get(place))
    for said in ("秸杆", "秸秆", "保密审查", "附件可以下载", "138****5678"):
        assert said in page
    assert "去修改" in text_of(client.get(f"{place}beside/"))
    assert client.post(f"{place}accept/", {"version": "1", "word": "秸杆"}).status_code == 302
    assert client.post(f"{place}spare/", {"word": "帐户"}).status_code == 302
    assert client.post(f"{place}mask/", {"version": "2"}).status_code == 302
    assert Article.objects.get().body == "<p>禁止焚烧秸秆，帐户清零，电话138****5678。</p>"
    assert Spared.objects.get().word == "帐户"
    late = client.post(f"{place}accept/", {"version": "1"}, follow=True)
    assert "已经改动" in text_of(late)


def test_the_editor_and_the_page_of_an_article_lead_to_the_checklist(client):
    author = make_officer(AUTHOR)
    article = make_article(author, body="<p>攻府</p>")
    sign_in(client, author)
    for address in (f"/office/articles/{article.pk}/", f"/office/articles/{article.pk}/edit/"):
        assert f"{HERE}articles/{article.pk}/" in client.get(address).content.decode()
    assert "攻府→政府" in text_of(client.get(f"/office/articles/{article.pk}/"))


def test_a_reason_is_asked_for_where_something_should_be_mended(client):
    article = make_reviewed(body="<p>禁止焚烧秸杆。</p>")
    sign_in(client, make_officer(PUBLISHER))
    place = f"/office/articles/{article.pk}/publish/"
    refused = client.post(place, {})
    assert refused.status_code == 422
    assert "请写明理由" in text_of(refused)
    assert client.post(place, {"publish-reason": "引用来信原文"}).status_code == 302
    assert "引用来信原文" in text_of(client.get(f"{HERE}articles/{article.pk}/"))


def test_the_secrecy_review_is_recorded_through_its_form(client):
    article = make_submitted()
    place = f"{HERE}articles/{article.pk}/"
    sign_in(client, make_officer(SECRECY))
    assert client.post(f"{place}secrecy/", {"conclusion": "closed", "opinion": ""}).status_code == 422
    assert client.post(f"{place}secrecy/", {"conclusion": "open", "opinion": ""}).status_code == 302
    assert SecrecyReview.objects.get().conclusion == "open"
    assert "不涉密，可以公开" in text_of(client.get(place))
    sign_in(client, make_officer(AUTHOR))
    assert client.post(f"{place}secrecy/", {"conclusion": "open"}).status_code == 409


def test_words_and_leaders_are_kept_by_the_city_and_read_by_others(client):
    sign_in(client, make_officer(KEEPER))
    sent = {"wrong": "旧称局", "right": "新称局", "grade": "serious", "reason": "机构改革"}
    assert client.post(f"{HERE}words/", sent).status_code == 302
    assert "新称局" in text_of(client.get(f"{HERE}words/", {"q": "旧称"}))
    assert "没有符合" in text_of(client.get(f"{HERE}words/", {"q": "不存在"}))
    contains = client.post(f"{HERE}words/", {**sent, "wrong": "称局"})
    assert contains.status_code == 422
    assert (
        client.post(
            f"{HERE}leaders/", {"name": "王建国", "titles": "市长、市委副书记", "rank": 1}
        ).status_code
        == 302
    )
    assert Leader.objects.get().titles == "市长 市委副书记"
    assert client.post(f"{HERE}leaders/{Leader.objects.get().pk}/drop/").status_code == 302
    assert client.post(f"{HERE}words/{Word.objects.get().pk}/drop/").status_code == 302
    assert not Word.objects.exists()
    sign_in(client, make_officer(KEEPER, unit=make_unit()))
    assert client.post(f"{HERE}words/", sent).status_code == 422
    assert "登记词语" not in text_of(client.get(f"{HERE}words/"))


def test_the_norm_is_shown_and_changed(client):
    sign_in(client, make_officer(KEEPER))
    assert "标题长度" in text_of(client.get(HERE))
    sent = {"severity": "should", "is_on": "on", "kinds": ["news"], "most": "40", "reason": "市里要求更短"}
    assert client.post(f"{HERE}rules/title.length/", sent).status_code == 302
    assert Setting.objects.get().most == 40
    assert "政务动态" in text_of(client.get(HERE))
    fixed = client.post(
        f"{HERE}rules/source.missing/", {"severity": "hint", "is_on": "on", "reason": "想放宽"}
    )
    assert fixed.status_code == 422
    assert client.get(f"{HERE}rules/none/").status_code == 404


def test_mistakes_that_stand_are_listed_for_the_unit_and_wait_for_it(client):
    keeper = make_officer(KEEPER)
    article = make_published(body="<p>请到旧称局办理。</p>")
    words.keep_word(actor(keeper), "旧称局", "新称局", "serious", "")
    tasks.look_again()
    sign_in(client, keeper)
    assert "请到旧称局办理" in text_of(client.get(f"{HERE}published/", {"grade": "serious"}))
    assert "没有发现" in text_of(client.get(f"{HERE}published/", {"grade": "wrong"}))
    todo = waiting.serious(keeper, 5)[0]
    assert article.title in todo.title
    assert waiting.serious(make_officer(KEEPER, unit=make_unit()), 5) == []


def test_lists_cost_the_same_with_one_row_or_many(client):
    keeper = make_officer(KEEPER)
    sign_in(client, keeper)

    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{HERE}{path}").status_code == 200
        return len(queries)

    make_published(body="<p>请到旧称一办理。</p>")
    words.keep_word(actor(keeper), "旧称一", "新称一", "wrong", "")
    tasks.look_again()
    cost("words/")  # the first page of a session asks more
    before = cost("words/"), cost("published/"), cost("")
    for name in "二三四五":
        make_published(body=f"<p>请到旧称{name}办理。</p>")
        words.keep_word(actor(keeper), f"旧称{name}", f"新称{name}", "wrong", "")
    tasks.look_again()
    assert (cost("words/"), cost("published/"), cost("")) == before
