"""Which headers does a message carry beside ours, and is what must not be kept forgotten?"""

import pytest
from django.core import mail

from yiwang.kernel.notifications import headers
from yiwang.kernel.notifications.actions import forget
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.notifications.tasks import deliver_due
from yiwang.kernel.notifications.tests.makers import make_outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def way_out(monkeypatch):
    monkeypatch.setattr(headers, "_registered", {})
    headers.register("list:", lambda key: {"List-Unsubscribe": f"<https://a.cn/{key[5:]}>\r\nBcc: x@a.cn"})


def test_whoever_owes_a_message_adds_headers_to_it_and_none_of_another(way_out, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_outgoing(key="list:7", address="a@example.cn")
    make_outgoing(key="other:7", address="b@example.cn")
    assert deliver_due() == 2
    sent = {letter.to[0]: letter.extra_headers for letter in mail.outbox}
    assert sent["a@example.cn"]["List-Unsubscribe"] == "<https://a.cn/7> Bcc: x@a.cn"  # one line, one header
    assert "List-Unsubscribe" not in sent["b@example.cn"]
    assert "Message-ID" in sent["a@example.cn"]


def test_messages_are_forgotten_by_what_their_keys_begin_with():
    make_outgoing(key="list:1:1")
    make_outgoing(key="list:1:2", state="failed", last_error="550")
    make_outgoing(key="list:12:1")
    assert forget("list:1:") == 2
    assert Outgoing.objects.get().key == "list:12:1"
    with pytest.raises(ValueError, match="not forgotten at once"):
        forget("")
