"""Those who look after the site see which pages are up, which wait, and which cannot be made."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.subsystems.portal.pages import rules
from yiwang.subsystems.portal.pages.actions import placing
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.pages.tests.makers import make_all, page
from yiwang.subsystems.portal.tests.makers import make_published

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/office/portal/pages/"


@pytest.fixture
def keeper(client):
    return sign_in(client, make_post(unit=make_root(), roles=[rules.KEEPER]))


def test_a_page_that_cannot_be_made_is_listed_with_its_fault_and_made_again(files, client, keeper):
    make_published()
    make_all()
    home = page("/")
    placing.give_up(home, "ZeroDivisionError: division by zero")
    placing.note_trouble("静态页面无法写入：No space left on device")
    shown = client.get(f"{HERE}?state=faulty").content.decode()
    assert "ZeroDivisionError" in shown
    assert "无法写入" in shown
    assert "公众现在看到的是上一次成功生成的页面" in client.get(f"{HERE}{home.pk}/").content.decode()
    client.post(f"{HERE}{home.pk}/remake/")
    assert page("/").state == rules.MADE
    assert "无法写入" not in client.get(HERE).content.decode()


def test_all_pages_can_be_made_anew(files, client, keeper):
    make_published()
    make_all()
    client.post(f"{HERE}remake/")
    assert not Page.objects.filter(state=rules.MADE).exists()
    assert client.post(f"{HERE}remake/", {"site": "no-such-site"}).status_code == 404


def test_pages_in_memory_are_not_made(client, keeper):
    make_published()
    assert client.post(f"{HERE}remake/").status_code == 409
    assert "内存缓存" in client.get(HERE).content.decode()


def test_only_the_city_makes_pages_and_strangers_see_nothing(files, client):
    make_published()
    make_all()
    sign_in(client, make_post(unit=make_unit(), roles=[rules.KEEPER]))
    assert client.get(HERE).status_code == 200
    assert client.post(f"{HERE}remake/").status_code == 409
    sign_in(client, make_post(roles=["portal_author"]))
    assert client.get(HERE).status_code == 409


def test_the_list_takes_as_many_queries_however_many_pages_there_are(files, client, keeper):
    make_published()
    make_all()
    Page.objects.exclude(path="/").delete()
    client.get(HERE)
    few = queries_of(client)
    make_all()
    assert queries_of(client) == few


def queries_of(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(HERE)
    return len(asked)
