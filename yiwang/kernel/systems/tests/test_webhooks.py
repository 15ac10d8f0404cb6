import socket

import pytest
from cryptography.exceptions import InvalidTag

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.sealing import opened
from yiwang.kernel.systems.actions import webhooks
from yiwang.kernel.systems.models import Call, System
from yiwang.kernel.systems.tests.makers import make_call, make_system, make_told

pytestmark = pytest.mark.django_db
ADDRESS = "https://oa.example.cn/yiwang"


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """What the names of this test mean."""
    known = {
        "oa.example.cn": ["93.184.216.34"],
        "inner.example.cn": ["10.9.8.7"],
        "mixed.cn": ["8.8.8.8", "10.0.0.1"],
    }

    def look_up(host, port, **_):
        if host not in known:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_the_first_address_comes_with_a_secret_that_is_kept_sealed():
    system = make_system()
    _, secret = webhooks.set_address(SYSTEM, system, ADDRESS)
    system.refresh_from_db()
    assert system.webhook_address == ADDRESS
    assert secret.startswith("ywh_")
    assert secret not in system.webhook_secret
    assert opened(system.webhook_secret, "systems") == secret
    with pytest.raises(InvalidTag):
        opened(system.webhook_secret)
    assert secret not in str(list(Entry.objects.values()))


def test_another_address_keeps_the_secret_and_wakes_the_receiver():
    system = make_told("https://old.example.cn/", failures=5)
    before = system.webhook_secret
    _, secret = webhooks.set_address(SYSTEM, system, ADDRESS)
    system.refresh_from_db()
    assert (secret, system.webhook_secret, system.failures) == ("", before, 0)
    detail = Entry.objects.get(act="systems.webhook_set").detail
    assert (detail["before"], detail["after"]) == ("https://old.example.cn/", ADDRESS)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://oa.example.cn/", "https"),
        ("https://nobody.example.cn/", "找不到"),
        ("https://inner.example.cn/", "内部地址"),
        ("https://mixed.cn/", "内部地址"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_at_once(address, why):
    system = make_system()
    with pytest.raises(Refused, match=why) as refused:
        webhooks.set_address(SYSTEM, system, address)
    assert refused.value.field == "address"
    assert System.objects.get().webhook_address == ""


def test_inner_addresses_are_allowed_where_the_installation_opens_their_network(settings):
    settings.WEBHOOK_NETWORKS = ["10.0.0.0/8"]
    webhooks.set_address(SYSTEM, make_system(), "https://inner.example.cn/")
    assert System.objects.get().webhook_address == "https://inner.example.cn/"


def test_a_webhook_is_removed_with_its_secret_and_what_was_waiting():
    call = make_call()
    webhooks.remove(SYSTEM, call.system)
    call.refresh_from_db()
    call.system.refresh_from_db()
    assert (call.state, call.system.webhook_address, call.system.webhook_secret) == ("dropped", "", "")
    assert Entry.objects.get().detail["dropped"] == 1
    with pytest.raises(Refused, match="没有设置"):
        webhooks.remove(SYSTEM, call.system)


def test_a_secret_is_renewed():
    system = make_told()
    _, secret = webhooks.renew_secret(SYSTEM, system)
    system.refresh_from_db()
    assert opened(system.webhook_secret, "systems") == secret
    with pytest.raises(Refused, match="先设置"):
        webhooks.renew_secret(SYSTEM, make_system())


def test_a_test_call_is_owed_and_recorded():
    webhooks.try_out(SYSTEM, make_told())
    assert Call.objects.get().event == "systems.try"
    assert Entry.objects.get().act == "systems.webhook_try"


@pytest.mark.parametrize("make", [make_system, lambda: make_told(is_active=False)])
def test_no_test_call_without_an_address_or_to_a_suspended_system(make):
    with pytest.raises(Refused):
        webhooks.try_out(SYSTEM, make())
    assert not Call.objects.exists()
