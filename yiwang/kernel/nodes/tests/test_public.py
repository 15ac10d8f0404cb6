"""What does the node server answer other installations? Three addresses below /node/v1/, and nothing else."""

import hashlib
import io
import json
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import OperationalError

from yiwang.kernel.audit.rules import canonical, moment
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_pdf
from yiwang.kernel.nodes import letters, public
from yiwang.kernel.nodes.models import IncomingMark, Piece, Received, Rejection
from yiwang.kernel.nodes.notes import Note
from yiwang.kernel.nodes.public import LETTERS, Request, answered
from yiwang.kernel.nodes.tests.peers import make_peer
from yiwang.kernel.nodes.tests.test_pieces import Sent
from yiwang.kernel.nodes.wsgi import MOST, application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_nonces():
    cache.clear()


@pytest.fixture(autouse=True)
def _same_connection(monkeypatch):
    """A test's connection is in the middle of its transaction: the gateway would take it for a broken one."""
    monkeypatch.setattr("yiwang.kernel.nodes.wsgi.close_old_connections", lambda: None)


def ask(peer, method, path, content=b"", headers=None, changes=None):
    headers = peer.headers(method, path, content, changes) if headers is None else headers
    answer = answered(Request(method, path, headers, content))
    return answer.status, json.loads(answer.content)


def post(peer, letter):
    return ask(peer, "POST", LETTERS, letter.wire)


def receipt(body) -> Note:
    return Note.model_validate(json.loads(body["body"]))


def put(peer, sent, offset, length=10_000):
    query = urlencode({"size": sent.size, "offset": offset, "name": sent.name})
    content = sent.content[offset : offset + length]
    return ask(peer, "PUT", f"/node/v1/pieces/{sent.digest}?{query}", content)


def test_a_parcel_is_taken_and_the_answer_is_a_signed_receipt(taker):
    peer = make_peer()
    status, body = post(peer, peer.letter(1))
    assert status == 200
    assert receipt(body).through == 1
    header = json.loads(body["header"])
    assert (header["to"], header["kind"]) == (peer.node.code, "ack")
    assert len(taker.taken) == 1
    assert post(peer, peer.letter(1))[0] == 200
    assert len(taker.taken) == 1


def test_a_refusal_is_in_the_receipt(taker):
    taker.refuses = "收件机构已撤销。"
    peer = make_peer()
    assert receipt(post(peer, peer.letter(1))[1]).refused == {1: "收件机构已撤销。"}


def test_a_heartbeat_is_answered_by_a_heartbeat():
    peer = make_peer()
    status, body = post(peer, peer.note(kind="heartbeat", state={"version": "0.1"}))
    assert status == 200
    assert receipt(body).state


def test_files_come_first_and_on_from_where_they_were_cut_off(taker):
    peer, sent = make_peer(), Sent()
    letter = peer.letter(1, files=[sent])
    assert post(peer, letter) == (409, {"error": "1 个附件还没有收全。", "have": {sent.digest: 0}})
    assert put(peer, sent, 0, 3000) == (200, {"have": 3000})
    assert ask(peer, "GET", f"/node/v1/pieces/{sent.digest}") == (200, {"have": 3000})
    assert post(peer, letter)[1]["have"] == {sent.digest: 3000}
    assert put(peer, sent, 3000) == (200, {"have": sent.size})
    assert post(peer, letter)[0] == 200
    assert set(taker.taken[0].files) == {sent.digest}
    assert not Piece.objects.exists()


def test_a_handler_that_fails_is_told_as_a_delay_and_shown_to_the_managers(taker, caplog):
    taker.breaks = ZeroDivisionError("0")
    peer = make_peer()
    assert post(peer, peer.letter(1)) == (503, {"error": public.LATER})
    assert not Received.objects.exists()
    assert "ZeroDivisionError" in IncomingMark.objects.get(node=peer.node).last_fault


def test_a_call_without_a_signature_is_refused_and_kept_as_evidence():
    status, body = ask(None, "POST", LETTERS, b"{}", headers={})
    assert (status, body["error"]) == (403, "请求没有节点签名。")
    assert Rejection.objects.get().node is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"method": "GET"}, "方法或地址"),
        ({"path": "/node/v1/other"}, "方法或地址"),
        ({"digest": "a" * 64}, "摘要不符"),
        ({"to": "elsewhere"}, "收件节点"),
        ({"from": "nobody-knows"}, "没有登记"),
        ({"nonce": "x"}, "格式"),
        ({"certificates": []}, "签名无效"),
    ],
)
def test_a_call_that_is_not_what_was_signed_is_refused(changes, why):
    refused_as(why, changes)


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_call_of_another_time_is_refused(minutes):
    refused_as("校准双方的时钟", {"at": moment(shifted(now(), minutes=minutes))})


