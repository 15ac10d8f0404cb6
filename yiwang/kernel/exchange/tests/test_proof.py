"""An exported envelope proves itself without database and network, and only while it is whole."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange import proof
from yiwang.kernel.exchange.actions.answering import sign_for
from yiwang.kernel.exchange.actions.arriving import take_envelope
from yiwang.kernel.exchange.containers import exported
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.exchange.tests.makers import (
    here,
    make_arrival,
    make_clerk,
    make_foreigner,
    side,
)
from yiwang.kernel.files.tests.makers import make_pdf, make_stored
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.signatures import keys
from yiwang.kernel.signatures.actions import revoke, rotate
from yiwang.kernel.signatures.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery():
    """Received with a file and signed for."""
    clerk = make_clerk()
    arrived = make_arrival(clerk, files=[make_stored(name="方案.pdf"), make_stored(make_pdf(rest=b"%2"))])
    sign_for(actor(clerk), side(clerk), [arrived.pk])
    return arrived


def container(envelope, folder):
    path = folder / "envelope.yiwang"
    path.write_bytes(b"".join(exported(envelope, list(envelope.receipts.all()))))
    return path


def altered(path, changes):
    """The container with members replaced (None: left out) by functions of their content."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for part, change in changes.items():
                if part in name:
                    content = change(content)
            if content is not None:
                after.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


def test_a_whole_container_is_true(delivery, tmp_path):
    found = proof.proved(container(delivery.envelope, tmp_path))
    assert found.is_true, found.checks
    assert found.subject == delivery.envelope.subject
    assert len([check for check in found.checks if "附件" in check.what]) == 2
    assert len([check for check in found.checks if "回执" in check.what]) == 3


def test_an_authority_that_is_known_is_enough_and_one_that_is_not_proves_nothing(delivery, tmp_path):
    path = container(delivery.envelope, tmp_path)
    authority = keys.authority().certificate.fingerprint
    assert proof.proved(path, [authority.upper()]).is_true
    assert not proof.proved(path, ["0" * 64]).is_true


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("envelope.json", lambda content: content.replace("防汛".encode(), "抗旱".encode())),
        (
            "receipts.json",
            lambda content: content.replace("签".encode(), "拒".encode()).replace(b"2026", b"2025"),
        ),
        ("files/", lambda content: content + b"x"),
        ("files/", lambda content: None),
        ("certificates.json", lambda content: b"[]"),
        ("authorities.json", lambda content: b"[]"),
    ],
)
def test_any_change_is_seen(delivery, tmp_path, part, change):
    path = altered(container(delivery.envelope, tmp_path), {part: change})
    assert not proof.proved(path).is_true


def test_a_file_that_the_envelope_does_not_name_is_seen(delivery, tmp_path):
    path = container(delivery.envelope, tmp_path)
    with zipfile.ZipFile(path, "a") as more:
        more.writestr("files/" + "0" * 64, b"more")
    assert not proof.proved(path).is_true


def test_a_receipt_of_another_envelope_proves_nothing(delivery, tmp_path):
    other = container(make_arrival().envelope, tmp_path)
    with zipfile.ZipFile(other) as opened:
        foreign = opened.read("receipts.json")
    path = altered(container(delivery.envelope, tmp_path), {"receipts.json": lambda _: foreign})
    found = proof.proved(path)
    assert any("不是这个信封" in check.fault for check in found.checks)


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", b"PK\x03\x04" + b"\x00" * 40],
)
def test_what_is_no_container_is_said_so(tmp_path, content):
    path = tmp_path / "broken"
    path.write_bytes(content)
    with pytest.raises(proof.BrokenContainerError):
        proof.proved(path)


@pytest.mark.parametrize("content", [b"null", b"{}", b"[1]", b"[" * 5_000, b'{"text": 1}', b"\xff"])
def test_papers_that_cannot_be_read_are_said_so(delivery, tmp_path, content):
    for name in proof.PAPERS:
        path = altered(container(delivery.envelope, tmp_path), {name: lambda _, new=content: new})
        with pytest.raises(proof.BrokenContainerError):
            proof.proved(path)


def test_an_old_envelope_stays_true_after_its_key_was_changed_and_revoked(delivery, tmp_path):
    certificate = Certificate.objects.get(fingerprint=delivery.envelope.certificate)
    revoke(SYSTEM, rotated_back(certificate), "密钥遗失")
    found = proof.proved(container(delivery.envelope, tmp_path))
    assert found.is_true
    assert any("吊销" in check.note for check in found.checks)


def rotated_back(certificate):
    """The certificate itself, after its key has given way to another one."""
    rotate(SYSTEM, certificate)
    return certificate


def test_an_envelope_of_another_installation_proves_itself_too(tmp_path):
    clerk, foreigner = make_clerk(), make_foreigner()
    statement = foreigner.envelope(here(clerk.unit))
    take_envelope(foreigner.arrived("exchange.envelope", foreigner.envelope_body(statement)))
    envelope = Envelope.objects.get(uid=statement.id)
    found = proof.proved(container(envelope, tmp_path))
    assert found.is_true, found.checks
    assert len(found.authorities) == 2


def test_the_command_needs_neither_settings_nor_database(delivery, tmp_path):
    path = container(delivery.envelope, tmp_path)
    command = [sys.executable, "-m", "yiwang", "verify-envelope"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), "YIWANG_DATA": str(tmp_path / "no")}
    done = subprocess.run([*command, str(path), "--json"], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["true"] is True
    altered(path, {"envelope.json": lambda content: content.replace("防汛".encode(), "抗旱".encode())})
    done = subprocess.run([*command, str(path)], capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert "有不属实之处" in done.stdout.decode()
    path.write_bytes(b"torn")
    assert proof.main([str(path)]) == 2
    assert not (tmp_path / "no").exists()
