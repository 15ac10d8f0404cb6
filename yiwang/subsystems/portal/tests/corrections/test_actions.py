"""Is every step with a correction taken once, timed, recorded and told to whoever handed it in?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.sweep import sweep_now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_root, make_unit
from yiwang.subsystems.portal.corrections import actions, rules, timing, waiting
from yiwang.subsystems.portal.corrections.models import Correction
from yiwang.subsystems.portal.tests.corrections.makers import (
    make_correction,
    make_corrector,
    make_fault,
    submission_of,
)
from yiwang.subsystems.portal.tests.makers import AUTHOR, make_officer, make_published

pytestmark = pytest.mark.django_db


def test_a_correction_belongs_to_the_unit_whose_page_it_is(commits):
    article = make_published(title="关于公交线路的通告")
    about_article = make_correction(commits, page=f"https://www.yunze.gov.cn/a/{article.publication_id}/")
    assert about_article.unit == article.publication.unit
    assert about_article.page_title == "关于公交线路的通告"
    assert make_correction(commits, page="/c/news/").unit == make_root()
    assert make_correction(commits, page="/a/999999/").page_title == ""


@pytest.mark.parametrize("page", ["javascript:alert(1)", "//evil.example/", "data:text/html,x"])
def test_an_address_that_is_none_is_refused_whatever_the_outer_side_let_through(page):
    with pytest.raises(Refused, match="“有错的网页”填写有误"):
        make_fault(page=page)
    with pytest.raises(Refused, match="“有错的网页”填写有误"):
        kinds.read(kinds.known(rules.KIND), {"page": page, "fault": "其他", "text": "有错"})


def test_its_time_runs_since_it_was_handed_in(commits):
    correction = make_correction(commits)
    clock = timing.open_clock(correction)
    assert clock.started_at == submission_of(correction).submitted_at
    assert clock.due_at > now()
    assert correction.is_timed


def test_without_the_calendar_of_a_year_it_is_taken_in_and_timed_later(commits, monkeypatch):
    """A year without published calendar is refused, not guessed; the public is not made to suffer for it."""
    with monkeypatch.context() as patch:
        patch.setattr(shipped, "calendar", lambda: Calendar((), ()))
        correction = make_correction(commits)
        assert not correction.is_timed
        assert timing.start_untimed() == 0
    assert timing.start_untimed() == 1
    correction.refresh_from_db()
    assert correction.is_timed
    assert timing.open_clock(correction).started_at == submission_of(correction).submitted_at
    assert timing.start_untimed() == 0


def test_what_waits_for_the_public_is_paused_also_where_it_is_timed_late(commits, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(shipped, "calendar", lambda: Calendar((), ()))
        correction = make_correction(commits)
        actions.ask(actor(make_corrector()), correction.pk, "哪一段？")
    timing.start_untimed()
    assert timing.open_clock(correction).state == "paused"


def test_accepting_is_told_and_names_the_handler(commits):
    correction = make_correction(commits)
    post = make_corrector()
    with commits():
        actions.accept(actor(post), correction.pk)
    correction.refresh_from_db()
    assert (correction.state, correction.handler) == ("handling", post.person)
    step = submission_of(correction).steps.get()
    assert (step.label, step.unit) == ("已受理", make_root().name)


def test_asking_stops_the_clock_until_the_public_has_answered(commits):
    correction = make_correction(commits)
    by = actor(make_corrector())
    with commits():
        actions.ask(by, correction.pk, "哪一段？")
    assert timing.open_clock(correction).state == "paused"
    submission = submission_of(correction)
    assert submission.state == "supplement"
    with commits():
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "第二段。", [make_file()])
    correction.refresh_from_db()
    assert correction.state == "handling"
    assert timing.open_clock(correction).state == "running"
    added = correction.supplements.get()
    assert (added.text, added.files.count()) == ("第二段。", 1)


@pytest.mark.parametrize(
    ("step", "state", "outer"), [("answer", "answered", "answered"), ("dismiss", "dismissed", "closed")]
)
def test_an_end_is_told_stops_the_clock_and_comes_once(commits, step, state, outer):
    correction = make_correction(commits)
    by = actor(make_corrector())
    with commits():
        getattr(actions, step)(by, correction.pk, "已核实。")
    correction.refresh_from_db()
    assert (correction.state, correction.said) == (state, "已核实。")
    assert correction.ended_at
    assert timing.open_clock(correction) is None
    submission = submission_of(correction)
    assert (submission.state, submission.steps.get().text) == (outer, "已核实。")
    assert Entry.objects.filter(act=f"portal.correction_{step}").count() == 1
    with pytest.raises(Refused, match="不能再答复"):
        actions.answer(by, correction.pk, "再答复一次。")


@pytest.mark.parametrize("step", ["ask", "answer", "dismiss"])
def test_nothing_is_told_without_words(commits, step):
    correction = make_correction(commits)
    with pytest.raises(Refused, match="请填写给网民看的说明"):
        getattr(actions, step)(actor(make_corrector()), correction.pk, "  ")
    correction.refresh_from_db()
    assert correction.state == "received"


def test_what_was_withdrawn_is_not_worked_on_any_more(commits):
    correction = make_correction(commits)
    with commits():
        submissions.withdraw(PUBLIC, submission_of(correction).pk)
    correction.refresh_from_db()
    assert correction.state == "withdrawn"
    assert Clock.objects.get().state == "cancelled"
    with pytest.raises(Refused, match="网民已撤回"):
        actions.accept(actor(make_corrector()), correction.pk)


def test_a_rating_reaches_the_correction(commits):
    correction = make_correction(commits)
    with commits():
        actions.answer(actor(make_corrector()), correction.pk, "已更正。")
    with commits():
        submissions.rate(PUBLIC, submission_of(correction).pk, 4, "谢谢")
    correction.refresh_from_db()
    assert (correction.stars, correction.comment) == (4, "谢谢")


def test_the_contact_can_be_asked_for_and_that_is_recorded(commits):
    contact = Contact("张小明", "13812345678")
    correction = make_correction(commits, contact=contact)
    assert actions.look_at_contact(actor(make_corrector()), correction) == contact
    assert Entry.objects.filter(act="intake.contact_read").exists()


def test_who_may_handle_it_hears_that_time_runs_out_and_then_only_the_handler(commits):
    correction = make_correction(commits)
    first, second = make_corrector(), make_corrector()
    make_corrector(unit=make_unit())
    Clock.objects.update(warn_at=shifted(now(), minutes=-1))
    sweep_now()
    told = Notice.objects.filter(subject__contains="即将到答复期限")
    assert {notice.person for notice in told} == {first.person, second.person}
    actions.accept(actor(first), correction.pk)
    Clock.objects.update(due_at=shifted(now(), minutes=-1))
    sweep_now()
    late = Notice.objects.get(subject__contains="已超过答复期限")
    assert (late.person, late.link) == (first.person, f"/office/corrections/{correction.pk}/")


def test_to_dos_are_those_that_nobody_else_took_over(commits):
    mine, theirs, free = (make_correction(commits) for _ in range(3))
    post, other = make_corrector(), make_corrector()
    actions.accept(actor(post), mine.pk)
    actions.accept(actor(other), theirs.pk)
    Clock.objects.filter(subject_key=str(free.pk)).update(due_at=shifted(now(), minutes=-1))
    found = {todo.note: todo.is_late for todo in waiting.to_handle(post, 10)}
    assert found == {mine.number: False, free.number: True}
    assert waiting.to_handle(make_officer(AUTHOR), 10) == []
    assert waiting.to_handle(make_corrector(unit=make_unit()), 10) == []


def test_a_screenshot_is_read_by_who_may_handle_the_correction(commits):
    stored = make_file("截图.txt")
    correction = make_correction(commits, files=[stored])
    holder = holders.registered()["portal.correction"]
    assert holder.visible(stored, make_corrector())
    for post in (None, make_officer(AUTHOR), make_corrector(unit=make_unit())):
        assert not holder.visible(stored, post)
    assert holder.references({stored.pk, 0}) == {stored.pk}
    assert Correction.objects.get(pk=correction.pk).files.count() == 1
