from datetime import date

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules
from yiwang.kernel.systems.actions import tokens
from yiwang.kernel.systems.actions.tokens import Grant
from yiwang.kernel.systems.models import Token
from yiwang.kernel.systems.tests.makers import make_system, make_token

pytestmark = pytest.mark.django_db


def grant(**changes):
    return Grant(**{"label": "收文", "scopes": ["test.read"], "expires_on": today(), **changes})


def test_a_token_is_256_random_bits_and_only_its_digest_is_kept():
    token, secret = make_token()
    assert rules.TOKEN.fullmatch(secret)
    assert token.digest == tokens.digest(secret)
    assert secret.startswith(token.prefix)
    assert len(secret) - len(token.prefix) >= 37
    kept = str(Token.objects.values().get()) + str(list(Entry.objects.values()))
    assert secret not in kept
    assert secret[len(token.prefix) :] not in kept
    assert make_token()[1] != secret


def test_issue_and_revocation_are_recorded():
    token, _ = make_token()
    tokens.revoke(SYSTEM, token)
    issued, revoked = Entry.objects.order_by("number")
    assert (issued.act, revoked.act) == ("systems.token_issue", "systems.token_revoke")
    assert issued.detail["scopes"] == ["test.read"]
    assert issued.subject == revoked.subject == f"{token.prefix}… 收文"


def test_a_token_is_revoked_once():
    token, _ = make_token()
    tokens.revoke(SYSTEM, token)
    with pytest.raises(Refused, match="已经吊销"):
        tokens.revoke(SYSTEM, token)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["no.such"]}, "scopes"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
        ({"expires_on": date(2999, 1, 1)}, "expires_on"),
        ({"label": " "}, "label"),
        ({"calls_per_minute": 0}, "calls_per_minute"),
    ],
)
def test_a_grant_that_is_not_allowed_names_the_field(changes, field):
    with pytest.raises(Refused) as refused:
        tokens.issue(SYSTEM, make_system(), grant(**changes))
    assert refused.value.field == field
    assert not Token.objects.exists()


def test_a_token_that_ends_today_and_one_that_ends_in_a_year_are_issued():
    for day in (today(), shifted(today(), days=rules.LONGEST_TOKEN_DAYS)):
        tokens.issue(SYSTEM, make_system(), grant(expires_on=day))
    assert Token.objects.usable(today()).count() == 2


def test_a_suspended_system_gets_no_token():
    with pytest.raises(Refused, match="停用"):
        tokens.issue(SYSTEM, make_system(is_active=False), grant())


def test_use_is_noted_at_most_once_a_minute(django_assert_num_queries):
    token, _ = make_token()
    tokens.note_use(token)
    token.refresh_from_db()
    first = token.last_used_at
    with django_assert_num_queries(0):
        tokens.note_use(token)
    Token.objects.update(last_used_at=shifted(now(), seconds=-61))
    token.refresh_from_db()
    tokens.note_use(token)
    token.refresh_from_db()
    assert first is not None
    assert token.last_used_at >= first


def test_the_same_refusal_is_recorded_once_a_minute():
    for _ in range(5):
        tokens.refuse(SYSTEM, "没有这个令牌")
    tokens.refuse(SYSTEM, "令牌格式不对")
    assert Entry.objects.filter(act="systems.call_refuse").count() == 2
