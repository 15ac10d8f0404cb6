"""What does the worker do about parcels? Here with directories on both sides and a peer in this process."""

import os
import time
from itertools import count

import pytest
from django.db import OperationalError

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files import store
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import letters, tasks, tls
from yiwang.kernel.nodes.carriers import directory, ferry
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, OutgoingMark, Parcel, Rejection
from yiwang.kernel.nodes.notes import Note
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.tests.makers import make_parcel
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.organizations import sealing

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(tmp_path):
    for name in ("out", "in"):
        (tmp_path / name).mkdir()
    peer = make_peer(settings={"outbox": str(tmp_path / "out"), "inbox": str(tmp_path / "in")})
    peer.outbox, peer.inbox = tmp_path / "out", tmp_path / "in"
    return peer


def fetched(peer):
    """The letters that lie in our outbox, notes first; they are fetched, as the device would."""
    found = []
    for path in sorted(peer.outbox.glob("*.parcel"), key=lambda path: directory._in_order(path.name)):
        with ferry.opened(path) as ferried:
            found.append(ferried.letter())
        path.unlink()
    return found


def notes_of(found):
    bodies = [one.body for one in found if '"number":0' in one.header]
    return [Note.model_validate(letters.plain_object(body)) for body in bodies]


def old(path):
    """The device finished copying it long ago."""
    os.utime(path, (0, 0))
    return path


def test_what_waits_is_written_as_whole_files_and_waits_for_its_receipt(peer):
    stored = make_stored()
    parcels = [make_parcel(peer.node, files=[stored]) for _ in range(3)]
    assert tasks.exchange() == 3
    names = sorted(path.name for path in peer.outbox.iterdir())
    assert names == [f"{own().code}-{number}-1.parcel" for number in (1, 2, 3)]
    assert set(Parcel.objects.values_list("state", flat=True)) == {"carried"}
    assert tasks.exchange() == 0
    peer.parcel_file(peer.inbox, peer.note(through=3, highest=3, echo=0))
    tasks.exchange()
    assert set(Parcel.objects.values_list("state", flat=True)) == {"acknowledged"}
    assert len(parcels) == 3


def test_what_comes_is_taken_whatever_its_order_and_answered(peer, taker):
    stored = make_stored()
    for number in (2, 1, 3):
        peer.parcel_file(peer.inbox, peer.letter(number, files=(stored,)), (stored,))
    assert tasks.exchange() == 3
    assert sorted(arrived.number for arrived in taker.taken) == [1, 2, 3]
    assert all(set(arrived.files) == {stored.digest} for arrived in taker.taken)
    assert not list(peer.inbox.glob("*.parcel"))
    (note,) = notes_of(fetched(peer))
    assert note.through == 3
    tasks.exchange()
    assert not fetched(peer), "nothing is owed any more"


def test_a_reader_with_parcels_left_says_that_it_is_behind(peer, taker, monkeypatch):
    monkeypatch.setattr(directory, "MOST_A_ROUND", 1)
    for number in (1, 2):
        peer.parcel_file(peer.inbox, peer.letter(number))
    notes = []
    for _ in range(2):
        tasks.exchange()
        notes += notes_of(fetched(peer))
    assert [(note.through, note.is_behind) for note in notes] == [(1, True), (2, False)]


def test_a_batch_with_a_wrong_hash_is_rejected_answered_and_asked_for_again(peer, taker):
    """standards/security.md §9 case 11: rejected, receipt with error, resend asked (§4)."""
    genuine, forged = make_stored(), make_stored(b"%PDF-1.7\nforged\n" + b"x" * 500)
    letter = peer.letter(1, files=(genuine,))
    path = peer.parcel_file(peer.inbox, letter, (forged,))
    content = path.read_bytes().replace(forged.digest.encode(), genuine.digest.encode())
    path.write_bytes(content)
    tasks.exchange()
    assert path.exists(), "perhaps the device is still copying it"
    old(path)
    tasks.exchange()
    assert not taker.taken
    assert not path.exists()
    assert len(list((peer.inbox / "rejected").iterdir())) == 1
    (note,) = notes_of(fetched(peer))
    assert "摘要不符" in note.again[1].reason
    assert "摘要不符" in Rejection.objects.get().reason
    assert Entry.objects.filter(act="nodes.arrival_reject").exists()
    peer.parcel_file(peer.inbox, peer.letter(1, files=(genuine,), attempt=2), (genuine,))
    assert tasks.exchange() == 1


def test_a_torn_file_is_left_for_a_while_and_taken_when_it_is_whole(peer, taker):
    path = peer.parcel_file(peer.inbox, peer.letter(1))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    tasks.exchange()
    assert path.exists()
    path.write_bytes(whole)
    assert tasks.exchange() == 1
    assert not Rejection.objects.exists()


