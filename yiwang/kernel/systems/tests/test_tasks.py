import json
import socket
import ssl
import time

import pytest

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.systems import receivers, tasks
from yiwang.kernel.systems.models import Call, System
from yiwang.kernel.systems.tests.certificates import made_certificate
from yiwang.kernel.systems.tests.makers import SECRET, make_call, make_told
from yiwang.kernel.systems.tests.receiver import Receiver, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def hasty(monkeypatch):
    """Receivers have a third of a second."""
    monkeypatch.setattr(receivers, "SECONDS", 0.3)


def state_of(call):
    call.refresh_from_db()
    return call.state


def test_a_system_is_told_and_can_prove_who_told_it():
    with Receiver() as receiver:
        call = make_call(make_told(receiver.address), body={"envelope": "a" * 32, "说明": "值"})
        assert tasks.deliver_due() == 1
    told = receiver.told[0]
    assert json.loads(told.body) == {
        "id": call.pk,
        "event": "test.happened",
        "created_at": call.created_at.isoformat(),
        "envelope": "a" * 32,
        "说明": "值",
    }
    assert told.headers["X-Yiwang-Event"] == "test.happened"
    assert told.headers["X-Yiwang-Delivery"] == str(call.pk)
    moment = int(now().timestamp())
    assert told.is_genuine(SECRET, moment)
    assert not told.is_genuine(SECRET, moment + 301)
    assert not told.is_genuine("another", moment)
    assert state_of(call) == "delivered"


def test_what_was_delivered_is_not_told_again():
    with Receiver() as receiver:
        make_call(make_told(receiver.address))
        assert (tasks.deliver_due(), tasks.deliver_due()) == (1, 0)
        assert len(receiver.told) == 1


def test_everything_owed_to_a_system_goes_out_in_one_round():
    with Receiver(status=204, answer=b"") as receiver:
        system = make_told(receiver.address)
        for _ in range(25):
            make_call(system)
        assert tasks.deliver_due() == 25


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_only_2xx_is_a_yes(status):
    with Receiver(status=status) as receiver:
        call = make_call(make_told(receiver.address))
        assert tasks.deliver_due() == 0
    assert state_of(call) == "waiting"
    assert str(status) in call.last_error


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_receiver_is_left_alone_for_a_while(status):
    with Receiver(status=status) as receiver:
        system = make_told(receiver.address)
        for _ in range(3):
            make_call(system)
        tasks.deliver_due()
        assert len(receiver.told) == 1
    system.refresh_from_db()
    assert system.rests_until > now()


def test_a_redirect_is_not_followed():
    with Receiver() as elsewhere, Receiver(status=307, headers={"Location": elsewhere.address}) as receiver:
        call = make_call(make_told(receiver.address))
        tasks.deliver_due()
        assert elsewhere.told == []
    assert "转到别处" in (state_of(call) and call.last_error)


def test_nobody_listens():
    call = make_call(make_told(f"http://127.0.0.1:{free_port()}/"))
    assert tasks.deliver_due() == 0
    assert state_of(call) == "waiting"
    assert "连接失败" in call.last_error


def test_the_body_of_an_answer_is_not_read():
    with Receiver(answer=b"x" * (8 << 20)) as receiver:
        call = make_call(make_told(receiver.address))
        assert tasks.deliver_due() == 1
    assert state_of(call) == "delivered"


def test_a_silent_receiver_does_not_hold_up_the_others(hasty):
    with Receiver(silent=True) as silent, Receiver() as awake:
        slow = make_call(make_told(silent.address), next_attempt_at=shifted(now(), hours=-1))
        for _ in range(3):
            make_call(slow.system)
        system = make_told(awake.address)
        for _ in range(10):
            make_call(system)
        began = time.monotonic()
        assert tasks.deliver_due() == 10
        assert time.monotonic() - began < 5
        assert len(silent.told) == 1
    assert state_of(slow) == "waiting"
    assert "秒内没有答复" in slow.last_error


def test_a_receiver_that_drips_its_answer_is_cut_off(hasty):
    with Receiver(drips=True) as receiver:
        call = make_call(make_told(receiver.address))
        began = time.monotonic()
        assert tasks.deliver_due() == 0
        assert time.monotonic() - began < 5
    assert state_of(call) == "waiting"
    assert "秒内没有答复" in call.last_error


def test_a_name_that_has_come_to_mean_an_inner_machine_is_not_called(monkeypatch):
    with Receiver() as receiver:
        port = int(receiver.address.split(":")[2].split("/")[0])
        call = make_call(make_told(f"https://oa.example.cn:{port}/"))
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
        assert tasks.deliver_due() == 0
        assert receiver.told == []
    assert "本机" in (state_of(call) and call.last_error)


def trusting(monkeypatch, path):
    context = ssl.create_default_context(cafile=str(path))
    monkeypatch.setattr(receivers, "_context", lambda: context)


def test_a_receiver_shows_a_certificate_for_the_name_that_was_asked_for(monkeypatch, tmp_path):
    path = made_certificate(tmp_path, "localhost")
    trusting(monkeypatch, path)
    with Receiver(certificate=path, name="localhost") as receiver:
        call = make_call(make_told(receiver.address))
        assert tasks.deliver_due() == 1
        assert receiver.told[0].headers["Host"].startswith("localhost:")
    assert state_of(call) == "delivered"


def test_a_certificate_for_another_name_or_of_nobody_we_trust_is_refused(monkeypatch, tmp_path):
    path = made_certificate(tmp_path, "other.example.cn")
    with Receiver(certificate=path, name="localhost") as receiver:
        call = make_call(make_told(receiver.address))
        assert tasks.deliver_due() == 0
        assert state_of(call) == "waiting"
        trusting(monkeypatch, path)
        System.objects.update(rests_until=None)
        Call.objects.update(next_attempt_at=now())
        assert tasks.deliver_due() == 0
        assert receiver.told == []
    assert "连接失败" in (state_of(call) and call.last_error)


def test_the_worker_runs_these_jobs():
    assert {"systems.deliver_calls", "systems.tidy"} <= set(ticking.declared())
    assert tasks.tidy() == 0
