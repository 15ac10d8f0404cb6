"""Does the workbench show corrections to who may handle them, and take their steps?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.intake.tests.makers import queries
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in
from yiwang.subsystems.portal.corrections import actions
from yiwang.subsystems.portal.tests.corrections.makers import make_correction, make_corrector, submission_of
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_officer, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrector(client):
    post = make_corrector()
    sign_in(client, post)
    return post


def text(response) -> str:
    return response.content.decode()


def test_the_list_begins_with_what_is_to_be_done(client, corrector, commits):
    waiting, done = (
        make_correction(commits, text="尚未处理的错"),
        make_correction(commits, text="已经改好的错"),
    )
    actions.answer(actor(corrector), done.pk, "已更正。")
    assert "尚未处理的错" in text(client.get("/office/corrections/"))
    assert "已经改好的错" not in text(client.get("/office/corrections/"))
    assert "已经改好的错" in text(client.get("/office/corrections/?state=answered"))
    everything = text(client.get("/office/corrections/?state=all"))
    assert waiting.number in everything
    assert done.number in everything


def test_the_list_is_narrowed_by_words_and_kind(client, corrector, commits):
    make_correction(commits, text="标题里的错字")
    make_correction(commits, text="打不开的附件", fault="链接失效")
    page = text(client.get("/office/corrections/", {"q": "附件"}))
    assert "打不开的附件" in page
    assert "标题里的错字" not in page
    page = text(client.get("/office/corrections/", {"fault": "错别字"}))
    assert "标题里的错字" in page
    assert "打不开的附件" not in page


def test_the_list_shows_how_near_the_end_is(client, corrector, commits):
    make_correction(commits)
    assert "正常" in text(client.get("/office/corrections/"))
    Clock.objects.update(warn_at=shifted(now(), minutes=-1))
    assert "临近" in text(client.get("/office/corrections/"))
    Clock.objects.update(due_at=shifted(now(), minutes=-1))
    assert "超期" in text(client.get("/office/corrections/"))
    Clock.objects.all().delete()
    assert "未计时" in text(client.get("/office/corrections/"))


def test_the_list_takes_the_same_queries_however_long_it_is(client, corrector, commits):
    make_correction(commits)
    client.get("/office/corrections/")
    with queries() as few:
        client.get("/office/corrections/")
    for _ in range(6):
        make_correction(commits)
    with queries() as many:
        client.get("/office/corrections/")
    assert len(many) == len(few)


def test_the_steps_are_taken_on_the_page(client, corrector, commits):
    correction = make_correction(commits)
    address = f"/office/corrections/{correction.pk}/"
    with commits():
        assert client.post(f"{address}accept/").status_code == 302
    with commits():
        assert client.post(f"{address}answer/", {"answer-text": "已更正。"}).status_code == 302
    page = text(client.get(address))
    assert "已更正。" in page
    assert "没有可办的事项" in page
    assert submission_of(correction).state == "answered"


def test_a_step_without_words_is_refused_in_place(client, corrector, commits):
    correction = make_correction(commits)
    response = client.post(f"/office/corrections/{correction.pk}/dismiss/", {"dismiss-text": ""})
    assert response.status_code == 422
    assert "请填写给网民看的说明。" in text(response)


def test_a_step_that_comes_too_late_is_refused_in_place(client, corrector, commits):
    correction = make_correction(commits)
    actions.answer(actor(make_corrector()), correction.pk, "别人已答复。")
    response = client.post(f"/office/corrections/{correction.pk}/accept/")
    assert response.status_code == 422
    assert "刚才的操作没有办理" in text(response)
    response = client.post(f"/office/corrections/{correction.pk}/answer/", {"answer-text": "我的答复。"})
    assert response.status_code == 422
    assert "别人已答复。" in text(response)


def test_steps_are_posted_and_known(client, corrector, commits):
    correction = make_correction(commits)
    assert client.get(f"/office/corrections/{correction.pk}/accept/").status_code == 405
    assert client.post(f"/office/corrections/{correction.pk}/praise/").status_code == 404


def test_the_contact_is_masked_until_somebody_asks_and_then_recorded(client, corrector, commits):
    correction = make_correction(commits, contact=Contact("张小明", "13812345678"))
    address = f"/office/corrections/{correction.pk}/"
    page = text(client.get(address))
    assert "138****5678" in page
    assert "13812345678" not in page
    assert not Entry.objects.filter(act="intake.contact_read").exists()
    assert "13812345678" in text(client.post(f"{address}contact/"))
    assert Entry.objects.get(act="intake.contact_read").person_id == corrector.person_id
    assert "13812345678" not in text(client.get(address))


def test_a_contact_that_cannot_be_opened_says_so_and_hides_nothing_else(client, corrector, commits):
    correction = make_correction(commits, contact=Contact("张小明"), text="照样看得到")
    Matter.objects.update(contact="other.AAAA")
    page = text(client.get(f"/office/corrections/{correction.pk}/"))
    assert "别的密钥" in page
    assert "照样看得到" in page


def test_a_post_of_another_unit_sees_nothing_of_it(client, commits):
    correction = make_correction(commits)
    sign_in(client, make_corrector(unit=make_unit()))
    assert correction.number not in text(client.get("/office/corrections/?state=all"))
    for address in ("", "accept/", "contact/"):
        method = client.post if address else client.get
        assert method(f"/office/corrections/{correction.pk}/{address}").status_code == 404


def test_without_the_role_the_pages_are_closed(client, commits):
    correction = make_correction(commits)
    sign_in(client, make_officer(AUTHOR))
    assert client.get("/office/corrections/").status_code == 409
    assert client.get(f"/office/corrections/{correction.pk}/").status_code == 409
    assert client.post(f"/office/corrections/{correction.pk}/accept/").status_code == 409
    correction.refresh_from_db()
    assert correction.state == "received"


def test_what_the_public_wrote_is_text(client, corrector, commits):
    correction = make_correction(commits, text="<img src=x onerror=alert(1)>")
    for address in ("/office/corrections/", f"/office/corrections/{correction.pk}/"):
        assert "<img src=x" not in text(client.get(address))


def test_inside_a_page_leads_to_the_website_outside(client, corrector, commits, settings):
    make_site()
    correction = make_correction(commits, page="/c/news/")
    address = f"/office/corrections/{correction.pk}/"
    assert 'href="/c/news/"' in text(client.get(address))
    settings.ZONE = "inner"
    assert 'href="https://www.yunze.gov.cn/c/news/"' in text(client.get(address))
