"""How is the whole demonstration city made?"""

from collections import Counter

import pytest
from django.test import override_settings

from yiwang.demonstration import city, ledger, pictures
from yiwang.demonstration.participation import told
from yiwang.demonstration.people import SUPERVISING
from yiwang.demonstration.stories import stories
from yiwang.demonstration.tests.makers import A_SUNDAY, make_days, undone
from yiwang.demonstration.websites import sites as websites
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.models import Case, Urge
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.indicators.models import Score
from yiwang.kernel.intake.models import Handover
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.approvals.applications.models import FollowUp, PublishedResult, Telling
from yiwang.subsystems.approvals.applications.rules import KIND as APPLICATION
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.counter.models import HandedOver, Ticket
from yiwang.subsystems.approvals.items.models import CleanUp, Guide, GuideFile, Implementation
from yiwang.subsystems.approvals.payments.models import Bill
from yiwang.subsystems.participation.consultations.models import OpenConsultation
from yiwang.subsystems.participation.interviews.models import Broadcast
from yiwang.subsystems.participation.letters.models import Letter, Trace
from yiwang.subsystems.participation.surveys.models import OpenSurvey
from yiwang.subsystems.portal.contests import rules as contest_rules
from yiwang.subsystems.portal.contests.models import Contest
from yiwang.subsystems.portal.group.models import Opening
from yiwang.subsystems.portal.guarding.models import Watch
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.newsroom.models import Assignment, Material
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.topics.models import Composition
from yiwang.subsystems.supervision.board.models import Count, Day, Paper, Tally
from yiwang.subsystems.supervision.cards import rules as card_rules
from yiwang.subsystems.supervision.cards.models import Card, Notification
from yiwang.subsystems.supervision.orders.models import Complaint, Duty, Order
from yiwang.subsystems.supervision.sources.models import Import, Price
from yiwang.subsystems.supervision.watching.models import Happening, RuleFault

pytestmark = pytest.mark.django_db

SMALLEST_JPEG = pictures.painted("lake", 0)  # painting all of them is test_pictures' business
COMPARED = 520  # acts: the founding and the first articles


def record():
    """What the record says happened, without the numbers that the database gives."""
    return list(Entry.objects.order_by("pk").values_list("recorded_at", "act", "person", "subject"))


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A whole city for all tests below; gives the record of the first part of one made and undone before."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pictures, "painted", lambda scene, variant: SMALLEST_JPEG)
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        with undone():
            city.make(A_SUNDAY, lambda acts: acts[:COMPARED])
            earlier = record()
        with undone():
            city.make(A_SUNDAY)
            patch.undo()
            yield earlier


def test_the_city_is_the_same_every_time(made):
    assert len(made) > COMPARED
    assert record()[: len(made)] == made


def told_by_websites() -> list[str]:
    """Titles of what the department and the county published; the main site has copies of some."""
    return [article["title"] for site in websites.told()["site"] for article in site["articles"]]


def of_the_stories():
    return Article.objects.exclude(title__in=told_by_websites())


def test_everything_of_the_ledger_is_there(made):
    assert Unit.objects.count() == len(list(ledger.units()))
    assert Column.objects.filter(site__slug="main").count() == len(ledger.columns())
    assert Unit.objects.filter(closed_on=None, kind="department").count() == 45


def test_every_article_stands_where_its_story_ends(made):
    told = {story.title: story.state for story in stories(make_days())}
    assert dict(of_the_stories().values_list("title", "state")) == told


def test_what_is_out_can_be_read_and_nothing_else(made):
    out = [story for story in stories(make_days()) if story.state == "published"]
    readable = Publication.objects.readable(now()).exclude(title__in=told_by_websites())
    assert readable.filter(origin_kind="portal.article").count() == len(out)


def test_a_department_and_a_county_have_sites_of_their_own_and_offer_what_they_publish(made):
    assert set(Site.objects.values_list("slug", "state")) == {
        ("main", "open"),
        ("edu", "open"),
        ("baizhu", "open"),
    }
    assert Opening.objects.filter(state="refused").count() == 1
    outcomes = {"adopted": 3, "returned": 1, "waiting": 1}
    assert Counter(Proposal.objects.values_list("state", flat=True)) == outcomes
    copies = Article.objects.filter(site__slug="main", title__in=told_by_websites())
    assert set(copies.values_list("state", flat=True)) == {"published"}


