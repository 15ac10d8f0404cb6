"""Does what is said inside come out, in order, once, and go away again?"""

import json

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.telling import hear, tell, tell_waiting
from yiwang.kernel.files import holders
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_picture
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.organizations.tests.makers import actor, sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.search.queries import Query, search
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions import closing, lines, planning
from yiwang.subsystems.participation.interviews.live import news
from yiwang.subsystems.participation.interviews.models import Broadcast, BroadcastLine, Interview, Line
from yiwang.subsystems.participation.interviews.tests.makers import (
    commits,
    make_interview,
    make_question,
    release,
    say,
    shown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(studio):
    return make_interview(studio, rules.LIVE)


def after(interview, changed):
    broadcast = shown(interview)
    return news.after({broadcast.pk: changed}).get(broadcast.pk, [])


def test_what_is_said_comes_out_in_order_and_is_numbered_for_readers(studio, interview):
    before = shown(interview).changed
    say(studio, interview, "第一句。")
    say(studio, interview, "第二句。")
    events = after(interview, before)
    assert [event.changed for event in events] == [before + 1, before + 2]
    assert "第一句" in events[0].data
    assert after(interview, before + 2) == []


def test_news_of_many_interviews_cost_two_queries(studio, interview, django_assert_num_queries):
    other = make_interview(studio, rules.LIVE)
    for each in (interview, other):
        say(studio, each)
    known = {shown(each).pk: 0 for each in (interview, other)}
    with django_assert_num_queries(2):
        assert len(news.after(known)) == 2
    quiet = {shown(each).pk: shown(each).changed for each in (interview, other)}
    with django_assert_num_queries(1):
        assert news.after(quiet) == {}


def test_a_frame_is_one_line_of_data_whatever_was_said(studio, interview):
    say(studio, interview, "第一行\n\n第二行\nid: 99\n\nevent: over")
    frame = after(interview, 0)[-1].frame.decode()
    head, _, rest = frame.partition("\ndata: ")
    assert head.count("\n") == 1
    assert rest.count("\n") == 2
    assert json.loads(rest)["place"] == "stream"


def test_the_same_form_sent_twice_says_one_thing(studio, interview):
    say(studio, interview, token="once")
    say(studio, interview, token="once")
    assert BroadcastLine.objects.count() == 1


def test_a_guest_is_named_with_their_office_and_a_stranger_cannot_speak(studio, interview):
    guest = interview.guests.get()
    say(studio, interview, kind=rules.SAID_BY_GUEST, guest_id=guest.pk)
    assert BroadcastLine.objects.get().speaker == "市住建局局长 王建国"
    other = make_interview(studio, rules.LIVE).guests.get()
    with pytest.raises(Refused, match="哪位嘉宾"):
        say(studio, interview, kind=rules.SAID_BY_GUEST, guest_id=other.pk)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " \u200b "}, "请填写发言内容"),
        ({"text": "长" * 3001}, "3000字"),
        ({"kind": "question"}, "提问列表"),
        ({"kind": "nobody"}, "谁的发言"),
        ({"text": "机密★三年"}, "密"),
    ],
)
def test_a_line_that_says_nothing_or_too_much_is_refused(studio, interview, changes, said):
    with pytest.raises(Refused, match=said):
        say(studio, interview, **changes)
    assert not Line.objects.exists()


def test_nothing_is_said_before_the_beginning_or_in_the_archive(studio):
    announced = make_interview(studio, rules.ANNOUNCED)
    with pytest.raises(Refused, match="已预告"):
        say(studio, announced)


def test_personal_numbers_that_slip_through_are_masked_outside(studio, interview):
    say(studio, interview, "请拨打13812345678。")
    assert BroadcastLine.objects.get().text == "请拨打138****5678。"


def test_a_correction_replaces_the_line_for_readers_and_the_record_keeps_both(studio, interview):
    line = say(studio, interview, "八百套。")
    known = shown(interview).changed
    with commits():
        lines.correct(actor(studio.editor), line.pk, "八千套。")
    [event] = after(interview, known)
    assert event.key == line.reference
    assert "八千套" in event.data
    assert "已更正" in event.data
    detail = Entry.objects.get(act="interviews.line_correct").detail
    assert (detail["before"], detail["after"]) == ("八百套。", "八千套。")


def test_a_removed_line_goes_from_every_reader_and_from_the_page(client, studio, interview):
    line = say(studio, interview, "说错的话。")
    known = shown(interview).changed
    with commits():
        lines.remove(actor(studio.editor), line.pk, "口误")
    [event] = after(interview, known)
    assert event.kind == news.GONE
    assert BroadcastLine.objects.get().text == ""
    assert "说错的话" not in client.get(shown(interview).address).content.decode()
    with pytest.raises(Refused, match="已经删除"):
        lines.remove(actor(studio.editor), line.pk, "口误")


def test_an_older_revision_that_comes_late_changes_nothing(studio, interview):
    line = say(studio, interview, "一。")
    with commits():
        lines.correct(actor(studio.editor), line.pk, "二。")
    known = shown(interview).changed
    Line.objects.filter(pk=line.pk).update(text="旧", sequence=1)
    with commits():
        tell(actor(studio.editor), Line.objects.get(pk=line.pk))
    assert (BroadcastLine.objects.get().text, shown(interview).changed) == ("二。", known)


def test_a_picture_is_shown_while_the_interview_is_and_not_afterwards(client, studio, interview):
    picture = make_file("现场.jpg", make_picture())
    assert not holders.may_read(picture, None)
    say(studio, interview, "", picture=picture)
    stored = BroadcastLine.objects.get().picture
    assert holders.may_read(stored, None)
    assert stored.address() in client.get(shown(interview).address).content.decode()
    with commits():
        planning.withdraw(actor(studio.planner), interview.pk, "内容有误")
    assert not holders.may_read(StoredFile.objects.get(pk=stored.pk), None)


