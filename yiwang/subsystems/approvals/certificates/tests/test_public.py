from dataclasses import replace
from datetime import date

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.intake import limits
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.subsystems.approvals.certificates import actions, rules
from yiwang.subsystems.approvals.certificates.actions import showing
from yiwang.subsystems.approvals.certificates.models import Certificate, Shown
from yiwang.subsystems.approvals.certificates.tests.makers import BY, PERSON, SAID, make_certificate

pytestmark = pytest.mark.django_db
VERIFY = "/services/verify/"


@pytest.fixture
def certificate(kind, commits):
    make_root()
    with commits():
        return make_certificate(holder=PERSON, content="热食类食品制售，联系电话13812345678")


def page(client, certificate: Certificate) -> str:
    return client.get(f"{VERIFY}{certificate.reference}/").content.decode()


def test_the_scanned_code_shows_what_holds_now(client, certificate, on, commits):
    on(2026, 3, 1)
    shown = page(client, certificate)
    assert "现在有效" in shown
    assert "欧阳*" in shown
    assert "欧阳明" not in shown
    assert "138****5678" in shown
    with commits():
        actions.suspend(BY, certificate.pk, SAID, date(2026, 4, 1))
    assert "已被暂扣（至2026年4月1日）" in page(client, certificate)
    with commits():
        actions.cancel(BY, certificate.pk, replace(SAID, ground="70.2"))
    assert "现在无效" in page(client, certificate)


def test_number_and_check_code_lead_to_the_same_page(client, certificate):
    said = {"number": certificate.number.lower(), "code": certificate.grouped_code.lower()}
    response = client.post(VERIFY, said)
    assert (response.status_code, response["Location"]) == (302, f"{VERIFY}{certificate.reference}/")


@pytest.mark.parametrize("code", ["22222222", "", "\x00", "字" * 8])
def test_a_wrong_code_gets_the_form_back_with_what_was_typed(client, certificate, code):
    response = client.post(VERIFY, {"number": certificate.number, "code": code})
    assert response.status_code == 422
    assert certificate.number in response.content.decode()


def test_guessing_is_stopped(client, certificate, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 2)
    answers = [
        client.post(VERIFY, {"number": certificate.number, "code": "22222222"}).status_code for _ in range(3)
    ]
    assert answers == [422, 422, 429]
    right = {"number": certificate.number, "code": certificate.check_code}
    assert client.post(VERIFY, right).status_code == 429


def test_references_are_not_guessed_either(client, certificate, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_AN_HOUR", 2)
    assert [client.get(f"{VERIFY}{'0' * 32}/").status_code for _ in range(3)] == [404, 404, 429]


def test_past_its_last_day_it_is_invalid_even_before_the_inner_side_says_so(client, certificate, on):
    on(2031, 2, 9)
    assert "现在无效" in page(client, certificate)


def test_a_timely_request_keeps_it_valid_past_its_last_day(client, certificate, on, commits):
    on(2031, 1, 1)
    with commits():
        actions.ask_renewal(BY, certificate.pk, date(2031, 1, 1))
    on(2031, 2, 9)
    assert "视为准予延续" in page(client, certificate)


def test_the_page_is_kept_by_nobody(client, certificate):
    response = client.get(f"{VERIFY}{certificate.reference}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_news_that_was_overtaken_changes_nothing(certificate, commits):
    with commits():
        actions.revoke(BY, certificate.pk, SAID)
    Certificate.objects.filter(pk=certificate.pk).update(revision=1, shown_revision=0, state=rules.VALID)
    with commits():
        assert showing.show_waiting() == 1
    assert Shown.objects.get().state == rules.REVOKED


def test_while_no_outer_zone_is_known_the_news_waits(kind, monkeypatch, commits):
    make_root()

    def unknown(zone: str) -> None:
        raise Refused("外网节点还没有登记。")

    with monkeypatch.context() as without:
        without.setattr(addressing, "of_zone", unknown)
        with commits():
            make_certificate()
            assert showing.show_waiting() == 0
    assert not Shown.objects.exists()
    with commits():
        assert showing.show_waiting() == 1
    assert Shown.objects.get().said_at <= now()


def test_a_certificate_that_carries_the_mark_of_a_secret_is_not_issued(kind):
    make_root()
    with pytest.raises(Refused):
        make_certificate(content="机密★5年")
    assert not Certificate.objects.exists()


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_certificate(certificate, commits):
    Shown.objects.all().delete()
    owe_all(SYSTEM)
    with commits():
        assert showing.show_waiting() == 1
    assert Shown.objects.get().number == certificate.number