def test_a_topic_is_composed_reporters_were_sent_and_somebody_is_on_duty(made):
    assert Composition.objects.get().live_version
    assert Assignment.objects.count() == 4
    assert Material.objects.count() == 2
    assert Watch.objects.get().person.username == "wei.wangjing"


def test_nobody_reviewed_or_published_their_own_work(made):
    articles = Article.objects.exclude(reviewed_by=None).exclude(published_by=None)
    assert articles.count() > 200
    for article in articles:
        assert len({article.submitted_by_id, article.reviewed_by_id, article.published_by_id}) == 3


def test_an_article_came_out_when_its_story_says(made):
    told = {story.title: story.published_at for story in stories(make_days())}
    out = of_the_stories().filter(state="published")
    assert {article.title: article.published_at for article in out} == {
        article.title: told[article.title] for article in out
    }


def test_the_record_is_told_in_the_order_of_time(made):
    moments = [moment for moment, *_ in record()]
    assert moments == sorted(moments)


def test_nobody_can_sign_in_before_a_password_is_issued(made):
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_notices_wait_for_those_whose_turn_it_is(made):
    waiting = Notice.objects.filter(read_at=None).values_list("person__username", flat=True)
    assert {"tao.zhixian", "ruan.suyin", "qin.huaiyuan", "xue.dingbo"} <= set(waiting)
    assert Notice.objects.exclude(read_at=None).count() > 500


def test_a_publisher_who_is_away_is_stood_in_for(made):
    assert Post.objects.standing_in().get().roles == ["portal_publisher"]


def test_a_department_was_merged_and_another_renamed(made):
    assert Unit.objects.get(short_name="市乡村振兴局").merged_into.short_name == "市农业农村局"
    renamed = Unit.objects.get(short_name="市数据局")
    assert list(renamed.aliases.values_list("name", flat=True)) == ["云泽市大数据管理局"]


def test_a_city_is_not_made_where_there_is_one(made):
    with pytest.raises(Refused, match="只能建在空的数据库里"):
        city.make(A_SUNDAY)


def test_the_item_library_and_its_guides_are_there(made):
    assert Implementation.objects.in_force().count() == 304
    assert Guide.objects.filter(is_open=True).count() == 304
    round_ = CleanUp.objects.get()
    assert (round_.count_before, round_.count_after, round_.state) == (313, 304, "closed")


def test_matters_stand_at_every_stage(made):
    states = set(Case.objects.values_list("state", flat=True))
    assert states == set(case_rules.STATES)
    assert Case.objects.filter(kind=APPLICATION).count() == 60
    outcomes = set(Case.objects.filter(state="closed").values_list("outcome", flat=True))
    assert outcomes >= {"granted", "refused"}
    assert set(Bill.objects.values_list("state", flat=True)) == {"paid", "due"}
    assert Certificate.objects.exists()
    assert FollowUp.objects.exists()


def test_some_are_late_some_near_their_end_and_somebody_heard_of_it(made):
    clocks = Clock.objects.filter(subject_kind=case_rules.SUBJECT, state="running")
    assert clocks.exclude(breached_at=None).exists()
    assert clocks.filter(breached_at=None).exclude(warned_at=None).exists()
    assert Urge.objects.exists()


def test_a_bad_rating_was_followed_up_and_another_waits(made):
    assert set(FollowUp.objects.values_list("outcome", flat=True)) == {"", "rectified"}


def test_what_was_granted_is_public_and_some_results_were_fetched(made):
    assert PublishedResult.objects.count() > 5
    assert HandedOver.objects.count() == 2


def test_whoever_applied_on_the_web_uploaded_what_was_asked_for(made):
    on_the_web = Case.objects.filter(channel="web").exclude(materials=None)
    assert not on_the_web.filter(materials__is_required=True, materials__files=None).exists()


def test_a_blank_form_can_be_fetched_from_guides(made):
    assert GuideFile.objects.filter(edition__guide__is_open=True).count() > 40


