"""Written outside, handled inside, read outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried
from yiwang.subsystems.participation.letters.tests.makers import TEXT

FOUND = """
from yiwang.subsystems.participation.letters.tests.makers import make_hall
answer = make_hall().mailbox.code
"""
WRITE = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.subsystems.participation.letters.models import Box
box = Box.objects.get()
from yiwang.subsystems.participation.letters.tests.makers import TEXT, TITLE
data = {"mailbox": box.code, "type": "enquiry", "title": TITLE, "text": TEXT, "is_public": True}
handed = HandedIn("letters.letter", codes.new_token(), data, Contact("赵小明", "13812345678", ""))
answer = submit(PUBLIC, handed).submission.number
"""
HANDLE = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.letters.actions import accepting, answering, moving, publishing
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.models import Letter, Trace
from yiwang.subsystems.participation.letters.tests.makers import draft_of
letter = Letter.objects.get(matter__number=given["number"])
manager = by(Post.objects.carrying("letter_manager").get())
clerk = by(Post.objects.carrying("letter_clerk").get())
reviewer = Post.objects.carrying("letter_reviewer").exclude(unit=letter.desk).get()
accepting.accept(manager, letter.pk, Sorted("enquiry"))
moving.assign(manager, letter.pk, reviewer.unit)
answering.submit(clerk, letter.pk, draft_of())
answering.approve(by(reviewer), letter.pk, 1)
publishing.show(manager, letter.pk, publishing.suggested(Letter.objects.get(pk=letter.pk)))
answer = [letter.text, Trace.objects.count()]
"""
READ = """
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.participation.letters.models import Letter, Trace
submission = Submission.objects.get(number=given["number"])
trace = Trace.objects.get()
answer = [submission.state, trace.state, trace.is_shown, Publication.objects.get().title == trace.title,
          Letter.objects.count()]
"""


def test_a_letter_goes_in_sealed_and_its_answer_comes_out_and_is_read_by_all(tmp_path):
    outer, inner = ferried(tmp_path)
    inner.python(FOUND)
    inner.tick()
    outer.tick()
    number = outer.python(WRITE)
    outer.tick()
    inner.tick()
    outer.tick()
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert carried
    for secret in ("赵小明", "13812345678", TEXT):
        assert secret.encode() not in carried
        assert secret.encode("unicode_escape") not in carried
    for _ in range(2):
        inner.tick()
        outer.tick()
    assert inner.python(HANDLE, number=number) == [TEXT, 0]
    for _ in range(2):
        inner.tick()
        outer.tick()
    assert outer.python(READ, number=number) == ["answered", "answered", True, True, 0]
