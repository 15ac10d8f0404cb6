"""Asked outside, handled inside, read outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.subsystems.disclosure.requests.tests.makers import IDENTITY, TEXT, TITLE

FOUND = """
from yiwang.subsystems.disclosure.requests.tests.makers import make_bureau
answer = make_bureau().desk.code
"""
ASK = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.subsystems.disclosure.requests.models import OpenDesk
from yiwang.subsystems.disclosure.requests.tests.makers import IDENTITY, TEXT, TITLE
desk = OpenDesk.objects.get()
data = {"organ": desk.code, "organ_name": desk.unit_name, "applicant_kind": "person", "name": "赵小明",
        "identifier_kind": "identity", "identifier": IDENTITY, "title": TITLE, "text": TEXT,
        "form": "electronic", "way": "online"}
handed = HandedIn("disclosure.request", codes.new_token(), data, Contact("赵小明", "13812345678", ""))
answer = submit(PUBLIC, handed).submission.number
"""
HANDLE = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.disclosure.requests.actions import answering, receiving
from yiwang.subsystems.disclosure.requests.models import OpenDesk, Request
from yiwang.subsystems.disclosure.requests.tests.makers import draft_of
request = Request.objects.get(matter__number=given["number"])
clerk = by(Post.objects.carrying("disclosure_clerk").get())
head = by(Post.objects.carrying("disclosure_head").get())
receiving.confirm(clerk, request.pk)
receiving.accept(clerk, request.pk)
answering.submit(clerk, request.pk, draft_of())
answering.approve(head, request.pk, 1)
answer = [request.text, OpenDesk.objects.count()]
"""
READ = """
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.disclosure.requests.models import Desk, Request
submission = Submission.objects.get(number=given["number"])
files = submission.held_files.filter(is_from_applicant=False).count()
answer = [submission.state, [step.label for step in submission.steps.all()], files,
          Request.objects.count(), Desk.objects.count()]
"""


def test_a_request_goes_in_sealed_and_its_answer_and_papers_come_out(tmp_path):
    outer, inner = ferried(tmp_path)
    inner.python(FOUND)
    inner.tick()
    outer.tick()
    number = outer.python(ASK)
    outer.tick()
    inner.tick()
    outer.tick()
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert carried
    for secret in ("赵小明", "13812345678", IDENTITY, TEXT, TITLE):
        assert secret.encode() not in carried
        assert secret.encode("unicode_escape") not in carried
    for _ in range(2):
        inner.tick()
        outer.tick()
    assert inner.python(HANDLE, number=number) == [TEXT, 0]
    for _ in range(2):
        inner.tick()
        outer.tick()
    labels = ["已登记", "正在办理", "答复（予以公开）"]
    assert outer.python(READ, number=number) == ["answered", labels, 2, 0, 0]
