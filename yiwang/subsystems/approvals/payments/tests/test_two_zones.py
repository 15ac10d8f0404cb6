"""Demanded inside, paid outside, booked inside, given back outside: with only a ferry between them?"""

import subprocess
import sys

import pytest

from yiwang.kernel.nodes.tests.installations import ROOT, Installation, ferried

SET_UP = """
from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.tests.makers import KIND, make_case
from yiwang.subsystems.approvals.payments import catalogues
from yiwang.subsystems.approvals.payments.catalogues import Catalogue
from yiwang.subsystems.approvals.payments.tests.makers import FEES, make_bill
if KIND.code not in kinds.registered():
    kinds._registered.clear()
    kinds.register(KIND)
catalogues.register(KIND.code, Catalogue(lambda case: FEES))
"""
DEMAND = SET_UP + "answer = make_bill().reference"
BILLS = """
from yiwang.subsystems.approvals.payments.models import Bill
answer = [[one.state, one.payments.count()] for one in Bill.objects.order_by("pk")]
"""
REFUND = """
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.payments.actions import refunding
from yiwang.subsystems.approvals.payments.models import Payment
asked = refunding.refund(actor(make_post()), Payment.objects.get().pk, 400, "多收")
refunding.approve(actor(make_post()), asked.pk)
"""
PAYABLE = """
from yiwang.subsystems.approvals.payments.models import Payable
one = Payable.objects.filter(reference=given["reference"]).first()
answer = one and [one.state, one.refunded, bool(one.voucher), one.payer]
"""
BEGIN = """
from yiwang.subsystems.approvals.payments.models import Bill
from yiwang.subsystems.approvals.payments.tests.makers import begun
class Reference:
    reference = given["reference"]
answer = begun(Reference).token
"""
PAY = """
from yiwang.subsystems.approvals.payments.sandbox import paying
paying.pay(given["token"], given.get("course", "paid"))
"""
# The gateway has the money; the process that hears of it dies at a given place.
KILLED = """
import os, signal
import django
django.setup()
def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
from yiwang.kernel.exchange.actions import sending
from yiwang.subsystems.approvals.payments.actions import hearing
from yiwang.subsystems.approvals.payments.sandbox import paying
place = {place!r}
if place == "before the commit":
    hearing.owe = die
if place == "after the commit":
    sending.deliver = die
if place == "before the notice":
    paying.hear = die
paying.pay({token!r}, "paid")
"""
LATER = """
from django.db.models import F
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.subsystems.approvals.payments.models import Order, SandboxNotice
SandboxNotice.objects.update(next_at=shifted(now(), minutes=-1))
Order.objects.update(asked_at=shifted(now(), minutes=-5))
"""


def cross(zones: tuple[Installation, Installation], times: int = 2) -> None:
    for _ in range(times):
        for installation in zones:
            installation.tick("payments", "exchange", "nodes")


def test_a_bill_is_paid_outside_and_given_back(tmp_path):
    outer, inner = zones = ferried(tmp_path)
    reference = inner.python(DEMAND)
    assert outer.python(PAYABLE, reference=reference) is None
    cross(zones)
    assert outer.python(PAYABLE, reference=reference) == ["due", 0, False, "赵**"]
    outer.python(PAY, token=outer.python(BEGIN, reference=reference))
    assert inner.python(BILLS) == [["due", 0]]
    cross(zones, 4)
    assert inner.python(BILLS) == [["paid", 1]]
    assert outer.python(PAYABLE, reference=reference) == ["paid", 0, True, "赵**"]
    inner.python(REFUND)
    cross(zones, 4)
    assert inner.python(BILLS) == [["partly", 1]]
    assert outer.python(PAYABLE, reference=reference)[:2] == ["partly", 400]


@pytest.mark.parametrize("place", ["before the commit", "after the commit", "before the notice"])
def test_nothing_paid_is_lost_when_the_process_is_killed(tmp_path, place):
    city = Installation(tmp_path / "city", "both", "city")
    reference = city.python(DEMAND)
    token = city.python(BEGIN, reference=reference)
    code = KILLED.format(place=place, token=token)
    died = subprocess.run([sys.executable, "-c", code], env=city.environment, cwd=ROOT, check=False)
    assert died.returncode == -9
    assert city.python(BILLS) == [["due", 0]]
    city.python(LATER)
    city.tick("payments", "exchange", "nodes")
    city.tick("payments", "exchange", "nodes")
    assert city.python(BILLS) == [["paid", 1]]
    assert city.python(PAYABLE, reference=reference)[0] == "paid"
