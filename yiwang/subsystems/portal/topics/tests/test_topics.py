"""A topic from its first block to its archive, in the office and for the public."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.tests.makers import KEEPER, make_column, make_officer, picture
from yiwang.subsystems.portal.tests.makers import make_published as make_article
from yiwang.subsystems.portal.topics.actions import composing
from yiwang.subsystems.portal.topics.models import Composition, Held
from yiwang.subsystems.portal.topics.tests.makers import (
    EDITOR,
    PUBLISHER,
    make_block,
    make_published,
    make_slides,
    make_topic,
)

pytestmark = pytest.mark.django_db
HERE = "/office/portal/topics/"


def text_of(response):
    return html.fromstring(response.content).text_content()


def test_the_public_sees_nothing_of_a_draft_and_all_of_it_at_once(client):
    topic = make_topic()
    make_published(topic)
    editor = make_officer(EDITOR)
    composing.put_block(actor(editor), topic.pk, make_block(body="<p>改过的前言。</p>"))
    held = composing.put_block(actor(editor), topic.pk, make_block(key="k2", title="尾声"))
    page = text_of(client.get(topic.address))
    assert "植树正当时。" in page
    assert "改过的前言。" not in page
    assert "尾声" not in page
    composing.publish(actor(make_officer(PUBLISHER)), topic.pk, held.version)
    page = text_of(client.get(topic.address))
    assert "改过的前言。" in page
    assert "尾声" in page


def test_nobody_publishes_their_own_draft_or_one_that_changed_meanwhile():
    topic = make_topic()
    publisher = make_officer(PUBLISHER)
    held = composing.put_block(actor(publisher), topic.pk, make_block())
    with pytest.raises(Refused, match="其他同事"):
        composing.publish(actor(publisher), topic.pk, held.version)
    other = make_officer(PUBLISHER)
    with pytest.raises(Refused, match="又有修改"):
        composing.publish(actor(other), topic.pk, held.version - 1)
    with pytest.raises(Refused):
        composing.publish(actor(make_officer(EDITOR)), topic.pk, held.version)
    assert composing.publish(actor(other), topic.pk, held.version).is_live_current
    entry = Entry.objects.get(act="portal.column_topic_publish")
    assert entry.detail["blocks"] == 1


def test_a_topic_of_another_unit_is_not_composed():
    topic = make_topic(unit=make_unit(name="林业局"))
    with pytest.raises(Refused):
        composing.put_block(
            actor(make_officer(EDITOR, unit=make_unit(name="水利局"))), topic.pk, make_block()
        )


def test_serious_mistakes_do_not_go_online():
    topic = make_topic()
    held = composing.put_block(
        actor(make_officer(EDITOR)), topic.pk, make_block(body="<p>中华人民共合国</p>")
    )
    with pytest.raises(Refused, match="中华人民共合国→中华人民共和国"):
        composing.publish(actor(make_officer(PUBLISHER)), topic.pk, held.version)


def test_pictures_are_public_only_while_the_live_blocks_name_them(client):
    topic, editor, publisher = make_topic(), make_officer(EDITOR), make_officer(PUBLISHER)
    held = make_slides(editor, topic)
    first = Held.objects.order_by("pk").first().file
    assert client.get(first.address()).status_code == 404
    composing.publish(actor(publisher), topic.pk, held.version)
    assert client.get(first.address()).status_code == 200
    composing.remove_block(actor(editor), topic.pk, "s1")
    held = composing.put_block(actor(editor), topic.pk, make_block())
    assert client.get(first.address()).status_code == 200
    composing.publish(actor(publisher), topic.pk, held.version)
    assert client.get(first.address()).status_code == 404


def test_a_file_of_elsewhere_is_not_named():
    topic = make_topic()
    with pytest.raises(Refused, match="不是从本页上传"):
        composing.put_block(
            actor(make_officer(EDITOR)), topic.pk, make_block(kind="banner", file=9999, words="横幅")
        )


def test_slides_are_a_labelled_group_of_pictures_with_words(client):
    topic, editor = make_topic(), make_officer(EDITOR)
    held = make_slides(editor, topic)
    composing.publish(actor(make_officer(PUBLISHER)), topic.pk, held.version)
    page = html.fromstring(client.get(topic.address).content)
    group = page.xpath("//*[@data-slides]")[0]
    label = page.get_element_by_id(group.get("aria-labelledby"))
    assert (group.get("aria-roledescription"), label.text_content()) == ("轮播", "现场")
    slides = group.xpath(".//*[@aria-roledescription='图片']")
    assert [one.get("aria-label") for one in slides] == ["第 1 张，共 2 张", "第 2 张，共 2 张"]
    assert [one.text_content().strip() for one in slides] == ["照片1", "照片2"]
    # Without scripts the buttons that do nothing are not there.
    assert group.xpath(".//*[@data-slides-bar]")[0].get("hidden") is not None


def test_lists_take_a_column_a_keyword_or_what_was_picked(client, django_assert_max_num_queries):
    topic, news = make_topic(), make_column(title="林业要闻")
    inside = make_article(column_id=news.pk, title="栏目里的消息")
    tagged = make_article(title="有关键词的消息", keywords="植树 造林")
    picked = make_article(title="挑选的消息")
    base = make_block(kind="list", body="", column=news.pk)
    make_published(
        topic,
        replace(base, key="a", title="栏目"),
        replace(base, key="b", title="关键词", source="keyword", keyword="植树", style="summaries"),
        replace(base, key="c", title="挑选", source="picked", ids=(picked.publication_id,), style="pictures"),
    )
    with django_assert_max_num_queries(10):
        page = html.fromstring(client.get(topic.address).content)
    parts = {
        part.xpath(".//h2")[0].text_content(): part.text_content()
        for part in page.xpath("//section[contains(@class, 'topic-part')]")
    }
    for title, article in (("栏目", inside), ("关键词", tagged), ("挑选", picked)):
        assert article.title in parts[title]
    assert inside.title not in parts["关键词"]


def test_an_archived_topic_grows_no_more_and_stays_readable(client):
    topic, news = make_topic(), make_column(title="林业要闻")
    first = make_article(column_id=news.pk, title="归档前的消息")
    make_published(topic, make_block(kind="list", title="消息", body="", column=news.pk))
    keeper = make_officer(PUBLISHER)
    composing.archive(actor(keeper), topic.pk, "活动已经结束")
    later = make_article(column_id=news.pk, title="归档后的消息")
    page = text_of(client.get(topic.address))
    assert first.title in page
    assert later.title not in page
    assert "本专题已归档" in page
    assert topic.title in text_of(client.get("/t/"))
    assert not Column.objects.get(pk=topic.pk).is_open
    with pytest.raises(Refused, match="已归档"):
        composing.put_block(actor(keeper), topic.pk, make_block())
    composing.restore(actor(keeper), topic.pk)
    assert Column.objects.get(pk=topic.pk).is_open


@pytest.mark.parametrize(("days", "said"), [(3, "本专题将于"), (-3, "本专题已结束")])
def test_a_topic_says_when_it_begins_and_that_it_is_over(client, days, said):
    edge = today() + timedelta(days=days)
    topic = make_topic(starts_on=edge if days > 0 else edge - timedelta(days=9), ends_on=edge)
    make_published(topic)
    assert said in text_of(client.get(topic.address))


def test_a_topic_that_nobody_composed_stays_as_it_was(client):
    topic = make_topic()
    make_column(parent=topic, title="通知")
    assert "通知" in text_of(client.get(topic.address))


def test_a_topic_is_composed_ordered_previewed_and_published_through_its_pages(client):
    topic, editor, publisher = make_topic(), make_officer(EDITOR), make_officer(PUBLISHER)
    place = f"{HERE}{topic.pk}/"
    sign_in(client, editor)
    assert topic.title in text_of(client.get(HERE))
    bare = client.post(f"{place}blocks/new-slides/", {"title": "现场", "new_file": picture()})
    assert bare.status_code == 422
    assert "请填写图片的文字说明。" in text_of(bare)
    sent = {"title": "现场", "new_file": picture(), "new_words": "志愿者植树", "new_address": "/a/1/"}
    assert client.post(f"{place}blocks/new-slides/", sent).status_code == 302
    assert client.post(f"{place}blocks/new-text/", {"title": "前言", "body": "<p>好</p>"}).status_code == 302
    first, second = Composition.objects.get().draft_blocks()
    assert client.post(f"{place}blocks/{second.key}/move/", {"direction": "up"}).status_code == 302
    answer = client.post(f"{place}order/", {"key": [first.key, second.key]})
    assert answer.json() == {"said": "顺序已保存。"}
    assert client.post(f"{place}order/", {"key": [first.key]}).status_code == 409
    again = {"title": "现场", "words_0": "居民植树", "address_0": "", "place_0": "1", "new_words": ""}
    assert client.post(f"{place}blocks/{first.key}/", again).status_code == 302
    assert "居民植树" in client.get(f"{place}preview/").content.decode()
    assert client.get(topic.address).content.decode().count("居民植树") == 0
    assert (
        client.post(f"{place}publish/", {"version": "1"}).status_code == 403
        or not Composition.objects.get().live
    )
    sign_in(client, publisher)
    version = Composition.objects.get().version
    assert "审核发布" in text_of(client.get(place))
    assert client.post(f"{place}publish/", {"version": version}).status_code == 302
    client.logout()
    assert "居民植树" in client.get(topic.address).content.decode()


def test_strangers_to_topics_get_no_page(client):
    topic = make_topic()
    sign_in(client, make_officer(KEEPER))
    for path in ("", f"{topic.pk}/", f"{topic.pk}/preview/", f"{topic.pk}/blocks/new-text/"):
        assert client.get(f"{HERE}{path}").status_code == 409
    sign_in(client, make_officer(EDITOR))
    for path in (f"{topic.pk}/blocks/new-dance/", f"{topic.pk}/blocks/none/", "999999/"):
        assert client.get(f"{HERE}{path}").status_code == 404


def test_the_list_of_topics_costs_the_same_with_one_topic_or_ten(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, make_officer(EDITOR))
    make_topic()
    client.get(HERE)
    with CaptureQueriesContext(connection) as one:
        client.get(HERE)
    for at in range(9):
        make_topic(slug=f"t{at}", title=f"专题{at}")
    with django_assert_num_queries(len(one)):
        client.get(HERE)


def test_a_video_has_controls_and_a_transcript(client):
    from yiwang.kernel.files.tests.makers import make_mp4

    topic, editor = make_topic(), make_officer(EDITOR)
    sign_in(client, editor)
    given = SimpleUploadedFile("现场.mp4", make_mp4(), content_type="video/mp4")
    place = f"{HERE}{topic.pk}/blocks/new-video/"
    assert (
        client.post(place, {"title": "现场视频", "new_file": picture(), "words": "大家好。"}).status_code
        == 422
    )
    sent = {"title": "现场视频", "new_file": given, "words": "大家好，植树正当时。"}
    assert client.post(place, sent).status_code == 302
    composing.publish(actor(make_officer(PUBLISHER)), topic.pk, 1)
    page = html.fromstring(client.get(topic.address).content)
    video = page.xpath("//video")[0]
    assert (video.get("controls"), video.get("aria-label")) == ("", "现场视频")
    assert "大家好，植树正当时。" in page.xpath("//details")[-1].text_content()