def refused_as(why, changes):
    status, body = ask(make_peer(), "POST", LETTERS, b"{}", changes=changes)
    assert status == 403
    assert why in body["error"]
    assert Rejection.objects.count() == 1


@pytest.mark.parametrize("header", ["", "%%%", "AAAA", "x" * 20_000])
def test_a_call_whose_signature_is_garbage_is_refused(header):
    headers = {**make_peer().headers("POST", LETTERS), "x-yiwang-call": header}
    assert ask(None, "POST", LETTERS, b"", headers=headers)[0] == 403


def test_the_same_call_is_not_believed_twice():
    peer = make_peer()
    path = f"/node/v1/pieces/{'a' * 64}"
    headers = peer.headers("GET", path)
    assert ask(peer, "GET", path, headers=headers)[0] == 200
    status, body = ask(peer, "GET", path, headers=headers)
    assert status == 403
    assert "来过一次" in body["error"]


def test_a_letter_of_another_node_than_the_caller_is_refused(taker):
    one, other = make_peer(), make_peer()
    status, _ = ask(one, "POST", LETTERS, other.letter(1).wire)
    assert status == 403
    assert not taker.taken


def test_a_letter_that_is_none_is_refused_with_its_reason():
    peer = make_peer()
    status, body = ask(peer, "POST", LETTERS, b'{"header":""}')
    assert (status, body["error"]) == (422, "不是本平台格式的邮包。")
    assert Rejection.objects.get().node == peer.node


@pytest.mark.parametrize(
    "query", ["", "?size=x&offset=0", "?size=1", "?size=-1&offset=0", "?size=9&offset=²"]
)
def test_a_piece_without_its_place_is_refused(query):
    path = f"/node/v1/pieces/{'a' * 64}{query}"
    assert ask(make_peer(), "PUT", path, b"x")[0] == 422


def test_a_piece_that_is_too_large_is_refused_with_a_sentence():
    path = f"/node/v1/pieces/{'a' * 64}?size={5 << 40}&offset=0"
    status, body = ask(make_peer(), "PUT", path, b"x")
    assert status == 422
    assert "上限" in body["error"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/office/"),
        ("GET", "/node/v1/letters"),
        ("POST", "/node/v1/"),
        ("DELETE", f"/node/v1/pieces/{'a' * 64}"),
        ("GET", "/node/v1/pieces/../../etc/passwd"),
        ("GET", "/healthz"),
    ],
)
def test_nothing_else_is_there(method, path):
    assert ask(None, method, path, headers={})[0] == 404
    assert not Rejection.objects.exists()


def called(environ):
    said = {}

    def start_response(status, headers):
        said.update(status=status, **dict(headers))

    content = b"".join(application({"REQUEST_METHOD": "GET", "PATH_INFO": "/", **environ}, start_response))
    return said["status"], content


def test_the_gateway_hands_a_call_over_as_it_came():
    peer, path = make_peer(), f"/node/v1/pieces/{'b' * 64}"
    told = peer.headers("GET", path)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in told.items()}
    assert called({"PATH_INFO": path, **headers}) == ("200 OK", b'{"have":0}')
    assert called({})[0] == "404 Not Found"


def test_the_gateway_reads_no_more_than_is_allowed():
    class Endless:
        def read(self, size):
            raise AssertionError("it was read")

    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": LETTERS, "wsgi.input": Endless()}
    assert called({**environ, "CONTENT_LENGTH": str(MOST + 1)})[0].startswith("413")
    assert called({**environ, "CONTENT_LENGTH": "-5"})[0].startswith("413")


def test_a_database_that_is_away_is_told_as_such(monkeypatch, caplog):
    def away(request):
        raise OperationalError

    monkeypatch.setattr("yiwang.kernel.nodes.wsgi.answered", away)
    assert called({"wsgi.input": io.BytesIO(b"x"), "CONTENT_LENGTH": "1"})[0].startswith("503")


def test_a_pdf_is_what_it_was(taker):
    peer, sent = make_peer(), Sent(make_pdf())
    put(peer, sent, 0)
    post(peer, peer.letter(1, files=[sent]))
    (stored,) = taker.taken[0].files.values()
    assert stored.digest == hashlib.sha256(sent.content).hexdigest()
    assert canonical({"n": stored.name}) == canonical({"n": sent.name})
    assert letters.FORMAT
