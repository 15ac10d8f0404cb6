"""Planned and said inside, read and asked outside: two databases, only a ferry between them."""

from yiwang.kernel.nodes.tests.installations import ferried

JOBS = ("nodes", "exchange", "intake", "interviews")
PREPARE = """
from django.test import TestCase
from yiwang.subsystems.participation.interviews.tests.makers import make_interview, make_studio, say
studio = make_studio()
interview = make_interview(studio, "live")
say(studio, interview, "内网说的话。")
answer = interview.reference
"""
READ = """
from yiwang.subsystems.participation.interviews.models import Broadcast, Interview, Question
broadcast = Broadcast.objects.get(reference=given["reference"])
lines = [[line.speaker, line.text, line.is_waiting] for line in broadcast.lines.order_by("number")]
answer = [broadcast.state, lines, Interview.objects.count(), Question.objects.count()]
"""
ASK = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
data = {"interview": given["reference"], "subject": "公租房", "nickname": "小赵", "text": "什么时候分配？"}
answer = submit(PUBLIC, HandedIn("participation.question", codes.new_token(), data)).submission.number
"""
RELEASE = """
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.participation.interviews.actions import asking
from yiwang.subsystems.participation.interviews.models import Broadcast, Question
moderator = actor(Post.objects.carrying("interview_moderator").get())
asking.release(moderator, Question.objects.get().pk)
answer = Broadcast.objects.count()
"""
TOLD = """
from yiwang.kernel.intake.models import Submission
answer = [step.label for step in Submission.objects.get(number=given["number"]).steps.order_by("number")]
"""


def test_what_is_said_inside_is_read_outside_and_a_question_goes_in_and_comes_out(tmp_path):
    outer, inner = ferried(tmp_path)

    def carry(times=3):
        for _ in range(times):
            inner.tick(*JOBS)
            outer.tick(*JOBS)

    reference = inner.python(PREPARE)
    carry()
    said = ["主持人 刘洋", "内网说的话。", False]
    assert outer.python(READ, reference=reference) == ["live", [said], 0, 0]
    number = outer.python(ASK, reference=reference)
    carry()
    assert inner.python(RELEASE) == 0
    carry()
    asked = ["小赵", "什么时候分配？", True]
    assert outer.python(READ, reference=reference) == ["live", [said, asked], 0, 0]
    assert outer.python(TOLD, number=number) == ["审核通过，已公开"]
