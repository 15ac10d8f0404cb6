import pytest

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_docx, make_stored
from yiwang.kernel.organizations.tests.makers import actor, make_post, sign_in

pytestmark = pytest.mark.django_db
LIST = "/office/files/quarantine/"
MACRO = make_docx({"word/vbaProject.bin": b"x"})


def make_held(**changes) -> StoredFile:
    return make_stored(MACRO, **{"name": "方案.docm", **changes})


@pytest.fixture
def guard(client):
    post = make_post(roles=["files_guard"])
    sign_in(client, post)
    return post


def test_only_who_may_manage_it_sees_the_quarantine(client):
    stored = make_held()
    pages = (LIST, f"{LIST}{stored.pk}/")
    assert [client.get(page).status_code for page in pages] == [302, 302]
    sign_in(client, make_post())
    assert [client.get(page).status_code for page in pages] == [409, 409]
    sign_in(client, make_post(roles=["files_guard"]))
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_the_list_says_what_why_and_from_whom(client, guard):
    sender = make_post()
    make_held(by=actor(sender))
    make_held(name="公众来件.docm")
    page = client.get(LIST).content.decode()
    for words in ("方案.docm", "含有宏代码", sender.person.name, "公众来件.docm", "公众或系统"):
        assert words in page


def test_the_list_costs_the_same_however_long_it_is(client, guard, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_held(by=actor(make_post()))
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(25):
        make_held(by=actor(make_post()))
    with django_assert_num_queries(len(few)):
        page = client.get(LIST).content.decode()
    assert page.count("方案.docm") == 40, "twenty rows, each with the name as text and in its link"
    assert "page=2" in page


def test_a_guard_releases_or_removes_with_a_reason(client, guard):
    released, removed = make_held(), make_held()
    client.post(f"{LIST}{released.pk}/", {"reason": "已与来文单位核实", "decision": "release"})
    client.post(f"{LIST}{removed.pk}/", {"reason": "来源不明", "decision": "remove"})
    released.refresh_from_db()
    removed.refresh_from_db()
    assert (released.state, released.reason) == ("clean", "已与来文单位核实")
    assert (removed.state, removed.reason) == ("removed", "来源不明")
    assert client.get(f"{LIST}{released.pk}/").status_code == 404


@pytest.mark.parametrize("decision", ["release", "remove"])
def test_without_a_reason_nothing_happens_and_the_form_says_why(client, guard, decision):
    stored = make_held()
    response = client.post(f"{LIST}{stored.pk}/", {"reason": "好", "decision": decision})
    assert "请填写理由" in response.content.decode()
    stored.refresh_from_db()
    assert stored.state == "quarantined"


def test_a_guard_is_told_not_to_release_their_own_file(client, guard):
    stored = make_held(by=actor(guard))
    response = client.post(f"{LIST}{stored.pk}/", {"reason": "没有问题", "decision": "release"})
    page = response.content.decode()
    assert "不能放行自己上传的文件" in page
    assert "没有问题" in page, "what was typed stays"


@pytest.mark.parametrize("decision", ["", "other"])
def test_without_a_decision_nothing_happens(client, guard, decision):
    stored = make_held()
    client.post(f"{LIST}{stored.pk}/", {"reason": "按了回车键", "decision": decision})
    stored.refresh_from_db()
    assert stored.state == "quarantined"
