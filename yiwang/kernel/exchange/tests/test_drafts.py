import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.drafts import Written, discard, keep, send_draft
from yiwang.kernel.exchange.models import Draft, Envelope
from yiwang.kernel.exchange.queries import held_files
from yiwang.kernel.exchange.tests.makers import make_clerk, make_outline, side
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.organizations.tests.makers import actor

pytestmark = pytest.mark.django_db


def kept(clerk, draft=None, **changes):
    fields = {"kind": "exchange.document", "subject": "草稿", "fields": {"text": "写了一半"}, **changes}
    return keep(actor(clerk), clerk.unit, clerk.person, Written(**fields), draft)


def test_a_draft_holds_what_was_typed_right_or_wrong_and_its_files():
    stored = make_stored()
    draft = kept(make_clerk(), subject="", fields={"urgency": "特提", "text": ""}, files=[stored])
    draft.refresh_from_db()
    assert draft.written == {"urgency": "特提", "text": ""}
    assert held_files([stored.pk, 0]) == {stored.pk}


def test_keeping_it_again_replaces_it():
    clerk = make_clerk()
    draft = kept(clerk)
    assert kept(clerk, draft, subject="改过的").pk == draft.pk
    assert Draft.objects.get().subject == "改过的"


def test_a_secret_is_not_even_kept_as_a_draft():
    with pytest.raises(Refused):
        kept(make_clerk(), fields={"text": "机密★5年"})
    assert not Draft.objects.exists()


def test_sending_lets_go_of_the_draft_and_failing_to_send_keeps_it():
    clerk = make_clerk()
    draft = kept(clerk)
    with pytest.raises(Refused):
        send_draft(actor(clerk), side(clerk), draft, make_outline(subject=""))
    assert Draft.objects.exists()
    send_draft(actor(clerk), side(clerk), draft, make_outline())
    assert Envelope.objects.exists()
    assert not Draft.objects.exists()


def test_a_draft_is_discarded():
    clerk = make_clerk()
    discard(actor(clerk), kept(clerk))
    assert not Draft.objects.exists()
