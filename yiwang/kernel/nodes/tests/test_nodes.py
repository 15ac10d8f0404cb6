"""How does another installation become known here, and how is it switched off?"""

import json

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import identity, links, tls
from yiwang.kernel.nodes.actions.nodes import deactivate, reactivate, register, reseal
from yiwang.kernel.nodes.identity import Identity, own_identity
from yiwang.kernel.nodes.letters import opened
from yiwang.kernel.nodes.models import IncomingMark, Node, OutgoingMark, TlsPair
from yiwang.kernel.nodes.queries import own
from yiwang.kernel.nodes.rules import grouped
from yiwang.kernel.nodes.tests.makers import make_node
from yiwang.kernel.nodes.tests.peers import Peer, make_peer
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def folders(tmp_path):
    for name in ("out", "in"):
        (tmp_path / name).mkdir()
    return {"outbox": str(tmp_path / "out"), "inbox": str(tmp_path / "in")}


def shown(peer: Peer, **changes) -> Identity:
    """The identity document of an installation that is not registered here yet."""
    document = {
        "format": "yiwang-identity/1",
        "code": peer.node.code,
        "name": "新河县",
        "zone": "both",
        "authority": peer.root.pem,
        "certificate": peer.certificate.pem,
        "tls_certificate": tls.own_pair().certificate,
        "url": "",
        **changes,
    }
    return Identity.model_validate(document)


def stranger() -> Peer:
    peer = make_peer()
    peer.node.delete()
    Certificate.objects.filter(node_code=peer.node.code).delete()
    return peer


def registered(peer, settings, **changes):
    document = changes.pop("document", None) or shown(peer)
    fields = {
        "told": grouped(document.fingerprint).upper(),
        "role": "county",
        "carrier": "directory",
        "settings": settings,
        **changes,
    }
    return register(SYSTEM, document, **fields)


def test_a_registered_installation_is_known_and_believed(folders):
    peer, unit = stranger(), make_unit()
    node = registered(peer, folders, unit=unit)
    assert (node.name, node.role, node.unit, node.settings) == ("新河县", "county", unit, folders)
    assert node.authority == peer.root.fingerprint
    peer.node = node
    assert opened(peer.letter(1)).node == node
    entry = Entry.objects.get(act="nodes.node_register")
    assert entry.detail["fingerprint"] == shown(peer).fingerprint


def test_a_fingerprint_that_differs_is_refused_and_nothing_is_believed(folders):
    peer = stranger()
    with pytest.raises(Refused, match="指纹") as refusal:
        registered(peer, folders, told="0" * 64)
    assert refusal.value.field == "fingerprint"
    assert not Node.objects.peers().exists()
    assert not Certificate.objects.filter(node_code=peer.node.code).exists()


def test_a_known_installation_is_renewed_and_its_numbers_go_on(folders):
    peer = stranger()
    node = registered(peer, folders)
    OutgoingMark.objects.update(last_number=70)
    IncomingMark.objects.update(through=30)
    renewed = registered(peer, {"url": "https://10.0.0.9:8443/"}, carrier="https")
    assert renewed.pk == node.pk
    assert renewed.settings == {"url": "https://10.0.0.9:8443"}
    assert OutgoingMark.objects.get(node=node).last_number == 70
    assert IncomingMark.objects.get(node=node).through == 30
    assert Entry.objects.get(act="nodes.node_renew").detail["before"]["carrier"] == "directory"


def test_a_certificate_of_another_authority_is_refused(folders):
    peer, other = stranger(), stranger()
    with pytest.raises(Refused):
        registered(peer, folders, document=shown(peer, certificate=other.certificate.pem))
    assert not Node.objects.peers().exists()


def test_our_own_identity_is_not_registered(folders):
    with pytest.raises(Refused, match="本节点自己的"):
        registered(None, folders, document=own_identity("both"))


@pytest.mark.parametrize("role", ["own", "", "king"])
def test_a_role_that_is_none_is_refused(folders, role):
    with pytest.raises(Refused, match="类型") as refusal:
        registered(stranger(), folders, role=role)
    assert refusal.value.field == "role"


def test_there_is_one_inner_zone(folders):
    make_node(role="inner", name="内网")
    with pytest.raises(Refused, match="已经登记为“内网”"):
        registered(stranger(), folders, role="inner")


def test_a_unit_lives_on_one_node(folders):
    unit = make_unit()
    make_node(unit=unit)
    with pytest.raises(Refused, match="已经属于另一个节点"):
        registered(stranger(), folders, unit=unit)


