"""Does the outer zone show what the inner zone decided: with two databases and only a ferry between them?"""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried

ISSUE = """
from yiwang.subsystems.approvals.certificates import actions
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.certificates.tests.makers import BY, SAID, PERSON, make_certificate
if given.get("suspend"):
    actions.suspend(BY, Certificate.objects.get().pk, SAID)
else:
    make_certificate(holder=PERSON)
one = Certificate.objects.get()
answer = [one.reference, one.number, one.check_code]
"""
VERIFY = """
from django.test import Client
number, code = given["number"], given["check"]
answer = Client().post("/services/verify/", {"number": number, "code": code}, follow=True).content.decode()
"""
ADDRESSES = """
from django.test import Client
answer = [Client().get(path).status_code for path in ("/services/verify/", "/office/certificates/")]
"""


@pytest.fixture
def zones(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def cross(zones: tuple[Installation, Installation], times: int = 2) -> None:
    for _ in range(times):
        for installation in zones:
            installation.tick()


def test_what_was_issued_inside_is_verified_outside(zones):
    outer, inner = zones
    _, number, code = inner.python(ISSUE)
    assert "编号或者校验码不对" in outer.python(VERIFY, number=number, check=code)
    cross(zones)
    page = outer.python(VERIFY, number=number, check=code)
    assert "现在有效" in page
    assert "欧阳*" in page
    inner.python(ISSUE, suspend=True)
    cross(zones)
    assert "已被暂扣" in outer.python(VERIFY, number=number, check=code)
    assert outer.python(ADDRESSES) == [200, 404]
    assert inner.python(ADDRESSES)[0] == 404
