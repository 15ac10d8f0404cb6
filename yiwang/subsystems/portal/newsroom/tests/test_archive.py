import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.holders import may_read, referenced
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.newsroom import queries, rules
from yiwang.subsystems.portal.newsroom.actions import archiving
from yiwang.subsystems.portal.newsroom.models import Material
from yiwang.subsystems.portal.newsroom.tests import makers
from yiwang.subsystems.portal.tests.makers import (
    PUBLISHER,
    REVIEWER,
    make_article,
    make_officer,
    picture,
)

pytestmark = pytest.mark.django_db
HERE = "/office/archive/"


def photograph() -> SimpleUploadedFile:
    """A JPEG that says where it was taken."""
    image, out = Image.new("RGB", (640, 420), "#336699"), io.BytesIO()
    exif = image.getexif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("通车.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_photograph_is_kept_with_its_caption_and_found_by_its_words():
    photo = makers.make_photo(caption="新大桥 通车", place="云泽江", tags="交通，桥梁")
    makers.make_photo(caption="学校开学", tags="教育")
    assert photo.tags == ["交通", "桥梁"]
    for words in ("大桥", "云泽江 桥梁", "李明 通车", ""):
        assert photo in Material.objects.found_by(words)
    assert list(Material.objects.found_by("大桥 教育")) == []
    with pytest.raises(Refused, match="请填写说明"):
        makers.make_photo(caption=" ")
    with pytest.raises(Refused, match="不能晚于今天"):
        makers.make_photo(taken_on=shifted(today(), days=1))
    with pytest.raises(Refused, match="请填写文字"):
        makers.make_text_material(text="  \n ")


def test_a_reused_photograph_is_published_without_the_place_it_was_taken_at(client):
    author = makers.make_reporter()
    photo = makers.make_photo(author, file=photograph())
    raw = photo.file
    assert may_read(raw, makers.make_reporter(unit=make_unit()))
    assert not may_read(raw, None)
    article = make_article(author)
    saved = archiving.put_into(actor(author), photo.pk, article.pk)
    assert f'alt="{photo.caption}"' in saved.body
    assert f"{photo.caption}（李明 摄）" in saved.body
    workflow.submit(actor(author), saved.pk)
    workflow.review(actor(make_officer(REVIEWER)), saved.pk)
    workflow.publish(actor(make_officer(PUBLISHER)), saved.pk, reason="已逐项核对")
    for address in (raw.address(), raw.address(width=320)):
        shown = client.get(address)
        assert shown.status_code == 200
        body = b"".join(shown.streaming_content)
        held = Image.open(io.BytesIO(body))
        assert dict(held.getexif()) == {}
        assert held.width <= 640


def test_where_it_is_used_is_known_and_what_is_used_stays():
    author = makers.make_reporter()
    photo, article = makers.make_photo(author), make_article(author)
    assert queries.use_count(photo) == 0
    archiving.put_into(actor(author), photo.pk, article.pk)
    archiving.put_into(actor(author), photo.pk, article.pk)
    assert queries.uses(photo, author) == [article]
    assert queries.uses(photo, makers.make_reporter(unit=make_unit())) == []
    assert queries.use_count(photo) == 1
    with pytest.raises(Refused, match="用在 1 篇稿件"):
        archiving.delete(actor(author), photo.pk)
    unused = makers.make_photo(author)
    stored = unused.file
    assert referenced([stored.pk]) == {stored.pk}
    archiving.delete(actor(author), unused.pk)
    assert referenced([stored.pk]) == set()


def test_a_text_of_the_archive_goes_into_an_article_as_paragraphs():
    author = makers.make_reporter()
    text = makers.make_text_material(author, "第一段<b>。\n\n第二段。")
    article = make_article(author, body="<p>开头。</p>")
    saved = archiving.put_into(actor(author), text.pk, article.pk)
    assert saved.body == "<p>开头。</p><p>第一段&lt;b&gt;。</p><p>第二段。</p>"
    assert queries.use_count(text) == 1
    with pytest.raises(Refused, match="图片资料"):
        archiving.pick(actor(author), text.pk)


def test_what_is_internal_goes_into_no_article():
    author = makers.make_reporter()
    photo, article = makers.make_photo(author, rights=rules.INTERNAL), make_article(author)
    for act in (
        lambda: archiving.put_into(actor(author), photo.pk, article.pk),
        lambda: archiving.pick(actor(author), photo.pk),
    ):
        with pytest.raises(Refused, match="仅供内部参考"):
            act()
    archiving.describe(actor(author), photo.pk, makers.make_particulars(caption="可以使用"))
    assert archiving.pick(actor(author), photo.pk) == photo.file


def test_a_picked_photograph_hangs_on_the_article_that_names_it():
    owner, writer = makers.make_reporter(), makers.make_reporter(unit=make_unit())
    photo = makers.make_photo(owner)
    archiving.pick(actor(writer), photo.pk)
    archiving.pick(actor(writer), photo.pk)
    article = Article.objects.in_full().get(pk=make_article(writer).pk)
    body = f'<p><img src="{photo.file.address()}" alt="桥"></p>'
    saved = articles.save(actor(writer), article.pk, 1, replace(article.text(), body=body))
    assert saved.attachments.get().file == photo.file
    assert Attachment.objects.filter(file=photo.file).count() == 1


def test_only_who_put_it_there_or_manages_the_archive_changes_it():
    owner, stranger = makers.make_reporter(), makers.make_reporter()
    photo = makers.make_photo(owner)
    with pytest.raises(Refused, match="权限"):
        archiving.describe(actor(stranger), photo.pk, makers.make_particulars())
    with pytest.raises(Refused, match="权限"):
        archiving.delete(actor(stranger), photo.pk)
    chief = makers.make_chief()
    assert (
        archiving.describe(actor(chief), photo.pk, makers.make_particulars(caption="改过")).caption == "改过"
    )
    archiving.delete(actor(chief), photo.pk)
    assert not Material.objects.exists()


def test_the_archive_is_filled_searched_and_used_on_pages(client, django_assert_max_num_queries):
    author = makers.make_reporter()
    sign_in(client, author)
    said = {
        "caption": "通车仪式",
        "author": "李明",
        "taken_on": shifted(today(), days=-1).isoformat(),
        "tags": "交通",
        "rights": "own",
    }
    refused = client.post(f"{HERE}photos/new/", {**said, "photos": [picture()], "rights": "granted"})
    assert (refused.status_code, "由谁授权" in refused.content.decode()) == (422, True)
    client.post(f"{HERE}photos/new/", {**said, "photos": [picture("一.png"), picture("二.png")]})
    assert Material.objects.filter(kind="photo").count() == 2
    client.post(f"{HERE}texts/new/", {**said, "caption": "背景资料", "text": "大桥全长三公里。"})
    text = Material.objects.get(kind="text")
    with django_assert_max_num_queries(12):
        shown = client.get(f"{HERE}?q=交通").content.decode()
    assert shown.count("archive-card") == 3
    assert "没有符合条件" in client.get(f"{HERE}?q=铁路&since=2026-01-01").content.decode()
    article = make_article(author)
    answer = client.post(f"{HERE}{text.pk}/use/", {"article": article.pk})
    assert answer.url == f"/office/articles/{article.pk}/edit/"
    page = client.get(f"{HERE}{text.pk}/").content.decode()
    assert article.title in page
    assert "确定删除" not in page
    assert client.post(f"{HERE}{text.pk}/delete/").status_code == 409
    assert client.post(f"{HERE}{text.pk}/describe/", {**said, "caption": ""}).status_code == 422
    assert client.post(f"{HERE}{text.pk}/describe/", {**said, "caption": "新的说明"}).status_code == 302


def test_the_editor_is_offered_what_may_be_used_and_takes_it(client):
    author = makers.make_reporter()
    photo = makers.make_photo(caption="通车")
    makers.make_photo(caption="内部图片", rights=rules.INTERNAL)
    sign_in(client, author)
    offered = client.get(f"{HERE}photos/?q=").json()["photos"]
    assert [(one["id"], one["caption"]) for one in offered] == [(photo.pk, "通车")]
    assert client.get(offered[0]["thumb"]).status_code == 200
    picked = client.post(f"{HERE}{photo.pk}/pick/").json()
    assert picked == {"address": photo.file.address(), "alt": "通车", "credit": "通车（李明 摄）"}
    text = makers.make_text_material()
    answer = client.post(f"{HERE}{text.pk}/pick/")
    assert (answer.status_code, answer.json()["error"]) == (422, "请选择图片资料。")
    sign_in(client, make_post(roles=[]))
    assert client.get(f"{HERE}photos/").status_code == 409
