"""Can people sign in safely, and nobody else? Journeys by HTTP."""

import re
import time
from itertools import pairwise

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations import acting, roles
from yiwang.kernel.organizations.actions import accounts, posts
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.organizations.tests.makers import (
    PASSWORD,
    make_person,
    make_post,
    make_root,
    make_second_factor,
    make_unit,
    sign_in,
)

pytestmark = pytest.mark.django_db
LOGIN = "/office/account/login/"
UNITS = "/office/organizations/units/"


def log_in(client: Client, username: str, password: str = PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def acts() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


# Signing in and out


def test_an_official_signs_in_and_out_and_the_record_says_so(client: Client) -> None:
    post = make_post(person=make_person(username="li"))
    response = log_in(client, " LI ")
    assert response.headers["Location"] == "/office/"
    assert client.get(UNITS).status_code == 200
    assert client.get("/office/account/logout/").status_code == 200
    client.post("/office/account/logout/")
    assert client.get(UNITS).headers["Location"].startswith(LOGIN)
    assert acts() == ["organizations.sign_in", "organizations.sign_out"]
    assert Entry.objects.first().person_id == post.person_id


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    make_post(person=make_person(username="li"))
    response = client.get(UNITS)
    assert response.headers["Location"] == f"{LOGIN}?next={UNITS}"
    response = client.post(f"{LOGIN}?next={UNITS}", {"login": "li", "password": PASSWORD, "next": UNITS})
    assert response.headers["Location"] == UNITS


def test_sign_in_leads_to_no_other_site(client: Client) -> None:
    make_post(person=make_person(username="li"))
    response = client.post(LOGIN, {"login": "li", "password": PASSWORD, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/office/"


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client: Client) -> None:
    make_post(person=make_person(username="li"))
    known = log_in(client, "li", "wrong")
    unknown = log_in(Client(), "nobody", "wrong")
    assert known.status_code == unknown.status_code == 200
    hidden = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|value="(li|nobody)"|nonce-\S+')
    assert hidden.sub("", known.content.decode()) == hidden.sub("", unknown.content.decode())
    assert "账号或密码不正确" in known.content.decode()


def test_the_record_keeps_no_password_and_no_unknown_account_that_may_be_one(client: Client) -> None:
    log_in(client, "my-secret-pass", "other-secret")
    entry = Entry.objects.get()
    assert entry.act == "organizations.sign_in_fail"
    assert "secret" not in str(vars(entry))
    assert "other-secret" not in str(list(AccessAttempt.objects.values()))


def test_five_failures_lock_the_account_for_half_an_hour(client: Client) -> None:
    """standards/security.md §9 no. 1; GB/T 22239-2019 8.1.4.1 b."""
    make_post(person=make_person(username="li"))
    for attempt in range(5):
        elsewhere = Client(REMOTE_ADDR=f"10.0.0.{attempt}", HTTP_USER_AGENT=f"Browser {attempt}")
        response = log_in(elsewhere, "Li", "wrong")
    assert response.status_code == 429
    assert "30 分钟" in response.content.decode()
    assert log_in(client, "li").status_code == 429
    assert not UserSession.objects.exists()
    assert acts() == ["organizations.sign_in_fail"] * 5 + [
        "organizations.account_lock",
        "organizations.sign_in_fail",
    ]
    AccessAttempt.objects.update(attempt_time=shifted(now(), minutes=-29))
    assert log_in(client, "li").status_code == 429
    AccessAttempt.objects.update(attempt_time=shifted(now(), minutes=-31))
    assert log_in(client, "li").status_code == 302


def test_four_failures_do_not_lock_and_success_forgets_them(client: Client) -> None:
    make_post(person=make_person(username="li"))
    for _ in range(4):
        assert log_in(client, "li", "wrong").status_code == 200
    assert log_in(client, "li").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_an_unknown_account_locks_like_a_known_one() -> None:
    statuses = [log_in(Client(), "nobody", "wrong").status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def test_a_locked_account_is_unlocked_by_the_security_administrator(client: Client) -> None:
    post = make_post(person=make_person(username="li"))
    for _ in range(5):
        log_in(client, "li", "wrong")
    administrator = Client()
    sign_in(administrator, make_post(unit=make_root(), roles=[roles.SECURITY_ADMINISTRATOR]))
    page = f"/office/organizations/people/{post.person_id}/"
    assert "已锁定" in administrator.get(page).content.decode()
    administrator.post(f"{page}unlock/")
    assert "organizations.account_unlock" in acts()
    assert log_in(client, "li").status_code == 302


def test_a_disabled_account_does_not_sign_in(client: Client) -> None:
    make_post(person=make_person(username="li", is_active=False))
    assert log_in(client, "li").headers["Location"] == "/office/account/inactive/"
    assert client.get("/office/account/inactive/").status_code == 200
    assert client.get(UNITS).status_code == 302


def test_somebody_without_a_post_reaches_only_the_own_account(client: Client) -> None:
    client.force_login(make_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(UNITS)
    assert response.status_code == 409
    assert "没有任职岗位" in response.content.decode()
    assert client.get("/office/account/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "socialaccount_signup",
    ],
)
def test_what_allauth_offers_beyond_our_need_is_not_reachable(client: Client, name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    for page in ("signup", "email", "password/reset", "confirm-email", "3rdparty", "login/code"):
        assert client.get(f"/office/account/{page}/").status_code == 404


# Passwords


def change(client: Client, old: str, new: str, again: str | None = None):
    told = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post("/office/account/password/", told)


def test_a_one_time_password_is_changed_before_anything_else(client: Client) -> None:
    person = make_person(username="li")
    make_post(person=person)
    password = accounts.issue_password(SYSTEM, person)
    log_in(client, "li", password)
    for page in (UNITS, "/office/organizations/people/"):
        assert client.get(page).headers["Location"] == "/office/account/password/"
    assert "一次性密码" in client.get("/office/account/password/").content.decode()
    response = change(client, password, "Brand-new-2026")
    assert response.headers["Location"] == "/office/"
    assert client.get(UNITS).status_code == 200
    assert acts()[-1] == "organizations.password_change"


def test_an_old_password_is_changed_before_anything_else(client: Client) -> None:
    post = make_post(person=make_person(password_changed_at=shifted(now(), days=-90)))
    sign_in(client, post)
    assert client.get(UNITS).headers["Location"] == "/office/account/password/"


@pytest.mark.parametrize(
    ("new", "part"),
    [
        ("Short-1", "至少8位"),
        ("onlylowercase", "至少三类"),
        ("Password123", "常见"),
        ("Li.jianguo-2026", "账号、姓名"),
        ("Ab-13812345678", "手机号码"),
        (PASSWORD, "最近5次"),
    ],
)
def test_a_weak_or_used_password_is_refused_beside_the_field(client: Client, new: str, part: str) -> None:
    post = make_post(person=make_person(username="li.jianguo", mobile="13812345678"))
    sign_in(client, post)
    response = change(client, PASSWORD, new)
    assert response.status_code == 200
    assert part in response.content.decode()
    post.person.refresh_from_db()
    assert post.person.check_password(PASSWORD)


def test_none_of_the_last_five_passwords_comes_back_but_the_sixth_does(client: Client) -> None:
    """standards/security.md §2: no reuse of the last 5."""
    post = make_post()
    sign_in(client, post)
    used = [PASSWORD, *(f"Quite-new-{number}" for number in range(6))]
    for old, new in pairwise(used):
        cache.clear()  # more than five changes a minute are too many
        assert change(client, old, new).status_code == 302
    assert change(client, used[-1], used[1]).status_code == 200
    assert change(client, used[-1], used[0]).status_code == 302


def test_the_current_password_must_be_right_and_the_new_one_typed_twice(client: Client) -> None:
    sign_in(client, make_post())
    assert "当前密码不正确" in change(client, "wrong", "Brand-new-2026").content.decode()
    assert "不一致" in change(client, PASSWORD, "Brand-new-2026", "Brand-new-2027").content.decode()


def test_changing_the_password_signs_out_elsewhere(client: Client) -> None:
    make_post(person=make_person(username="li"))
    elsewhere = Client()
    for one in (client, elsewhere):
        log_in(one, "li")
    change(client, PASSWORD, "Brand-new-2026")
    assert client.get(UNITS).status_code == 200
    assert elsewhere.get(UNITS).status_code == 302


def test_the_security_administrator_issues_a_password_that_is_shown_once(client: Client) -> None:
    post = make_post(unit=make_unit(), person=make_person(username="li"))
    elsewhere = Client()
    log_in(elsewhere, "li")
    administrator = make_post(unit=make_root(), roles=[roles.SECURITY_ADMINISTRATOR])
    sign_in(client, administrator)
    response = client.post(f"/office/organizations/people/{post.person_id}/password/")
    password = re.search(r'id="one-time-password">([^<]+)<', response.content.decode())[1]
    assert "no-store" in response.headers["Cache-Control"]
    assert password not in str(list(Entry.objects.values()))
    assert elsewhere.get(UNITS).status_code == 302
    assert log_in(Client(), "li", password).status_code == 302
    own = client.post(f"/office/organizations/people/{administrator.person_id}/password/")
    assert own.status_code == 409


# Second factor


def test_an_administrator_sets_up_a_second_factor_before_anything_else(client: Client) -> None:
    person = make_person(username="li", administration=roles.AUDIT_ADMINISTRATOR)
    make_post(person=person, roles=[roles.AUDIT_ADMINISTRATOR])
    log_in(client, "li")
    set_up = "/office/account/2fa/totp/activate/"
    assert client.get(UNITS).headers["Location"] == set_up
    confirm = client.get(set_up).headers["Location"]
    response = client.post(confirm, {"password": PASSWORD, "next": set_up})
    page = client.get(response.headers["Location"])
    secret = re.search(r'密钥：<span class="code">(\w+)<', page.content.decode())[1]
    assert "data:image/svg+xml" in page.content.decode()
    assert "不正确" in client.post(set_up, {"code": "000000"}).content.decode()
    response = client.post(set_up, {"code": code(secret)})
    assert response.headers["Location"] == "/office/account/2fa/recovery-codes/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get(response.headers["Location"]).content.decode())
    assert len(codes) == 10
    assert client.get(UNITS).status_code == 200
    assert "organizations.second_factor_on" in acts()
    assert codes[0] not in client.get("/office/account/2fa/recovery-codes/").content.decode()


def test_the_second_step_of_sign_in_takes_a_code_or_a_recovery_code_once(client: Client) -> None:
    person = make_person(username="li")
    make_post(person=person)
    secret = make_second_factor(person)
    assert log_in(client, "li").headers["Location"] == "/office/account/2fa/authenticate/"
    assert client.get(UNITS).status_code == 302
    page = client.get("/office/account/2fa/authenticate/")
    assert "恢复码" in page.content.decode()
    used = code(secret)
    assert client.post("/office/account/2fa/authenticate/", {"code": used}).headers["Location"] == "/office/"
    assert client.get(UNITS).status_code == 200
    again = Client()
    log_in(again, "li")
    assert again.post("/office/account/2fa/authenticate/", {"code": used}).status_code == 200


def test_guessing_codes_locks_the_account_like_guessing_passwords(client: Client) -> None:
    person = make_person(username="li")
    make_post(person=person)
    secret = make_second_factor(person)
    log_in(client, "li")
    for _ in range(4):
        assert client.post("/office/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/office/account/2fa/authenticate/", {"code": "000000"}).status_code == 429
    assert client.post("/office/account/2fa/authenticate/", {"code": code(secret)}).status_code == 429
    assert "organizations.account_lock" in acts()
    assert log_in(Client(), "li").status_code == 429


def test_a_required_second_factor_is_not_switched_off_and_a_voluntary_one_is(client: Client) -> None:
    switch = "/office/account/2fa/totp/deactivate/"
    for held, remains in ((["sealer"], True), ([], False)):
        post = make_post(roles=held)
        make_second_factor(post.person)
        sign_in(client, post)
        confirm = client.get(switch).headers["Location"]
        client.post(confirm, {"password": PASSWORD, "next": switch})
        page = client.get(switch).content.decode()
        assert ("不能停用" in page) is remains
        client.post(switch)
        assert post.person.authenticator_set.exists() is remains
    assert acts().count("organizations.second_factor_off") == 1


def test_new_recovery_codes_replace_the_old_ones(client: Client) -> None:
    post = make_post()
    make_second_factor(post.person)
    sign_in(client, post)
    page = "/office/account/2fa/recovery-codes/generate/"
    client.post(client.get(page).headers["Location"], {"password": PASSWORD, "next": page})
    client.post(page)
    assert post.person.authenticator_set.filter(type="recovery_codes").count() == 1
    assert "organizations.recovery_codes_make" in acts()
    assert "剩余恢复码" in client.get("/office/account/2fa/").content.decode()


# Sessions


def test_an_idle_session_ends_after_half_an_hour_and_a_used_one_goes_on(client: Client) -> None:
    """standards/security.md §9 no. 16."""
    sign_in(client, make_post())
    client.get(UNITS)
    session = client.session
    assert session.get_expiry_age() == 30 * 60
    session[acting.SEEN_AT] -= 120
    session.save()
    client.get(UNITS)
    assert client.session[acting.SEEN_AT] > time.time() - 30
    model = client.session.model.objects.get(session_key=client.session.session_key)
    model.expire_date = shifted(now(), seconds=-1)
    model.save()
    assert client.get(UNITS).status_code == 302


def test_a_visit_within_a_minute_writes_no_session(client: Client, django_assert_num_queries) -> None:
    sign_in(client, make_post())
    client.get("/office/account/")
    before = client.session[acting.SEEN_AT]
    client.get("/office/account/")
    assert client.session[acting.SEEN_AT] == before


def test_sessions_are_listed_with_device_and_address_and_ended_elsewhere(client: Client) -> None:
    make_post(person=make_person(username="li"))
    phone, tablet = Client(HTTP_USER_AGENT="Mozilla (iPhone) Safari", REMOTE_ADDR="10.1.1.1"), Client()
    for one in (client, phone, tablet):
        log_in(one, "li")
    page = client.get("/office/account/sessions/").content.decode()
    assert "苹果手机 · Safari" in page
    assert "10.1.1.1" in page
    assert page.count("本机") == 1
    on_phone = UserSession.objects.get(ip="10.1.1.1")
    client.post(f"/office/account/sessions/{on_phone.pk}/end/")
    assert phone.get(UNITS).status_code == 302
    assert tablet.get(UNITS).status_code == 200
    client.post("/office/account/sessions/end-others/")
    assert tablet.get(UNITS).status_code == 302
    assert client.get(UNITS).status_code == 200
    assert acts().count("organizations.session_end") == 2


def test_nobody_ends_the_session_of_another(client: Client) -> None:
    make_post(person=make_person(username="li"))
    other = Client()
    log_in(other, "li")
    sign_in(client, make_post())
    session = UserSession.objects.get()
    assert client.post(f"/office/account/sessions/{session.pk}/end/").status_code == 404
    assert other.get(UNITS).status_code == 200


def test_the_last_sighting_and_address_follow_the_visits(client: Client) -> None:
    make_post(person=make_person(username="li"))
    log_in(client, "li", REMOTE_ADDR="10.0.0.1")
    UserSession.objects.update(last_seen_at=shifted(now(), days=-1))
    session = client.session
    session[acting.SEEN_AT] = 0
    session.save()
    client.get(UNITS, REMOTE_ADDR="10.0.0.2")
    kept = UserSession.objects.get()
    assert kept.ip == "10.0.0.2"
    assert kept.last_seen_at > shifted(now(), minutes=-1)


# Acting post


def test_a_person_with_two_posts_switches_between_them(client: Client) -> None:
    first = make_post(unit=make_unit(name="甲局"), starts_on=shifted(today(), days=-9))
    second = make_post(unit=make_unit(name="乙局"), person=first.person, starts_on=shifted(today(), days=-3))
    log_in(client, first.person.username)
    assert client.get(UNITS).context["request"].post == first
    response = client.post("/office/account/act-as/", {"post": second.pk, "next": UNITS})
    assert response.headers["Location"] == UNITS
    shown = client.get(UNITS)
    assert shown.context["request"].post == second
    assert "乙局" in shown.content.decode()


def test_nobody_acts_as_a_post_that_is_not_theirs(client: Client) -> None:
    sign_in(client, make_post())
    for post in (make_post().pk, 999999, "x", ""):
        assert client.post("/office/account/act-as/", {"post": post}).status_code == 409


def test_switching_leads_to_no_other_site(client: Client) -> None:
    post = make_post()
    sign_in(client, post)
    for after in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/logout/"):
        response = client.post("/office/account/act-as/", {"post": post.pk, "next": after})
        assert response.headers["Location"] == "/office/"


def test_a_deputy_finds_the_lent_post_in_the_switcher_while_it_lasts(client: Client) -> None:
    principal = make_post(person=make_person(name="李建国"), title="局长", roles=["chief"])
    deputy = make_post()
    lending = posts.Lending(deputy.person, today(), shifted(today(), days=3), ("chief",), ground="出差")
    lent = posts.delegate(SYSTEM, principal, lending)
    sign_in(client, deputy)
    assert "代 李建国（局长）" in client.get(UNITS).content.decode()
    client.post("/office/account/act-as/", {"post": lent.pk})
    request = client.get(UNITS).context["request"]
    assert (request.actor.person, request.actor.post) == (deputy.person.name, "代 李建国（局长）")
    Post.objects.filter(pk=lent.pk).update(
        starts_on=shifted(today(), days=-5), ends_on=shifted(today(), days=-1)
    )
    after = client.get(UNITS)
    assert "代 李建国" not in after.content.decode()
    assert after.context["request"].post == deputy


def test_a_post_that_ended_is_acted_as_no_more(client: Client) -> None:
    post = make_post()
    sign_in(client, post)
    Person.objects.filter(pk=post.person_id).update(is_active=False)
    assert client.get(UNITS).status_code == 302


def test_a_visitor_without_a_session_costs_no_query(client: Client, django_assert_num_queries, rf) -> None:
    request = rf.get("/")
    with django_assert_num_queries(0):
        acting.seat(request)
    assert (request.post, request.posts, request.actor.person) == (None, [], "公众")
