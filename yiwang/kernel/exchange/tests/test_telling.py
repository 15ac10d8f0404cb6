"""Does the other zone know what it has to, once, in whatever order it comes and whoever was killed?"""

from collections.abc import Callable

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, models, transaction
from pydantic import BaseModel

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing, kinds, rules, telling, zones
from yiwang.kernel.exchange.actions import telling as actions
from yiwang.kernel.exchange.actions.delivering import deliver, deliver_waiting
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.models import OWED, STUCK, Crossing, Envelope
from yiwang.kernel.exchange.tasks import follow_receipts
from yiwang.kernel.exchange.tests.makers import make_clerk, send_from
from yiwang.kernel.exchange.zones import newer
from yiwang.kernel.nodes.tests.makers import committed
from yiwang.kernel.organizations.tests.makers import make_unit

pytestmark = pytest.mark.django_db
TABLES = """
create table exchange_board (code varchar(20) primary key, words text not null,
    sequence integer not null, sent_sequence integer not null, trouble varchar(300) not null);
create table exchange_shown (code varchar(20) primary key, sequence integer not null, words text not null);
"""

APART = Apps()


class Board(Crossing):
    code = models.CharField(max_length=20, primary_key=True)
    words = models.TextField()

    class Meta:
        app_label, apps = "exchange", APART