def test_a_file_that_stays_torn_is_set_aside_and_its_number_asked_for(peer):
    path = peer.parcel_file(peer.inbox, peer.letter(1), name=f"{peer.node.code}-1-1.parcel")
    path.write_bytes(path.read_bytes()[:100])
    old(path)
    tasks.exchange()
    (note,) = notes_of(fetched(peer))
    assert set(note.again) == {1}


def test_a_clock_that_was_set_back_does_not_keep_a_torn_file_for_ever(peer):
    path = peer.parcel_file(peer.inbox, peer.letter(1))
    path.write_bytes(b"torn")
    ahead = time.time() + 10**6
    os.utime(path, (ahead, ahead))
    tasks.exchange()
    assert not path.exists()


def test_files_of_other_names_are_not_looked_at_and_foreign_ones_are_set_aside(peer, taker):
    for name in ("x.tmp", f"{peer.node.code}-1-1.parcel.part", "readme.txt"):
        (peer.inbox / name).write_bytes(b"half")
    (peer.inbox / "folder.parcel").mkdir()
    peer.parcel_file(peer.inbox, peer.letter(1), name="somebody-1-1.parcel")
    tasks.exchange()
    assert not taker.taken
    assert "不是节点" in Rejection.objects.get().reason
    assert len(list(peer.inbox.iterdir())) == 5, "three others, a folder, and the rejected"


def test_a_node_cannot_speak_in_the_directory_of_another(peer, taker):
    other = make_peer()
    other.parcel_file(peer.inbox, other.letter(1), name=f"{peer.node.code}-1-1.parcel")
    tasks.exchange()
    assert not taker.taken
    assert "通道" in Rejection.objects.get().reason


def test_the_same_file_twice_is_taken_once_and_its_receipt_said_again(peer, taker):
    letter = peer.letter(1)
    for _ in range(2):
        peer.parcel_file(peer.inbox, letter)
        tasks.exchange()
        assert notes_of(fetched(peer))[-1].through == 1
    assert len(taker.taken) == 1


def test_the_same_number_with_another_content_is_set_aside(peer, taker):
    for body in ({"n": 1}, {"n": 2}):
        peer.parcel_file(peer.inbox, peer.letter(1, body))
        tasks.exchange()
    assert [arrived.body for arrived in taker.taken] == [{"n": 1}]
    assert "内容不同" in Rejection.objects.get().reason


def test_a_handler_that_fails_is_shown_to_the_managers_and_the_parcel_will_come_again(peer, taker, caplog):
    taker.breaks = ZeroDivisionError("0")
    peer.parcel_file(peer.inbox, peer.letter(1))
    assert tasks.exchange() == 0
    assert "ZeroDivisionError" in IncomingMark.objects.get(node=peer.node).last_fault
    taker.breaks = None
    peer.parcel_file(peer.inbox, peer.letter(1, attempt=2))
    assert tasks.exchange() == 1


def test_a_database_that_is_away_leaves_the_file_where_it_is(peer, taker):
    taker.breaks = OperationalError("away")
    path = peer.parcel_file(peer.inbox, peer.letter(1))
    with pytest.raises(OperationalError):
        tasks.exchange()
    assert path.exists()


def test_a_directory_that_is_not_there_is_an_outage_of_the_link_and_loses_nothing(peer):
    make_parcel(peer.node)
    peer.outbox.rename(peer.outbox.with_name("gone"))
    assert tasks.exchange() == 0
    assert "不存在" in Outage.objects.get().reason
    assert tasks.exchange() == 0
    assert Outage.objects.get().failures == 1, "it rests"
    peer.outbox.with_name("gone").rename(peer.outbox)
    Outage.objects.update(paused_until=now())
    assert tasks.exchange() == 1
    assert not Outage.objects.exists()


def test_a_full_disk_leaves_the_parcel_waiting_with_the_reason(peer, monkeypatch):
    def full(path, letter, files):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    make_parcel(peer.node)
    monkeypatch.setattr(ferry, "write", full)
    tasks.exchange()
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.attempts) == ("waiting", 0)
    assert "No space left" in parcel.last_error
    assert not list(peer.outbox.iterdir())


def test_a_parcel_nobody_fetched_is_not_written_a_second_time(peer):
    make_parcel(peer.node)
    tasks.exchange()
    Parcel.objects.update(state="waiting", next_attempt_at=now())
    tasks.exchange()
    assert [path.name for path in peer.outbox.iterdir()] == [f"{own().code}-1-1.parcel"]
    fetched(peer)
    Parcel.objects.update(state="waiting", next_attempt_at=now())
    tasks.exchange()
    assert [path.name for path in peer.outbox.iterdir()] == [f"{own().code}-1-3.parcel"]


