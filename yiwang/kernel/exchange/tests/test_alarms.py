import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.alarms import OFFICER
from yiwang.kernel.exchange.actions.drafts import Written, keep, send_draft
from yiwang.kernel.exchange.models import Draft, Envelope
from yiwang.kernel.exchange.tests.makers import make_clerk, make_outline, send_from, side
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_clerk(unit=make_unit(parent=make_unit()))


def stopped(deed):
    """The deed is refused; nothing of the content stays, one entry says that it happened."""
    with pytest.raises(Refused):
        deed()
    assert not Envelope.objects.exists()
    entry = Entry.objects.get(act="exchange.classified_stop")
    assert entry.detail == {"marking": "机密★"}
    assert "行动方案" not in str(entry.columns())


def test_the_secrecy_officers_of_the_unit_and_above_learn_of_a_secret(clerk):
    """standards/security.md §9 no. 14: refused, alarm to the secrecy officer."""
    own = make_post(unit=clerk.unit, roles=[OFFICER])
    above = make_post(unit=make_root(), roles=[OFFICER])
    elsewhere = make_post(roles=[OFFICER])
    stopped(lambda: send_from(clerk, subject="机密★5年 行动方案"))
    assert set(Notice.objects.values_list("person", flat=True)) == {own.person_id, above.person_id}
    assert elsewhere.person_id not in set(Notice.objects.values_list("person", flat=True))
    assert "行动方案" not in "".join(notice.subject + notice.body for notice in Notice.objects.all())


def test_a_draft_sounds_the_alarm_too(clerk):
    written = Written("exchange.document", "行动方案", {"text": "机密★5年"})
    stopped(lambda: keep(actor(clerk), clerk.unit, clerk.person, written))
    assert not Draft.objects.exists()


def test_sending_a_draft_sounds_it_once(clerk):
    outline = make_outline(subject="机密★5年 行动方案")
    draft = keep(actor(clerk), clerk.unit, clerk.person, Written("exchange.document", "方案", {}))
    stopped(lambda: send_draft(actor(clerk), side(clerk), draft, outline))
    assert Draft.objects.exists()


def test_other_refusals_sound_no_alarm(clerk):
    with pytest.raises(Refused):
        send_from(clerk, subject="")
    assert not Entry.objects.filter(act="exchange.classified_stop").exists()
