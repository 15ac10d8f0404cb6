"""What comes from inside is proved, applied once and in order."""

import io
from types import SimpleNamespace

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import queries as nodes
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.subsystems.portal.pages import manifest, messages, mode, rules, store
from yiwang.subsystems.portal.pages.actions import taking
from yiwang.subsystems.portal.pages.models import Bundle, Marker, Page, ShownFile
from yiwang.subsystems.portal.pages.tests.makers import make_large

pytestmark = pytest.mark.django_db(transaction=True)


def bundle(number, follows, text, *, path="/a/1/", state="made", **wrong):
    """An envelope as it arrives; ``wrong``: other content than the list names, another text of the list."""
    content = text.encode()
    digest = store.digest_of(content)
    own = rules.gone_file_of(path) if state == "gone" else rules.file_of(path)
    part = manifest.written_part([(digest, len(content), f"main/{own}")])
    head = manifest.sign(number, taking.now(), {rules.shard_of(f"main/{own}"): part})
    (mode.manifest() / manifest.HEAD).unlink()
    line = messages.line_of("main", path, state, wrong.get("content", content), wrong.get("digest", digest))
    lines = b"".join(messages.written([line], [wrong.get("part", part)]))
    stored = receive(SYSTEM, io.BytesIO(lines), "pages.txt")
    body = messages.Bundle(
        number=number,
        follows=follows,
        is_last=True,
        head=wrong.get("head", head.text),
        signature=head.signature,
        certificate=head.certificate,
    )
    return SimpleNamespace(envelope=sent_by(nodes.own()), body=body, files=(stored,))


def sent_by(node, unit=""):
    """By the installation itself; ``unit``: by one of its units."""
    sender = SimpleNamespace(unit=unit, system="")
    return SimpleNamespace(sender_node_id=node.pk, statement=SimpleNamespace(sender=sender))


def bundle_with(number, follows, stored, *, digest=None, beside=None, size=None):
    """An envelope with one file that pages show; ``digest``: "" for one that left."""
    digest = stored.digest if digest is None else digest
    size = stored.size if size is None else size
    place = rules.place_of_file("K" * 24, 0)
    content = b"".join(store.pieces_received(stored.digest))
    rows = [(digest, size, place)] if digest else []
    if digest and rules.pieces_of(size):
        for at, start in enumerate(range(0, size, rules.PIECE)):
            piece = content[start : start + rules.PIECE]
            rows.append((store.digest_of(piece), len(piece), rules.piece_of(place, at)))
    part = manifest.written_part(rows)
    head = manifest.sign(number, taking.now(), {rules.shard_of(place): part})
    (mode.manifest() / manifest.HEAD).unlink()
    line = messages.FileLine(
        key="K" * 24, width=0, format=stored.format if digest else "", charset="", digest=digest, size=size
    )
    lines = b"".join(messages.written([], [part] if part else [], [line]))
    text = receive(SYSTEM, io.BytesIO(lines), "pages.txt")
    body = messages.Bundle(
        number=number,
        follows=follows,
        is_last=True,
        head=head.text,
        signature=head.signature,
        certificate=head.certificate,
    )
    files = (text, *([stored] if beside is None else beside))
    return SimpleNamespace(envelope=sent_by(nodes.own()), body=body, files=files)


def test_a_file_comes_goes_up_and_leaves(files):
    stored = make_stored(make_large(), "大.zip")
    taking.take(bundle_with(1, 0, stored))
    row = ShownFile.objects.get()
    place = mode.published() / row.file
    assert (row.is_up, row.stored_id, len(row.pieces.split())) == (True, stored.pk, 3)
    assert place.read_bytes() == make_large()
    taking.take(bundle_with(2, 1, stored, digest="", size=0, beside=()))
    assert not place.exists()
    assert not ShownFile.objects.up().exists()


def test_a_file_that_waits_for_its_turn_is_held(files):
    first, second = make_stored(), make_stored(make_large(), "大.zip")
    taking.take(bundle(1, 0, "第一版"))
    taking.take(bundle_with(3, 2, second))
    assert list(Bundle.objects.get().beside.all()) == [second]
    assert not ShownFile.objects.exists()
    taking.take(bundle_with(2, 1, first))
    assert ShownFile.objects.get().digest == second.digest


def test_a_file_that_our_own_scanner_holds_back_is_given_by_nobody(files):
    stored = make_stored(state="quarantined", reason="含有病毒")
    taking.take(bundle_with(1, 0, stored))
    assert not ShownFile.objects.up().exists()
    assert not (mode.published() / "files").exists()


@pytest.mark.parametrize("wrong", [{"beside": ()}, {"size": 7}, {"digest": "0" * 64}])
def test_a_file_that_did_not_come_or_is_not_the_listed_one_is_refused(files, wrong):
    with pytest.raises(Refused):
        taking.take(bundle_with(1, 0, make_stored(), **wrong))
    assert not ShownFile.objects.exists()


def shown(path="/a/1/"):
    return (mode.published() / Page.objects.get(path=path).file).read_text()


def test_a_bundle_becomes_files_once(files):
    first = bundle(1, 0, "第一版")
    taking.take(first)
    assert shown() == "第一版"
    second = bundle(2, 1, "第二版")
    taking.take(second)
    taking.take(second)
    assert shown() == "第二版"
    assert Marker.objects.get().taken == 2


def test_only_the_inner_zone_makes_pages_whoever_else_has_a_key(files):
    made = bundle(1, 0, "别处做的")
    for envelope in (sent_by(make_node()), sent_by(nodes.own(), unit="X00001")):
        with pytest.raises(Refused, match="只能由内网节点转来"):
            taking.take(SimpleNamespace(envelope=envelope, body=made.body, files=made.files))
    assert not Page.objects.exists()
    taking.take(made)
    assert Page.objects.exists()


def test_a_bundle_before_its_turn_waits(files):
    taking.take(bundle(1, 0, "第一版"))
    third, second = bundle(3, 2, "第三版"), bundle(2, 1, "第二版")
    taking.take(third)
    assert (shown(), Bundle.objects.count()) == ("第一版", 1)
    taking.take(second)
    assert (shown(), Bundle.objects.count()) == ("第三版", 0)


def test_a_withdrawn_page_gives_way_to_the_word_that_it_is_gone(files):
    taking.take(bundle(1, 0, "第一版"))
    taking.take(bundle(2, 1, "已撤下", state="gone"))
    assert shown() == "已撤下"
    assert not (mode.published() / "main" / "a" / "1.html").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": b"defaced"},
        {"content": b"defaced", "digest": store.digest_of(b"defaced")},
        {"part": f"{'0' * 64} 1 main/a/1.html\n"},
        {"head": '{"number":1,"at":"2026-01-01T00:00:00+00:00","parts":{}}'},
        {"path": "/office/"},
    ],
)
def test_what_is_not_proved_is_refused_and_nothing_is_written(files, wrong):
    with pytest.raises(Refused):
        taking.take(bundle(1, 0, "第一版", **wrong))
    assert not Page.objects.exists()
    assert not list(mode.published().rglob("*.html"))


@pytest.mark.parametrize("content", [b"\xff", b"{}", b"[1]\n", b'{"part": 5}', b"not json"])
def test_a_file_that_is_no_bundle_is_refused(content):
    with pytest.raises(Refused):
        messages.read(content)
