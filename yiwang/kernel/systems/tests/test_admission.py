import pytest
from ninja.errors import HttpError

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.systems import admission, rules
from yiwang.kernel.systems.admission import Bearer, NotAdmittedError, TooManyError
from yiwang.kernel.systems.models import Token
from yiwang.kernel.systems.tests.makers import make_system, make_token

pytestmark = pytest.mark.django_db


def ask(rf, secret, scope="test.read", address="10.1.1.1", header=None):
    request = rf.get("/api/v1/", REMOTE_ADDR=address)
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {secret}" if header is None else header
    return Bearer(scope)(request)


def refused(rf, *args, **kwargs):
    with pytest.raises(HttpError) as fault:
        ask(rf, *args, **kwargs)
    return fault.value


def test_a_token_in_use_admits_its_system(rf):
    token, secret = make_token()
    caller = ask(rf, secret)
    assert caller.token == token
    assert caller.actor.person == f"系统：{token.system.name}"
    assert (caller.actor.unit, caller.actor.unit_id) == (token.system.unit.name, token.system.unit_id)
    assert caller.actor.address == "10.1.1.1"
    assert caller.actor.person_id is None


def test_admission_costs_one_query_and_one_more_a_minute(rf, django_assert_num_queries):
    _, secret = make_token()
    with django_assert_num_queries(2):
        ask(rf, secret)
    with django_assert_num_queries(1):
        caller = ask(rf, secret)
        assert caller.system.unit.name
    assert Token.objects.get().last_used_at


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", "Token x"])
def test_without_a_bearer_token_nobody_is_let_in_and_no_query_is_made(rf, header, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(NotAdmittedError, match="Authorization") as fault:
        ask(rf, "", header=header)
    assert fault.value.status_code == 401


@pytest.mark.parametrize(
    "secret", ["yw_short", "x" * 46, "yw_" + "a" * 43, "yw_" + "é" * 43, "yw_" + "a" * 4000]
)
def test_a_token_that_is_none_is_refused_and_recorded_without_itself(rf, secret):
    assert refused(rf, secret).status_code == 401
    entry = Entry.objects.get(act="systems.call_refuse")
    assert entry.address == "10.1.1.1"
    assert secret not in str(entry.columns())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"revoked_at": now()}, "吊销"),
        ({"expires_on": shifted(today(), days=-1)}, "到期"),
    ],
)
def test_revoked_and_expired_tokens_are_refused_and_recorded(rf, changes, why):
    token, secret = make_token(**changes)
    fault = refused(rf, secret)
    assert fault.status_code == 401
    assert why in str(fault)
    assert Entry.objects.get(act="systems.call_refuse").subject.startswith(token.prefix)


def test_a_token_counts_on_its_last_day(rf):
    _, secret = make_token(expires_on=today())
    assert ask(rf, secret)


def test_a_suspended_system_is_not_let_in(rf):
    system = make_system()
    _, secret = make_token(system)
    system.is_active = False
    system.save()
    assert refused(rf, secret).status_code == 403


def test_a_scope_that_the_token_lacks_is_refused_and_recorded(rf):
    _, secret = make_token(scopes=["test.read"])
    assert ask(rf, secret, scope="test.read")
    fault = refused(rf, secret, scope="test.write")
    assert fault.status_code == 403
    assert "填报" in str(fault)
    assert "填报" in Entry.objects.get(act="systems.call_refuse").detail["reason"]


def test_more_calls_than_allowed_in_a_minute_are_told_when_to_come_again(rf, monkeypatch):
    monkeypatch.setattr(admission, "time", lambda: 6_000_010.0)
    _, secret = make_token(calls_per_minute=3)
    _, another = make_token(calls_per_minute=3)
    for _ in range(3):
        ask(rf, secret)
    with pytest.raises(TooManyError) as fault:
        ask(rf, secret)
    assert (fault.value.status_code, fault.value.seconds) == (429, 50)
    assert "每分钟最多调用3次" in str(fault.value)
    assert ask(rf, another)
    monkeypatch.setattr(admission, "time", lambda: 6_000_060.0)
    assert ask(rf, secret)


def test_an_address_that_guesses_is_shut_out_even_with_a_good_token(rf, django_assert_num_queries):
    _, secret = make_token()
    for _ in range(rules.FAILURES):
        assert refused(rf, "yw_" + "a" * 43).status_code == 401
    with django_assert_num_queries(0):
        assert refused(rf, secret).status_code == 429
    assert ask(rf, secret, address="10.1.1.2")
    assert Entry.objects.filter(act="systems.call_refuse").count() == 1
