"""Complained of outside, handled inside, answered outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.subsystems.supervision.orders.tests.makers import TEXT

FOUND = """
from yiwang.subsystems.supervision.orders.tests.makers import make_bureau
answer = make_bureau().bureau.name
"""
COMPLAIN = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import Contact
contact = Contact("赵小明", "13812345678", "")
handed = HandedIn("supervision.complaint", codes.new_token(), given["data"], contact)
answer = submit(PUBLIC, handed).submission.number
"""
HANDLE = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.orders.actions import complaints
from yiwang.subsystems.supervision.orders.models import Complaint
complaint = Complaint.objects.get(matter__number=given["number"])
leader = by(Post.objects.carrying("supervision_leader").get())
complaints.accept(leader, complaint.pk)
complaints.settle(leader, complaint.pk, "upheld", "经查属实，已整改。")
answer = [complaint.against.name, complaint.case.unit.name, complaint.text, complaint.is_anonymous]
"""
READ = """
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.supervision.orders.models import Complaint
submission = Submission.objects.get(number=given["number"])
labels = [step.label for step in submission.steps.order_by("number")]
answer = [submission.state, labels, Complaint.objects.count()]
"""


def test_a_complaint_goes_in_sealed_and_its_answer_comes_out(tmp_path):
    outer, inner = ferried(tmp_path)
    unit = inner.python(FOUND)
    data = {"matter": "", "case": "", "unit": unit, "about": "态度", "text": TEXT}
    number = outer.python(COMPLAIN, data=data)
    outer.tick()
    inner.tick()
    outer.tick()
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert carried
    for secret in ("赵小明", "13812345678", TEXT):
        assert secret.encode() not in carried
        assert secret.encode("unicode_escape") not in carried
    for _ in range(3):
        inner.tick()
        outer.tick()
    assert inner.python(HANDLE, number=number) == [unit, "市监察局", TEXT, False]
    for _ in range(3):
        inner.tick()
        outer.tick()
    assert outer.python(READ, number=number) == ["answered", ["已受理", "投诉属实"], 0]