class Shown(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    sequence = models.PositiveIntegerField()
    words = models.TextField()

    class Meta:
        app_label, apps = "exchange", APART


class Body(BaseModel):
    code: str
    sequence: int
    words: str


def said(board: Board) -> telling.Said:
    if board.words == "forbidden":
        raise Refused("附件没有通过检查。")
    return telling.Said("公告牌", Body(code=board.code, sequence=board.sequence, words=board.words))


def take(taken: kinds.Taken) -> None:
    shown = newer(taken, Shown.objects.all(), {"code": taken.body.code})
    if shown is None:
        return
    if taken.body.words == "refuse":
        raise Refused("外网没有这块公告牌。")
    shown.words = taken.body.words
    shown.save()


@pytest.fixture
def board(db, monkeypatch):
    """A notice board that one zone tells the other of; both are this installation unless a test says so."""
    with connection.cursor() as cursor:
        for statement in TABLES.split(";")[:-1]:
            cursor.execute(statement)
    monkeypatch.setattr(kinds, "_registered", dict(kinds.registered()))
    monkeypatch.setattr(kinds, "_newest", dict(kinds._newest))
    monkeypatch.setattr(telling, "_registered", {})
    kinds.register(Kind("tests.board", 1, "公告牌", rules.SERVICE, Body, take))
    telling.register(telling.Telling("tests.board", Board, said, ("code",), "exchange.envelope_refuse"))
    return Board.objects.create(code="one", words="第一版")


def say(board: Board, words: str) -> None:
    """A deed."""
    with transaction.atomic():
        held = Board.objects.select_for_update().get(pk=board.pk)
        held.words = words
        held.save(update_fields=["words"])
        actions.tell(SYSTEM, held)


@transaction.atomic
def _broken_off(call: Callable[..., object], *given: object) -> None:
    call(*given)
    raise ZeroDivisionError


def killed(call: Callable[..., object], *given: object) -> None:
    """Everything is done, and then the process ends before its commit."""
    with pytest.raises(ZeroDivisionError):
        _broken_off(call, *given)


def shown() -> str:
    return Shown.objects.get().words


def cut_off(monkeypatch) -> None:
    def refuse(zone: str) -> None:
        raise Refused("还没有登记外网节点。")

    monkeypatch.setattr(addressing, "of_zone", refuse)


def test_both_zones_in_one_installation_know_it_after_the_commit(board):
    with committed():
        say(board, "第一版")
        assert not Shown.objects.exists()
    assert shown() == "第一版"
    with committed():
        say(board, "第二版")
    assert shown() == "第二版"
    board.refresh_from_db()
    assert (board.sequence, board.sent_sequence, board.is_told) == (2, 2, True)
    assert actions.tell_waiting() == 0


def test_a_copy_of_the_row_that_is_out_of_date_counts_on(board):
    stale = Board.objects.get(pk=board.pk)
    say(board, "第二版")
    actions.tell(SYSTEM, stale)
    board.refresh_from_db()
    assert board.sequence == board.sent_sequence == 2


def test_what_is_delivered_twice_changes_nothing_the_second_time(board):
    say(board, "第一版")
    envelope = Envelope.objects.get()
    assert deliver(envelope.pk) == 1
    Shown.objects.update(words="由外网补充")
    assert deliver(envelope.pk) == 0
    body = Body.model_validate(envelope.statement.body)
    take(kinds.Taken(envelope, body, (), ()))
    assert shown() == "由外网补充"


def test_what_comes_out_of_order_leaves_the_newest(board):
    for words in ("第一版", "第二版", "第三版"):
        say(board, words)
    first, second, third = Envelope.objects.order_by("pk")
    for envelope in (second, first):
        deliver(envelope.pk)
        assert shown() == "第二版"
    deliver(third.pk)
    assert shown() == "第三版"


def test_a_deed_that_was_killed_tells_nothing(board):
    killed(say, board, "第二版")
    board.refresh_from_db()
    assert (board.words, board.sequence) == ("第一版", 0)
    assert not Envelope.objects.exists()


def test_who_was_killed_after_the_commit_is_caught_up_with(board):
    say(board, "第二版")  # its on_commit is never called here
    assert not Shown.objects.exists()
    assert deliver_waiting() == 1
    assert shown() == "第二版"


def test_a_job_that_was_killed_before_its_commit_sends_it_again_under_the_same_number(board, monkeypatch):
    with monkeypatch.context() as patch:
        cut_off(patch)
        say(board, "第二版")
    killed(actions.tell_waiting)
    assert not Envelope.objects.exists()
    assert actions.tell_waiting() == 1
    assert Envelope.objects.get().statement.body["sequence"] == 1


def test_what_could_not_go_at_once_goes_by_the_job_once_and_as_it_is_then(board, monkeypatch):
    with monkeypatch.context() as patch:
        cut_off(patch)
        say(board, "第一版")
        say(board, "第二版")
        assert actions.tell_waiting() == 0
        with pytest.raises(Refused, match="还没有登记"):
            actions.tell_again(SYSTEM, board)
    with committed():
        assert actions.tell_waiting() == 1
    assert shown() == "第二版"
    assert actions.tell_waiting() == 0
    assert Envelope.objects.count() == 1


def test_an_installation_that_is_the_zone_alone_tells_itself_nothing(board, settings):
    actions.owe(Board, [board.pk])
    settings.ZONE = "outer"
    assert actions.tell_waiting() == 0
    settings.ZONE = "both"
    assert actions.tell_waiting() == 1


def test_many_rows_are_owed_by_one_statement(board, django_assert_num_queries):
    Board.objects.create(code="two", words="又一块", trouble="外网未接收")
    with django_assert_num_queries(1):
        assert actions.owe(Board, ["one", "two"]) == 2
    assert Board.objects.filter(OWED).count() == 2
    with committed():
        assert actions.tell_waiting() == 2
    assert Shown.objects.count() == 2


def test_a_zone_that_was_set_up_anew_is_told_everything_that_was_ever_told(board):
    with committed():
        say(board, "第一版")
    Board.objects.create(code="draft", words="还没有公布")
    Shown.objects.all().delete()
    call_command("tell_zones", again=True, verbosity=0)
    assert Entry.objects.get(act="exchange.zones_tell_again").detail["number"] == 1
    with committed():
        assert actions.tell_waiting() == 1
    assert shown() == "第一版"


def test_a_deed_that_may_not_be_told_is_refused_whole(board):
    with pytest.raises(Refused, match="附件"):
        say(board, "forbidden")
    board.refresh_from_db()
    assert (board.words, board.sequence) == ("第一版", 0)


def test_what_the_job_may_not_send_is_shown_and_tried_again_with_the_next_deed(board):
    Board.objects.create(code="two", words="又一块")
    Board.objects.filter(pk="one").update(words="forbidden")
    actions.owe(Board, ["one", "two"])
    with committed():
        assert actions.tell_waiting() == 1  # one does not hold up the other
    assert [one.trouble for one in Board.objects.filter(STUCK)] == ["附件没有通过检查。"]
    assert Entry.objects.filter(act="exchange.envelope_refuse").count() == 1
    assert actions.tell_waiting() == 0
    say(board, "改好了")
    assert not Board.objects.filter(STUCK).exists()


def test_what_the_other_zone_refused_is_shown_until_it_is_sent_again(board):
    with committed():
        say(board, "refuse")
    follow_receipts()
    board.refresh_from_db()
    assert board.trouble == "外网未接收：外网没有这块公告牌。"
    assert not board.is_told
    Board.objects.update(words="改好了")
    board.refresh_from_db()
    with committed():
        actions.tell_again(SYSTEM, board)
    follow_receipts()
    board.refresh_from_db()
    assert board.is_told
    assert shown() == "改好了"


def test_a_late_refusal_of_what_was_told_anew_says_nothing(board):
    with committed():
        say(board, "refuse")
        say(board, "改好了")
    follow_receipts()
    board.refresh_from_db()
    assert board.is_told


def test_only_the_inner_zone_itself_may_tell(board):
    envelope = send_from(
        make_clerk(), make_unit(), kind="tests.board", body={"code": "one", "sequence": 9, "words": "假的"}
    )
    with pytest.raises(Refused, match="只能由内网节点转来"):
        take(kinds.Taken(envelope, Body.model_validate(envelope.statement.body), (), ()))
    assert not Shown.objects.exists()


def test_a_zone_that_nobody_registered_is_unknown_and_our_own_is_known(settings):
    settings.ZONE = "inner"
    assert zones.known("outer") is None
    assert zones.known("inner") is not None
