"""Drafted inside, commented outside, answered outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried

PUBLISH = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.subsystems.participation.consultations.actions import drafting
from yiwang.subsystems.participation.consultations.tests.makers import outline, publisher
post = publisher()
made = drafting.begin(by(post), outline())
drafting.publish(by(post), made.pk)
answer = made.reference
"""
SAY = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import Contact
remarks = [{"clause": 3, "text": given["text"]}]
data = {"reference": given["reference"], "draft": "稿", "said": given["text"], "remarks": remarks}
handed = HandedIn("consultations.opinion", codes.new_token(), data, Contact("赵小明", "13812345678", ""))
answer = submit(PUBLIC, handed).submission.number
"""
ANSWER = """
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.consultations.actions import answering, handling
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion
from yiwang.subsystems.participation.consultations.tests.makers import SUMMARY, end
consultation = Consultation.objects.get(reference=given["reference"])
post = by(Post.objects.carrying("consultation_publisher").get())
[opinion] = Opinion.objects.all()
handling.judge(post, consultation.pk, [opinion.pk], handling.Verdict("adopted", showing="shown"))
end(consultation)
answering.publish_feedback(post, consultation.pk, SUMMARY)
answer = [opinion.text, opinion.clause.label]
"""
READ = """
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.consultations.models import Consultation, OpenConsultation
shown = OpenConsultation.objects.get(reference=given["reference"])
submission = Submission.objects.get(number=given["number"])
answer = [shown.feedback["figures"], submission.state, Consultation.objects.count()]
"""


def test_an_opinion_goes_in_sealed_and_what_became_of_it_comes_out(tmp_path):
    outer, inner = ferried(tmp_path)
    reference = inner.python(PUBLISH)
    inner.tick("nodes", "consultations", "intake", "exchange")
    outer.tick("nodes", "consultations", "intake", "exchange")
    text = "建议延长到二十三时。"
    number = outer.python(SAY, reference=reference, text=text)
    for _ in range(3):
        outer.tick("nodes", "intake", "exchange")
        inner.tick("nodes", "intake", "exchange")
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert text.encode() not in carried
    assert text.encode("unicode_escape") not in carried
    assert inner.python(ANSWER, reference=reference) == [text, "第二条"]
    for _ in range(2):
        inner.tick("nodes", "consultations", "intake", "exchange")
        outer.tick("nodes", "consultations", "intake", "exchange")
    assert outer.python(READ, reference=reference, number=number) == [{"adopted": 1}, "answered", 0]
