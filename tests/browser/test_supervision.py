"""Are the pages of supervision accessible, as wide as the window and free of script errors, empty or full?"""

from types import SimpleNamespace

import pytest

from tests.browser.test_pages import PICTURES, look, seated
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.indicators.actions import take
from yiwang.kernel.indicators.periods import month_before
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.tests.makers import make_site
from yiwang.subsystems.supervision.board import rules as board
from yiwang.subsystems.supervision.board.actions import papers, tallying
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.board.tests.makers import make_clock, make_ended, make_late, make_near
from yiwang.subsystems.supervision.cards.models import Card
from yiwang.subsystems.supervision.orders.tests.makers import TEXT, make_bureau, make_complaint, make_order
from yiwang.subsystems.supervision.sources.models import Price
from yiwang.subsystems.supervision.sources.tests.makers import connect, make_record
from yiwang.subsystems.supervision.watching import sight
from yiwang.subsystems.supervision.watching.rulebook.limits import PROMISE
from yiwang.subsystems.supervision.watching.sweep import sweep

ROOT = "/office/supervision/"
# One page of each make; with YIWANG_PICTURES set, all of them.
PAGES = {
    "board": "board/",
    "full": "board/full/",
    "lights": "lights/",
    "finding": "findings/{finding}/",
    "rule": "rules/sources.split_purchases/",
    "card": "cards/{card}/",
    "order-new": "orders/new/?finding={finding}",
    "source": "sources/medicine/",
    "records": "sources/trading/records/",
    "score": "scores/unit/{unit}/{month}/",
}
OTHERS = {
    "units": "board/units/",
    "thresholds": "lights/thresholds/",
    "findings": "findings/",
    "rules": "rules/",
    "areas": "areas/",
    "cards": "cards/",
    "order": "orders/{order}/",
    "complaints": "complaints/",
    "complaint": "complaints/{complaint}/",
    "sources": "sources/",
    "record": "sources/records/{record}/",
    "scores": "scores/",
    "scheme": "scores/scheme/",
    "papers": "scores/papers/",
    "paper": "scores/papers/{paper}/",
}


@pytest.fixture
def overseen(transactional_db) -> SimpleNamespace:
    """A bureau with a matter of each light, a card, an order, a complaint, a record and a score."""
    make_site()
    bureau = make_bureau()
    for maker in (make_clock, make_near, make_late):
        maker(bureau.bureau)
    month = month_before(today())
    make_ended(bureau.bureau, shifted(month.begins_at, days=3, hours=10))
    finding = make_finding(bureau.bureau, rule=PROMISE)
    record = make_record("trading", bureau.bureau, bidders=["甲公司"], bids="")
    connect("trading", bureau.bureau)
    sweep(now())
    tallying.count()
    take(actor(bureau.leader), board.SCHEME, month.first)
    span = Span((month.first,))
    paper = papers.draft_bulletin(actor(bureau.leader), bureau.unit, sight.of(bureau.leader), span)
    _price()
    return SimpleNamespace(
        bureau=bureau,
        finding=finding.pk,
        card=Card.objects.get(finding=finding).pk,
        order=make_order(bureau).pk,
        complaint=make_complaint(bureau).pk,
        record=record.pk,
        unit=bureau.bureau.pk,
        month=span.code,
        paper=paper.pk,
    )


def _price() -> None:
    Price.objects.create(
        reference="1",
        institution="市第一人民医院",
        drug="阿莫西林胶囊",
        specification="0.25g×24粒",
        package_unit="盒",
        price="6.80",
        median="6.70",
        purchases=12,
        reference_price="6.80",
        on=today(),
        said_at=now(),
    )


@pytest.mark.tolerates("status of 422")
def test_leaders_read_and_residents_complain_on_pages_for_everybody(page, overseen, accessible):
    faults = []

    def seen(name: str, address: str = "") -> None:
        if address:
            assert page.goto(address).status == 200, address
        look(page, f"supervision-{name}")
        faults.extend(accessible(page, name))

    seen("prices", "/services/medicine-prices/")
    seen("complain", "/services/complain/")
    page.get_by_label("发生了什么").fill(TEXT)
    page.get_by_role("button", name="提交").click()
    page.get_by_text("请选择投诉类型。").wait_for()
    assert page.get_by_label("发生了什么").input_value() == TEXT
    seen("complain-refused")
    seated(page, overseen.bureau.leader)
    for name, address in (PAGES | OTHERS if PICTURES else PAGES).items():
        seen(name, ROOT + address.format(**vars(overseen)))
    assert not faults, "\n".join(faults)
