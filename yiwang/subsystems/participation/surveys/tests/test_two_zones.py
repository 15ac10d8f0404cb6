"""Written inside, answered outside, counted inside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried

PUBLISH = """
from yiwang.subsystems.participation.surveys.models import OpenSurvey, Survey
from yiwang.subsystems.participation.surveys.tests.makers import make_survey, publisher
from yiwang.kernel.cases.tests.makers import by
from yiwang.subsystems.participation.surveys.actions import running
post = publisher()
survey = make_survey(post)
running.publish(by(post), survey.pk)
answer = [survey.reference, OpenSurvey.objects.count()]
"""
ANSWER = """
from yiwang.subsystems.participation.surveys.models import OpenSurvey, Slip
from yiwang.subsystems.participation.surveys.tests.makers import answer as answered
shown = OpenSurvey.objects.get(reference=given["reference"])
for _ in range(7):
    answered(shown)
answer = Slip.objects.count()
"""
END = """
from yiwang.subsystems.participation.surveys.models import OpenSurvey
from yiwang.subsystems.participation.surveys.tests.makers import end
end(OpenSurvey.objects.get(reference=given["reference"]))
answer = True
"""
OUTSIDE = """
from yiwang.subsystems.participation.surveys.models import Answer, Once, OpenSurvey, Slip
shown = OpenSurvey.objects.get(reference=given["reference"])
answer = [shown.received, Slip.objects.count(), Once.objects.count(), shown.key, Answer.objects.count()]
"""
INSIDE = """
from yiwang.subsystems.participation.surveys.models import Once, Survey
survey = Survey.objects.get(reference=given["reference"])
answer = [survey.received, survey.expected, survey.is_counted, survey.figures["q1/a"], Once.objects.count()]
"""


def test_a_survey_goes_out_and_its_answers_come_in_without_their_authors(tmp_path):
    outer, inner = ferried(tmp_path)
    reference, seen_inside = inner.python(PUBLISH)
    assert seen_inside == 0
    for _ in range(2):
        inner.tick("nodes", "surveys")
        outer.tick("nodes", "surveys")
    assert outer.python(ANSWER, reference=reference) == 7
    outer.python(END, reference=reference)
    for _ in range(3):
        outer.tick("nodes", "surveys")
        inner.tick("nodes", "surveys")
    assert outer.python(OUTSIDE, reference=reference) == [7, 0, 0, "", 0]
    assert inner.python(INSIDE, reference=reference) == [7, 7, True, 7, 0]