def test_a_parcel_whose_file_is_gone_waits_and_the_others_go_on(peer):
    stored = make_stored()
    lost, other = make_parcel(peer.node, files=[stored]), make_parcel(peer.node)
    os.unlink(store.local_path(stored.digest))
    assert tasks.exchange() == 1
    lost.refresh_from_db()
    other.refresh_from_db()
    assert (lost.state, other.state) == ("waiting", "carried")
    assert "不在文件存储里" in lost.last_error


def test_a_round_ends_in_time_and_releases_what_it_could_not_hand_over(peer, monkeypatch):
    make_parcel(peer.node)
    clock = iter([0.0, 0.0, 99.0, 99.0, 99.0])
    monkeypatch.setattr(tasks, "monotonic", lambda: next(clock))
    assert tasks.exchange() == 0
    assert Parcel.objects.get().attempts == 0


def test_what_goes_out_does_not_wait_until_all_has_come_in(peer, taker, monkeypatch):
    for number in range(1, 9):
        peer.parcel_file(peer.inbox, peer.letter(number))
    make_parcel(peer.node)
    seconds = count()
    monkeypatch.setattr(tasks, "monotonic", lambda: float(next(seconds)))
    tasks.exchange()
    assert Parcel.objects.get().state == "carried"
    assert 0 < len(taker.taken) < 8


def test_one_node_that_is_down_does_not_hold_up_another(peer):
    down = make_peer()
    make_parcel(down.node)
    make_parcel(peer.node)
    assert tasks.exchange() == 1
    assert Parcel.objects.get(node=peer.node).state == "carried"


def test_a_link_that_fails_in_a_way_nobody_foresaw_rests_and_the_others_go_on(peer, monkeypatch, caplog):
    broken = make_peer(carrier="amqp", settings={})
    make_parcel(broken.node)
    make_parcel(peer.node)
    assert tasks.exchange() == 1
    assert "KeyError" in Outage.objects.get(node=broken.node).reason


def test_a_broker_that_does_not_answer_is_an_outage_of_the_link():
    sealed = {"sealed_url": sealing.seal("amqp://guest:guest@127.0.0.1:1/%2F", "nodes")}
    peer = make_peer(carrier="amqp", settings=sealed)
    make_parcel(peer.node)
    assert (tasks.exchange(), tasks.beat()) == (0, 0)
    assert "消息队列不可用" in Outage.objects.get().reason
    assert Parcel.objects.get().attempts == 0


def test_a_node_server_that_does_not_answer_is_an_outage_of_the_link():
    pair = tls.own_pair()
    peer = make_peer(
        carrier="https", settings={"url": "https://127.0.0.1:1"}, tls_certificate=pair.certificate
    )
    make_parcel(peer.node)
    assert tasks.exchange() == 0
    assert "连不上" in Outage.objects.get().reason
    assert (Parcel.objects.get().state, Parcel.objects.get().attempts) == ("waiting", 0)


def test_a_heartbeat_replaces_the_one_that_nobody_fetched_and_ends_an_outage(peer):
    Outage.objects.create(node=peer.node, began_at=now(), paused_until=now(), reason="连不上")
    assert [tasks.beat() for _ in range(3)] == [1, 1, 1]
    (note,) = notes_of(fetched(peer))
    assert note.beat == 3
    assert note.state
    assert not Outage.objects.exists()


def test_a_node_that_is_switched_off_is_left_alone(peer):
    make_parcel(peer.node)
    Node.objects.filter(pk=peer.node.pk).update(is_active=False)
    assert (tasks.exchange(), tasks.beat()) == (0, 0)
    assert not list(peer.outbox.iterdir())


def test_cleaning_removes_what_the_device_left_though_it_is_settled(peer):
    make_parcel(peer.node)
    tasks.exchange()
    OutgoingMark.objects.filter(node=peer.node).update(through=1)
    Parcel.objects.update(state="acknowledged", acknowledged_at=now(), created_at=shifted(now(), days=-31))
    old_part = peer.outbox / f"{own().code}-9-1.parcel.part"
    old_part.write_bytes(b"half")
    old(old_part)
    rejected = peer.inbox / "rejected"
    rejected.mkdir()
    (rejected / "x").write_bytes(b"torn")
    old(rejected / "x")
    assert tasks.clean() == 4
    assert not list(peer.outbox.iterdir())
    assert not list(rejected.iterdir())
    assert Parcel.objects.get().is_emptied


def test_the_worker_is_told_of_every_job():
    jobs = ticking.declared()
    for name in ("sweep_loopback", "exchange", "beat", "sound_alarms", "clean"):
        assert jobs[f"nodes.{name}"].call is getattr(tasks, name)
