"""What does the worker do about messages?"""

import pytest

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications import tasks
from yiwang.kernel.notifications.models import Outage, Outgoing
from yiwang.kernel.notifications.tasks import deliver_due
from yiwang.kernel.notifications.tests.makers import make_outgoing
from yiwang.kernel.notifications.tests.stand_ins import MailServer, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_settings(settings):
    settings.EMAIL_BACKEND = "yiwang.kernel.notifications.mail.RememberingBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.SMS_DRIVER = "console"


def states():
    return {outgoing.subject: outgoing.state for outgoing in Outgoing.objects.all()}


def test_what_is_due_goes_out_and_what_is_refused_is_listed(settings):
    refusals = {"gone@example.cn": "550 No such user", "busy@example.cn": "451 Later"}
    with MailServer(refusals=refusals) as server:
        settings.EMAIL_PORT = server.port
        make_outgoing(subject="甲")
        make_outgoing(subject="乙", address="gone@example.cn")
        make_outgoing(subject="丙", address="busy@example.cn")
        make_outgoing(subject="丁", channel="sms", address="13812345678")
        make_outgoing(subject="戊", next_attempt_at=shifted(now(), hours=1))
        assert deliver_due() == 2
    assert states() == {"甲": "sent", "乙": "failed", "丙": "waiting", "丁": "sent", "戊": "waiting"}
    assert {outgoing.subject for outgoing in Outgoing.objects.stuck()} == {"乙", "丙"}
    assert Outgoing.objects.get(subject="甲").proof == "250 2.0.0 Ok: queued as 4F9D195432C"


def test_nothing_goes_out_twice(settings):
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        make_outgoing()
        assert (deliver_due(), deliver_due()) == (1, 0)
        assert len(server.taken) == 1


def test_a_mail_server_that_is_down_stops_mail_only_and_is_asked_once_a_round(settings, monkeypatch):
    settings.EMAIL_PORT = free_port()
    for _ in range(5):
        make_outgoing()
    make_outgoing(channel="sms", address="13812345678", next_attempt_at=now())
    assert deliver_due() == 1
    assert Outage.objects.get().failures == 1
    assert Outgoing.objects.on_the_way().count() == 5
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        assert deliver_due() == 0
        later = shifted(now(), minutes=1)
        monkeypatch.setattr(tasks, "now", lambda: later)
        assert deliver_due() == 5
    assert not Outage.objects.exists()


def test_where_nothing_is_set_up_messages_wait_and_are_listed(settings):
    settings.EMAIL_HOST, settings.SMS_DRIVER = "", ""
    make_outgoing()
    make_outgoing(channel="sms", address="13812345678")
    assert deliver_due() == 0
    assert Outgoing.objects.stuck().count() == 2
    reasons = {outage.channel: outage.reason for outage in Outage.objects.all()}
    assert "YIWANG_SMTP_HOST" in reasons["email"]
    assert "YIWANG_SMS_DRIVER" in reasons["sms"]


def test_a_round_ends_in_time(settings, monkeypatch):
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        make_outgoing()
        monkeypatch.setattr(tasks, "ROUND", -1)
        assert deliver_due() == 0
        monkeypatch.undo()


def test_the_worker_is_told_to_deliver():
    job = ticking.declared()["notifications.deliver_due"]
    assert job.call is deliver_due