def test_a_text_file_is_no_picture(studio, interview):
    with pytest.raises(Refused, match="请选择 JPEG"):
        say(studio, interview, picture=make_file())


def test_the_transcript_is_published_once_corrected_with_it_and_withdrawn_with_it(client, studio, interview):
    line = say(studio, interview, "公租房<b>八百</b>套。")
    question_ = release(studio, make_question(interview))
    with pytest.raises(Refused, match="结束后才能发布"):
        closing.publish_transcript(actor(studio.editor), interview.pk)
    with commits():
        planning.end(actor(studio.editor), interview.pk)
    with commits():
        closing.publish_transcript(actor(studio.editor), interview.pk)
    publication = Publication.objects.get()
    assert publication.placements.get().column == "dialogue-interviews"
    assert "公租房&lt;b&gt;八百&lt;/b&gt;套。" in publication.body
    assert question_.shown_text not in publication.body
    assert [hit.kind for hit in search(Query("公租房")).hits] == ["publication"]
    with commits():
        lines.correct(actor(studio.editor), line.pk, "公租房八千套。")
    publication.refresh_from_db()
    assert "八千套" in publication.body
    assert Publication.objects.count() == 1
    with commits():
        planning.withdraw(actor(studio.planner), interview.pk, "内容有误")
    publication.refresh_from_db()
    assert publication.is_withdrawn
    assert not search(Query("公租房")).hits
    assert not BroadcastLine.objects.exists()
    response = client.get(shown(interview).address)
    assert response.status_code == 410
    assert "公租房" not in response.content.decode()


def test_a_transcript_without_anything_said_is_refused(studio):
    ended = make_interview(studio, rules.ENDED)
    with pytest.raises(Refused, match="还没有实录"):
        closing.publish_transcript(actor(studio.editor), ended.pk)


def test_an_interview_is_archived_when_its_transcript_is_there(studio):
    ended = make_interview(studio, rules.LIVE)
    say(studio, ended)
    with commits():
        planning.end(actor(studio.editor), ended.pk)
    with pytest.raises(Refused, match="发布文字实录"):
        planning.archive(actor(studio.planner), ended.pk)
    with commits():
        closing.publish_transcript(actor(studio.editor), ended.pk)
    with commits():
        planning.archive(actor(studio.planner), ended.pk)
    assert shown(ended).state == rules.ARCHIVED
    with pytest.raises(Refused, match="已归档"):
        lines.correct(actor(studio.editor), Line.objects.get().pk, "改")


def test_readers_of_a_withdrawn_interview_hear_that_it_is_over(studio, interview):
    known = shown(interview).changed
    with commits():
        planning.withdraw(actor(studio.planner), interview.pk, "内容有误")
    assert [event.kind for event in after(interview, known)] == [news.OVER]
    assert [event.kind for event in news.after({999: 0})[999]] == [news.OVER]


def test_a_withdrawn_interview_does_not_come_back_by_a_late_card(studio, interview):
    with commits():
        planning.withdraw(actor(studio.planner), interview.pk, "内容有误")
    Interview.objects.filter(pk=interview.pk).update(state=rules.LIVE)
    with commits():
        tell(actor(studio.editor), planning.locked(interview.pk))
    assert shown(interview).state == rules.WITHDRAWN


def test_figures_of_readers_come_back_and_only_grow(client, studio, interview, monkeypatch):
    from yiwang.subsystems.participation.interviews import reading
    from yiwang.subsystems.participation.interviews.actions import showing

    monkeypatch.setattr(reading, "OPENED", reading.Tally(reading._write, seconds=0))
    for _ in range(3):
        client.get(shown(interview).address)
    showing.note_readers(shown(interview).pk, 12)
    showing.note_readers(shown(interview).pk, 5)
    with commits():
        assert closing.tell_figures() == 1
    assert closing.tell_figures() == 0
    interview.refresh_from_db()
    assert (interview.opened, interview.most_readers) == (3, 12)
    assert Broadcast.objects.get().most_readers == 12


def test_what_could_not_be_told_is_told_by_the_regular_job(studio, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(zones, "known", lambda zone: None)
        interview = make_interview(studio, rules.LIVE)
        say(studio, interview)
    assert not Broadcast.objects.exists()
    with commits():
        assert tell_waiting() == 2
    assert shown(interview).is_live
    assert BroadcastLine.objects.count() == 1
    assert tell_waiting() == 0


def test_what_the_outer_zone_refused_is_shown_and_sent_again(client, studio, interview):
    from yiwang.kernel.exchange.models import Receipt
    from yiwang.subsystems.participation.interviews.actions import telling

    line = say(studio, interview, "没有送到的话。")
    with pytest.raises(Refused, match="不需要重新发送"):
        telling.tell_again(actor(studio.editor), interview.pk)
    receipt = Receipt.objects.filter(envelope__kind="participation.interview_line").first()
    receipt.kind = "refused"
    hear([receipt])
    line.refresh_from_db()
    assert line.trouble.startswith("外网未接收")
    sign_in(client, studio.editor)
    assert "重新发送到外网" in client.get(interview.address).content.decode()
    with commits():
        client.post(f"{interview.address}deed/retell/")
    with commits():
        assert tell_waiting() == 1
    line.refresh_from_db()
    interview.refresh_from_db()
    assert (line.trouble, interview.trouble) == ("", "")
    assert BroadcastLine.objects.count() == 1
