"""In which form does a parcel cross to another installation, and how is it known to be genuine?"""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.audit.rules import canonical, moment
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.nodes import letters
from yiwang.kernel.nodes.letters import Letter, RejectedError, opened
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import MOST_BODY, MOST_HEADER
from yiwang.kernel.nodes.tests.makers import make_node, make_parcel
from yiwang.kernel.nodes.tests.peers import as_unit, make_peer
from yiwang.kernel.signatures.models import Certificate

pytestmark = pytest.mark.django_db


def refusal(letter: Letter) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        opened(letter)
    return caught.value


def test_our_letter_says_who_what_and_which_files():
    stored = make_stored()
    parcel = make_parcel(files=[stored], number=7, attempts=2)
    letter = letters.of_parcel(parcel, own(), now())
    header = json.loads(letter.header)
    assert (header["from"], header["to"], header["number"]) == (own().code, parcel.node.code, 7)
    assert header["files"] == [{"digest": stored.digest, "size": stored.size, "name": stored.name}]
    assert header["sent_at"] == moment(parcel.created_at)
    assert letters.read(letter.wire) == letter


def test_a_genuine_letter_of_a_registered_node_is_opened_and_its_certificate_taken():
    peer = make_peer()
    found = opened(peer.letter(5, {"title": "通知"}))
    assert (found.node, found.header.number, found.body) == (peer.node, 5, {"title": "通知"})
    assert Certificate.objects.filter(fingerprint=peer.certificate.fingerprint).exists()


def test_a_changed_header_is_refused_as_evidence():
    letter = make_peer().letter(5)
    altered = replace(letter, header=letter.header.replace('"number":5', '"number":6'))
    found = refusal(altered)
    assert "签名无效" in found.why
    assert (found.number, found.evidence, found.is_broken) == (6, altered.header, False)


def test_a_changed_body_is_refused_and_can_be_asked_for_again():
    found = refusal(replace(make_peer().letter(5), body='{"title":"别的"}'))
    assert "摘要不符" in found.why
    assert found.is_broken


def test_a_letter_to_another_node_is_refused():
    assert "收件节点是 elsewhere" in refusal(make_peer().letter(to="elsewhere")).why


def test_a_stranger_is_refused_under_the_name_it_claims():
    peer = make_peer()
    letter = peer.letter()
    peer.node.delete()
    found = refusal(letter)
    assert (found.node, found.claimed) == (None, peer.node.code)


def test_a_node_that_is_switched_off_is_refused():
    assert "已停用" in refusal(make_peer(is_active=False).letter()).why


def test_one_node_cannot_speak_for_another():
    peer, other = make_peer(), make_peer()
    assert refusal(peer.letter(**{"from": other.node.code})).node == other.node


def test_a_units_signature_is_not_its_nodes():
    assert "节点证书" in refusal(as_unit(make_peer()).letter()).why


def test_a_certificate_of_an_authority_nobody_trusts_is_refused():
    peer = make_peer()
    stranger = make_peer()
    stranger.node.code = peer.node.code
    assert "签名无效" in refusal(stranger.letter()).why


def test_a_letter_signed_after_its_certificate_ended_is_refused():
    late = moment(shifted(now(), days=31))
    assert "签名无效" in refusal(make_peer().letter(signed_at=late)).why


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "yiwang-parcel/9"},
        {"number": -1},
        {"number": "1"},
        {"number": 2**63},
        {"kind": "../etc"},
        {"sent_at": "yesterday"},
        {"digest": "abc"},
        {"more": 1},
        {"from": "../x"},
    ],
)
def test_a_header_of_another_shape_is_refused(changes):
    assert "不符合格式" in refusal(make_peer().letter(**changes)).why


def test_what_is_too_large_is_refused():
    peer = make_peer()
    assert "头部超过" in refusal(peer.signed("x" * (MOST_HEADER + 1), "{}")).why
    assert "内容超过" in refusal(peer.letter(text="x" * (MOST_BODY + 1))).why
    with pytest.raises(RejectedError, match="超过"):
        letters.read(b"x" * (2 * MOST_BODY + MOST_HEADER + 1))


def test_a_body_that_is_no_object_is_refused():
    assert "不是 JSON 对象" in refusal(make_peer().letter(text="[1]")).why


NUMBERED = b'{"header":1,"signature":"","certificate":"","body":""}'


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", NUMBERED])
def test_a_message_that_is_no_letter_is_refused(content):
    with pytest.raises(RejectedError):
        letters.read(content)


@given(st.text(), st.text(), st.text(), st.text())
def test_garbage_is_refused_and_never_raises_anything_else(header, signature, certificate, body):
    with pytest.raises(RejectedError):
        opened(Letter(header, signature, certificate, body))


def test_the_identity_of_a_letter_is_the_same_at_every_attempt():
    peer = make_peer()
    later = moment(shifted(now(), hours=1))
    first, again = opened(peer.letter(5)), opened(peer.letter(5, attempt=2, sent_at=later))
    other = opened(peer.letter(5, {"title": "别的"}))
    assert first.header.identity == again.header.identity != other.header.identity


def test_a_note_is_a_letter_without_a_number():
    node = make_node()
    letter = letters.of_note(node, own(), "ack", {"beat": 3}, now())
    assert json.loads(letter.header)["number"] == 0
    assert letter.body == canonical({"beat": 3})