@pytest.mark.parametrize(
    ("carrier", "changes", "field"),
    [
        ("directory", {"outbox": ""}, "outbox"),
        ("directory", {"outbox": "relative"}, "outbox"),
        ("directory", {"inbox": "/does/not/exist"}, "inbox"),
        ("https", {"url": "http://10.0.0.9"}, "url"),
        ("https", {"url": "https://user:pw@10.0.0.9"}, "url"),
        ("https", {"url": ""}, "url"),
        ("amqp", {"url": "https://10.0.0.9"}, "url"),
        ("loopback", {}, "carrier"),
        ("pigeon", {}, "carrier"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_their_field(folders, carrier, changes, field):
    with pytest.raises(Refused) as refusal:
        registered(stranger(), {**folders, **changes}, carrier=carrier)
    assert refusal.value.field == field


def test_a_directory_serves_one_node_in_one_direction(folders):
    with pytest.raises(Refused, match="不能是同一个"):
        registered(stranger(), {**folders, "inbox": folders["outbox"]})
    registered(stranger(), folders)
    with pytest.raises(Refused, match="已用于节点"):
        registered(stranger(), folders)


def test_the_address_of_a_broker_is_sealed_and_shown_without_its_password():
    node = registered(stranger(), {"url": "amqp://city:s3cret@mq.example:5673/%2F"}, carrier="amqp")
    assert "s3cret" not in json.dumps(node.settings)
    assert links.amqp_url(node) == "amqp://city:s3cret@mq.example:5673/%2F"
    assert links.shown(node) == "amqp://mq.example:5673/%2F"


def test_a_tls_certificate_that_is_none_is_refused(folders):
    peer = stranger()
    with pytest.raises(Refused, match="传输证书"):
        registered(peer, folders, document=shown(peer, tls_certificate="x"))


def test_a_node_is_switched_off_with_a_reason_and_on_again():
    node = make_node(role="inner")
    with pytest.raises(Refused, match="理由"):
        deactivate(SYSTEM, node, " ")
    assert not deactivate(SYSTEM, node, "机房搬迁").is_active
    with pytest.raises(Refused, match="已经停用"):
        deactivate(SYSTEM, node, "机房搬迁")
    assert reactivate(SYSTEM, node).is_active
    with pytest.raises(Refused, match="正在使用"):
        reactivate(SYSTEM, node)
    assert Entry.objects.get(act="nodes.node_deactivate").detail["reason"] == "机房搬迁"


def test_a_node_that_was_replaced_is_not_switched_on_beside_its_successor():
    former = make_node(role="inner", is_active=False)
    make_node(role="inner")
    with pytest.raises(Refused, match="已经登记为"):
        reactivate(SYSTEM, former)


def test_our_own_node_is_not_switched_off():
    with pytest.raises(Refused, match="本节点"):
        deactivate(SYSTEM, own(), "试试")


def test_our_identity_is_the_same_each_time_and_can_be_read_back():
    document = own_identity("both", "https://10.0.0.1:8443")
    assert document == own_identity("both", "https://10.0.0.1:8443")
    again = identity.read(document.model_dump_json(indent=2))
    assert again.fingerprint == document.fingerprint
    assert TlsPair.objects.count() == 1


def test_secrets_are_sealed_anew_under_a_new_key_and_stay_shut_without_the_old(settings):
    node = registered(stranger(), {"url": "amqp://city:s3cret@mq.example/%2F"}, carrier="amqp")
    tls.own_pair()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60
    with pytest.raises(Refused, match="YIWANG_FORMER_SECRET_KEYS"):
        reseal(SYSTEM)
    assert "无法解密" in links.shown(node)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert reseal(SYSTEM) == 2
    settings.SECRET_KEY_FALLBACKS = []
    node.refresh_from_db()
    assert links.amqp_url(node).endswith("s3cret@mq.example/%2F")
    with tls.on_disk() as (_, key):
        assert key.read_text()


@pytest.mark.parametrize("text", ["", "{}", "[1]", "x" * 70_000, '{"format":"yiwang-identity/2"}'])
def test_a_document_that_is_none_is_refused(text):
    with pytest.raises(Refused) as refusal:
        identity.read(text)
    assert refusal.value.field == "document"


def test_the_private_half_of_the_tls_pair_is_sealed_and_on_disk_only_while_it_is_needed():
    pair = tls.own_pair()
    assert "PRIVATE" not in pair.sealed
    with tls.on_disk() as (certificate, key):
        assert "BEGIN PRIVATE KEY" in key.read_text()
        assert key.stat().st_mode & 0o077 == 0
        assert certificate.read_text() == pair.certificate
    assert not key.exists()
    assert tls.ends() > "2036"
