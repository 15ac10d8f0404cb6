import pytest
from django.urls import reverse

from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.tests.makers import make_person, make_post, make_root, sign_in
from yiwang.kernel.workbench import menu

pytestmark = pytest.mark.django_db


def home(client) -> str:
    return client.get(reverse("workbench:home")).content.decode()


def test_a_visitor_is_led_to_the_sign_in_page(client):
    response = client.get(reverse("workbench:home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_menu_offers_only_what_the_post_may_open(client):
    sign_in(client, make_post(roles=["calendar_keeper"]))
    page = home(client)
    assert reverse("workbench:calendar") in page
    assert reverse("workbench:audit") not in page


def test_an_audit_administrator_is_offered_the_record(client):
    sign_in(client, make_post(unit=make_root(), roles=["audit_administrator"]))
    assert reverse("workbench:audit") in home(client)


def test_a_section_without_entries_is_not_drawn(client):
    sign_in(client, make_post())
    assert "<h2>监督</h2>" not in home(client)


def test_a_section_that_nobody_planned_is_refused():
    with pytest.raises(ValueError, match="别处"):
        menu.register("某页", "workbench:home", "别处")


def test_a_page_offered_for_two_reasons_is_one_entry_by_its_first_name(client, monkeypatch):
    monkeypatch.setattr(menu, "_registered", [])
    menu.register("全市期限", "workbench:calendar", menu.SECTIONS[0])
    menu.register("本单位期限", "workbench:calendar", menu.SECTIONS[0])
    sign_in(client, make_post())
    page = home(client)
    assert "全市期限" in page
    assert "本单位期限" not in page


def test_a_person_with_two_posts_may_switch_between_them(client):
    person = make_person()
    first, second = make_post(person=person, title="科长"), make_post(person=person, title="联络员")
    sign_in(client, first)
    assert 'name="post"' in home(client)
    client.post(reverse("organizations:act_as"), {"post": second.pk, "next": "/office/"})
    assert client.get(reverse("workbench:home")).context["request"].post == second


def test_somebody_without_a_post_is_told_so_in_one_sentence(client):
    client.force_login(make_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("workbench:home"))
    assert response.status_code == 409
    assert "没有任职岗位" in response.content.decode()


def test_the_home_page_costs_the_same_with_one_notice_or_twenty(client, django_assert_max_num_queries):
    post = make_post(roles=["portal_author", "portal_reviewer", "portal_publisher"])
    sign_in(client, post)
    home(client)
    for number in range(20):
        tell(post.person, subject=f"第{number}条消息", body="请办理。", link="/office/", channels=("site",))
    with django_assert_max_num_queries(14):
        home(client)


def test_search_keeps_what_was_typed_and_survives_anything(client):
    sign_in(client, make_post())
    for text in ("“未闭合", "a\x00b", "*" * 5000, "<script>alert(1)</script>", "NEAR(", "' OR 1=1"):
        response = client.get(reverse("workbench:search"), {"q": text, "page": "-3"})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
