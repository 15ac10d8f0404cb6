"""Many at the same moment: is nothing lost and nothing counted twice? On PostgreSQL."""

from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.participation.surveys.actions import emptying
from yiwang.subsystems.participation.surveys.models import Answer, Once, OpenSurvey, Quota, Slip
from yiwang.subsystems.participation.surveys.tests.makers import answer, options, publish, question

pytestmark = races


def test_of_one_browser_that_sends_its_sheet_six_times_at_once_one_is_counted() -> None:
    shown = publish()
    refused = refusals(at_once(*[lambda: answer(shown, token="ab" * 16)] * 6))
    assert len(refused) == 5
    assert all("没有重复计数" in sentence for sentence in refused)
    assert Slip.objects.count() == Once.objects.count() == 1


def test_of_six_who_want_the_last_two_places_two_get_them() -> None:
    shown = publish(asked=(question(options=options("上午场", "下午场", a=2)),))
    refused = refusals(at_once(*[lambda: answer(shown, {"q1": "a"})] * 6))
    assert len(refused) == 4
    assert Quota.objects.get().taken == Slip.objects.count() == Once.objects.count() == 2


def test_answers_that_come_while_the_box_is_emptied_twice_at_once_are_all_counted_once() -> None:
    shown = publish()
    for _ in range(12):
        answer(shown)
    at_once(emptying.empty_boxes, emptying.empty_boxes, *[lambda: answer(shown)] * 4)
    shown = OpenSurvey.objects.get(pk=shown.pk)
    assert shown.received + Slip.objects.count() == Once.objects.count() == 16
    assert shown.figures["q1"] == shown.received == Answer.objects.count()
