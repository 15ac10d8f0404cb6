"""What is forgotten in time, so that no table and no folder grows without an end?"""

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes.actions.arrivals import Enclosed, Outcome, take
from yiwang.kernel.nodes.actions.cleaning import empty_settled, forget_rejections, forget_settled
from yiwang.kernel.nodes.actions.rejections import reject
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Parcel, Received, Rejection
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel
from yiwang.kernel.nodes.tests.peers import make_peer

pytestmark = pytest.mark.django_db
MONTH, YEAR = 31, 401


def ago(days):
    return shifted(now(), days=-days)


def test_a_settled_parcel_forgets_what_it_held_and_keeps_its_outcome():
    node, stored = make_node(), make_stored()
    settled = make_parcel(
        node, files=[stored], state="acknowledged", acknowledged_at=ago(MONTH), created_at=ago(MONTH)
    )
    waiting = make_parcel(node, created_at=ago(MONTH))
    assert empty_settled(ago(30)) == 1
    settled.refresh_from_db()
    assert (settled.is_emptied, settled.body, settled.state) == (True, {}, "acknowledged")
    assert not settled.files.exists()
    waiting.refresh_from_db()
    assert not waiting.is_emptied


def test_a_parcel_is_forgotten_after_a_year_but_never_one_that_is_owed():
    node = make_node()
    make_parcel(node, state="acknowledged", acknowledged_at=ago(YEAR), created_at=ago(YEAR))
    for state in ("waiting", "carried", "stuck"):
        make_parcel(node, state=state, last_error="超时", created_at=ago(YEAR))
    empty_settled(ago(30))
    assert forget_settled(ago(400)) == 1
    assert set(Parcel.objects.values_list("state", flat=True)) == {"waiting", "carried", "stuck"}


def test_what_was_received_is_forgotten_once_its_sender_knows_and_stays_a_duplicate(taker):
    peer = make_peer()
    opened = peer.opened(1)
    take(opened, Enclosed())
    Received.objects.update(received_at=ago(YEAR))
    assert forget_settled(ago(400)) == 0
    IncomingMark.objects.update(settled=1)
    assert forget_settled(ago(400)) == 1
    assert take(opened, Enclosed()) is Outcome.DUPLICATE
    assert len(taker.taken) == 1


def test_evidence_is_kept_for_more_than_six_months():
    """GB/T 22239-2019 and 网络安全法 art. 21: logs for at least six months (standards/security.md §1)."""
    reject(RejectedError("签名无效。"))
    Rejection.objects.update(rejected_at=ago(184))
    assert forget_rejections(ago(200)) == 0
    assert forget_rejections(ago(180)) == 1
