"""How does a large file come from another installation: bit by bit, and on from where it was cut off?"""

import hashlib
import os

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.nodes.actions import pieces
from yiwang.kernel.nodes.actions.pieces import MissingPiecesError, clean, enclosed, forget, have, path_of, put
from yiwang.kernel.nodes.models import Piece
from yiwang.kernel.nodes.rules import PIECE
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.kernel.nodes.tests.peers import make_peer

pytestmark = pytest.mark.django_db


class Sent:
    """A file that comes in pieces."""

    def __init__(self, content: bytes = b"", name: str = "附件.pdf") -> None:
        self.content = content or make_pdf(rest=b"%" + b"x" * 5000 + b"\n")
        self.digest, self.size, self.name = hashlib.sha256(self.content).hexdigest(), len(self.content), name

    def piece(self, node, offset: int, length: int = 2000, **changes) -> int:
        fields = {"size": self.size, "name": self.name, "offset": offset, **changes}
        content = fields.pop("content", self.content[offset : offset + length])
        return put(node, self.digest, content=content, **fields)

    def whole(self, node) -> int:
        at = 0
        while at < self.size:
            at = self.piece(node, at)
        return at


def test_a_file_comes_in_pieces_and_is_received_when_it_is_whole():
    node, sent = make_node(), Sent()
    assert have(node, sent.digest) == 0
    assert sent.piece(node, 0) == 2000
    assert have(node, sent.digest) == 2000
    assert sent.whole(node) == sent.size
    stored = StoredFile.objects.get()
    assert (stored.digest, stored.size, stored.name) == (sent.digest, sent.size, "附件.pdf")
    assert not path_of(Piece.objects.get()).exists()


def test_a_piece_at_another_place_than_the_next_changes_nothing():
    node, sent = make_node(), Sent()
    sent.piece(node, 0)
    assert sent.piece(node, 0) == 2000, "the answer was lost, it comes again"
    assert sent.piece(node, 4000) == 2000, "one was lost between"
    assert sent.piece(node, 2000) == 4000


def test_what_a_killed_process_wrote_beyond_its_mark_is_written_over():
    node, sent = make_node(), Sent()
    sent.piece(node, 0)
    with path_of(Piece.objects.get()).open("ab") as file:
        file.write(b"half a piece that was never marked" * 1000)
    sent.whole(node)
    assert StoredFile.objects.get().digest == sent.digest


def test_a_file_whose_digest_is_another_begins_anew():
    node, sent = make_node(), Sent()
    sent.piece(node, 0, content=b"y" * 2000)
    for offset in (2000, 4000):
        reached = sent.piece(node, offset)
    assert reached == 0
    assert not StoredFile.objects.exists()
    assert sent.whole(node) == sent.size


def test_a_file_that_files_does_not_take_is_remembered_with_its_reason():
    peer, sent = make_peer(), Sent(b"MZ this is a program" * 20, name="程序.exe")
    sent.whole(peer.node)
    piece = Piece.objects.get()
    assert piece.file is None
    assert piece.refusal
    found = enclosed(peer.opened(files=[sent]))
    assert found.refused == {sent.digest: piece.refusal}
    assert found.files == {}


def test_a_parcel_gets_its_files_and_forgets_their_pieces():
    peer, sent = make_peer(), Sent()
    sent.whole(peer.node)
    opened = peer.opened(files=[sent])
    assert enclosed(opened).files == {sent.digest: StoredFile.objects.get()}
    forget(opened)
    assert not Piece.objects.exists()
    assert StoredFile.objects.exists()


def test_a_parcel_whose_files_are_not_whole_says_how_far_each_is():
    peer, one, other = make_peer(), Sent(), Sent(make_pdf())
    one.piece(peer.node, 0)
    with pytest.raises(MissingPiecesError) as caught:
        enclosed(peer.opened(files=[one, other]))
    assert caught.value.have == {one.digest: 2000, other.digest: 0}


def test_a_process_killed_before_receiving_leaves_it_to_the_next(monkeypatch):
    peer, sent = make_peer(), Sent()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pieces.files, "receive", killed)
    with pytest.raises(KeyboardInterrupt):
        sent.whole(peer.node)
    monkeypatch.undo()
    assert enclosed(peer.opened(files=[sent])).files


def test_another_nodes_pieces_are_not_ours():
    one, other, sent = make_peer(), make_peer(), Sent()
    sent.whole(one.node)
    with pytest.raises(MissingPiecesError):
        enclosed(other.opened(files=[sent]))


def test_a_size_that_differs_from_the_signed_one_is_missing():
    peer, sent = make_peer(), Sent()
    sent.whole(peer.node)
    sent.size += 1
    with pytest.raises(MissingPiecesError):
        enclosed(peer.opened(files=[sent]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": 0}, "上限"),
        ({"size": 3 << 30}, "上限"),
        ({"content": b""}, "每次最多"),
        ({"content": b"x" * (PIECE + 1)}, "每次最多"),
    ],
)
def test_what_is_too_large_or_nothing_is_refused(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        Sent().piece(make_node(), 0, **changes)
    assert not Piece.objects.exists()


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_a_digest_that_is_none_is_refused(digest):
    with pytest.raises(Refused, match="SHA-256"):
        put(make_node(), digest, size=1, name="x", offset=0, content=b"x")


def test_too_many_unfinished_files_are_refused(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_OPEN", 1)
    node = make_node()
    Sent().piece(node, 0)
    with pytest.raises(Refused, match="过多"):
        Sent(make_pdf()).piece(node, 0, length=10)


def test_leftovers_are_removed_after_a_week_with_their_bytes():
    node, sent = make_node(), Sent()
    sent.piece(node, 0)
    path = path_of(Piece.objects.get())
    stray = path.with_name("piece-999999")
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    week_ago = shifted(now(), days=-7)
    assert clean(week_ago) == 0
    assert path.exists()
    assert not stray.exists()
    Piece.objects.update(touched_at=shifted(now(), days=-8))
    assert clean(week_ago) == 1
    assert not path.exists()
