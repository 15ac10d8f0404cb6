"""Two at the same moment: does the second hear what the first did? On PostgreSQL."""

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions import answering
from yiwang.subsystems.participation.consultations.models import Consultation
from yiwang.subsystems.participation.consultations.tests.makers import SUMMARY, end, publish, publisher

pytestmark = races


def test_of_two_who_publish_the_feedback_at_once_the_second_is_refused() -> None:
    post = publisher()
    colleague = make_post(unit=post.unit, roles=[rules.PUBLISHER])
    consultation = publish(post)
    end(consultation)
    [refused] = refusals(
        at_once(
            lambda: answering.publish_feedback(by(post), consultation.pk, SUMMARY),
            lambda: answering.publish_feedback(by(colleague), consultation.pk, f"{SUMMARY}完。"),
        )
    )
    assert "意见采纳情况已经公布" in refused
    assert Consultation.objects.get().sequence == 2
