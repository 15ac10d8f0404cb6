"""Two at the same moment: does exactly one succeed? On PostgreSQL."""

from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions import asking, booking, lines, reference
from yiwang.subsystems.participation.interviews.models import Booking, BroadcastLine, Line
from yiwang.subsystems.participation.interviews.tests.makers import (
    make_interview,
    make_question,
    make_studio,
    shown,
    tomorrow,
)

pytestmark = races


def test_of_two_who_book_a_studio_at_once_the_second_is_refused() -> None:
    studio = make_studio()
    first, second = make_interview(studio), make_interview(studio, title="医保怎么报销")
    room = reference.add_studio(actor(studio.planner), "一号演播室", "", "")
    by = actor(studio.editor)
    [refused] = refusals(
        at_once(
            lambda: booking.book(by, first.pk, room.pk, tomorrow(-1), tomorrow(3)),
            lambda: booking.book(by, second.pk, room.pk, tomorrow(-2), tomorrow(4)),
        )
    )
    assert "已经由" in refused
    assert Booking.objects.count() == 1


def test_of_two_moderators_who_settle_a_question_at_once_the_second_is_refused() -> None:
    studio = make_studio()
    question = make_question(make_interview(studio, rules.LIVE))
    colleague = make_post(unit=studio.office, roles=[rules.MODERATOR])
    [refused] = refusals(
        at_once(
            lambda: asking.release(actor(studio.moderator), question.pk),
            lambda: asking.decline(actor(colleague), question.pk, "unrelated"),
        )
    )
    assert "请刷新页面" in refused


def test_lines_said_at_once_get_numbers_of_their_own_inside_and_outside() -> None:
    studio = make_studio()
    interview = make_interview(studio, rules.LIVE)
    colleague = make_post(unit=studio.office, roles=[rules.EDITOR])
    outcomes = at_once(
        lambda: lines.say(actor(studio.editor), interview.pk, rules.SAID_BY_HOST, "甲", token="a"),
        lambda: lines.say(actor(colleague), interview.pk, rules.SAID_BY_HOST, "乙", token="b"),
    )
    assert refusals(outcomes) == []
    assert sorted(Line.objects.values_list("number", flat=True)) == [1, 2]
    changes = list(BroadcastLine.objects.order_by("changed").values_list("changed", flat=True))
    assert changes == [shown(interview).changed - 1, shown(interview).changed]