def test_nothing_of_the_applications_is_stuck_on_its_way(made):
    assert not Telling.objects.filter(told_at=None).exists()
    assert not Handover.objects.stuck().exists()


def test_websites_compete_and_one_has_reported(made):
    contest = Contest.objects.get()
    assert contest.state == contest_rules.ANNOUNCED
    assert (contest.entrants.count(), contest.jurors.count()) == (2, 3)
    assert contest.announced_as.is_readable(now())
    assert contest.entrants.exclude(reported_at=None).get().site.unit.name == "云泽市教育局"
    inspector = Post.objects.in_full().get(person__username="xing.zhicha")
    assert Watched.objects.visible_to(inspector).count() == 3


def test_people_wait_in_the_hall(made):
    assert Ticket.objects.filter(state="waiting").exists()
    assert Ticket.objects.filter(state="done").count() == 3


def test_cards_stand_at_every_stage_and_each_has_reached_its_unit(made):
    assert set(Card.objects.values_list("state", flat=True)) == set(card_rules.STATES)
    assert set(Card.objects.values_list("colour", flat=True)) == {"yellow", "red"}
    assert not Card.objects.filter(post=None).exists()
    assert not Notification.objects.filter(envelope=None).exists()


def test_every_happening_was_judged_and_no_rule_failed(made):
    assert not Happening.objects.filter(again_at=None).exists()
    assert not RuleFault.objects.exists()
    assert set(Finding.objects.values_list("is_trial", flat=True)) == {True, False}


def test_one_order_is_done_and_others_run(made):
    assert sorted(Order.objects.values_list("case__state", flat=True)) == ["accepted", "accepted", "closed"]
    assert set(Duty.objects.values_list("state", flat=True)) == {"accepted", "open"}


def test_complaints_lie_with_the_centre_and_one_was_upheld(made):
    complaints = Complaint.objects.select_related("case__unit")
    assert {complaint.case.unit.short_name for complaint in complaints} == {SUPERVISING}
    states = {complaint.case.state: complaint.outcome for complaint in complaints}
    assert states == {"closed": "upheld", "accepted": "", "received": ""}


def test_records_came_in_some_were_rejected_and_prices_are_public(made):
    imports = {row.source: row for row in Import.objects.all()}
    assert {row.state for row in imports.values()} == {"done"}
    assert {source: row.rejected > 0 for source, row in imports.items()} == {
        "medicine": False,
        "construction": False,
        "trading": True,
    }
    assert Price.objects.filter(is_shown=True).exists()
    for source in imports:
        assert Finding.objects.filter(subject_kind=f"record.{source}").exists()


def test_a_month_was_appraised_and_its_bulletin_went_out(made):
    bulletin = Paper.objects.get(form="bulletin", span="2026-10")
    assert bulletin.number == "云效监通〔2026〕1号"
    assert bulletin.envelope
    assert Score.objects.filter(snapshot__month="2026-10-01").exclude(rank=None).count() > 5


def test_the_board_of_today_is_counted(made):
    assert Count.objects.get().counted_at.date() == make_days().back(0)
    assert Tally.objects.exists()
    assert Day.objects.exists()


def test_letters_stand_at_every_stage_and_answers_are_public_without_their_writers(made):
    assert set(Letter.objects.values_list("case__state", flat=True)) == {"received", "accepted", "closed"}
    shown = Trace.objects.shown()
    assert shown.count() == 6
    written = "".join(shown.values_list("text", flat=True))
    assert not [one for one in told.entries()["letter"] if one["name"] in written or one["phone"] in written]
    assert not shown.filter(box_code="petitions").exists()


def test_people_were_asked_and_told_what_came_of_it(made):
    open_one, ended = OpenSurvey.objects.order_by("-closes_at")
    assert (ended.received, open_one.sealed_at) == (42, None)
    assert ended.sealed_at
    assert ended.notice
    assert open_one.received > 0
    assert set(OpenConsultation.objects.values_list("state", flat=True)) == {"published", "answered"}


def test_an_interview_was_held_and_another_is_announced(made):
    past, coming = Broadcast.objects.order_by("starts_at")
    assert (past.state, coming.state) == ("ended", "announced")
    assert past.lines.count() == 7
    assert past.publication_id
