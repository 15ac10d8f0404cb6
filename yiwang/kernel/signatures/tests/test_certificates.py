import subprocess
from datetime import UTC, datetime
from shutil import which

import pytest
from asn1crypto import pem, x509

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.signatures import algorithms, certificates
from yiwang.kernel.signatures.certificates import UnreadableError, check, read
from yiwang.kernel.signatures.tests.makers import make_authority, make_holder


@pytest.fixture(scope="module")
def authority():
    return make_authority()


def test_a_certificate_says_for_whom_it_is(authority):
    facts = make_holder(authority, unit_code="LZ007").certificate
    assert facts.subject == certificates.Subject("泸洲市数据局", "泸洲市", "luzhou", "LZ007")
    assert facts.issuer_text == authority.certificate.subject_text
    assert "CN=泸洲市数据局" in facts.subject_text
    assert not facts.is_authority
    assert facts.fingerprint == sm3(facts.der)


def test_serial_numbers_are_positive_large_and_never_the_same(authority):
    serials = {make_holder(authority).certificate.serial for _ in range(5)}
    assert len(serials) == 5
    assert all(len(serial) == 32 for serial in serials)


def test_pem_and_der_are_read_alike(authority):
    facts = make_holder(authority).certificate
    assert read(facts.pem) == read(facts.der) == read(facts.pem.encode()) == facts


def test_moments_are_kept_in_whole_seconds_also_after_2049():
    end = datetime(2066, 5, 1, 8, 30, 15, 999, tzinfo=UTC)
    facts = make_authority(not_after=end).certificate
    assert facts.not_after == end.replace(microsecond=0)
    assert facts.not_before.microsecond == 0


@pytest.mark.parametrize("algorithm", algorithms.ALGORITHMS)
def test_what_the_authority_issued_is_accepted(algorithm):
    authority = make_authority(algorithm=algorithm)
    assert check(make_holder(authority).certificate, authority.certificate, now()) == ""
    assert check(authority.certificate, authority.certificate, now()) == ""


def test_what_another_authority_issued_is_refused_though_it_bears_the_same_name(authority):
    forged = make_holder(make_authority()).certificate
    assert "不是由该签发机构签发" in check(forged, authority.certificate, now())


def test_an_altered_certificate_is_refused(authority):
    facts = make_holder(authority).certificate
    altered = read(facts.der.replace(b"unit:LZ001", b"unit:LZ002"))
    assert altered.subject.unit_code == "LZ002"
    assert "不是由该签发机构签发" in check(altered, authority.certificate, now())


def test_a_unit_issues_nothing(authority):
    holder = make_holder(authority)
    assert "不是签发机构证书" in check(make_holder(authority).certificate, holder.certificate, now())


def test_an_authority_speaks_for_its_own_node_only(authority):
    stranger = make_holder(authority, node_code="yunze").certificate
    assert "节点与签发机构的节点不一致" in check(stranger, authority.certificate, now())


def test_a_certificate_holds_from_its_first_moment_until_before_its_last(authority):
    start, end = shifted(now(), days=-5).replace(microsecond=0), shifted(now(), days=5).replace(microsecond=0)
    facts = make_holder(authority, not_before=start, not_after=end).certificate
    assert check(facts, authority.certificate, start) == ""
    assert check(facts, authority.certificate, shifted(end, seconds=-1)) == ""
    assert "证书只在" in check(facts, authority.certificate, shifted(start, seconds=-1))
    assert "证书只在" in check(facts, authority.certificate, end)


def test_an_authority_that_was_not_in_force_issues_nothing():
    ended = make_authority(not_before=shifted(now(), days=-30), not_after=shifted(now(), days=-1))
    facts = make_holder(ended).certificate
    assert "签发机构的证书只在" in check(facts, ended.certificate, now())
    assert check(facts, ended.certificate, shifted(now(), days=-2)) == ""


def test_openssls_own_sm2_certificate_is_proved_by_its_authority(shared_data):
    """OpenSSL 3.0.22 test/certs; its signature uses the standard user id."""
    folder = shared_data / "gm_crypto"
    authority = read((folder / "openssl_sm2-ca-cert.pem").read_bytes())
    facts = read((folder / "openssl_sm2.pem").read_bytes())
    assert facts.public_key.algorithm == "sm2"
    assert authority.is_authority
    assert check(facts, authority, now()) == ""
    assert check(authority, authority, now()) == ""


@pytest.mark.parametrize("part", [b"Test SM2 Sign Cert", b"Shenyang"])
def test_openssls_sm2_certificate_altered_is_refused(shared_data, part):
    folder = shared_data / "gm_crypto"
    authority = read((folder / "openssl_sm2-ca-cert.pem").read_bytes())
    der = pem.unarmor((folder / "openssl_sm2.pem").read_bytes())[2]
    at = der.rindex(part)
    altered = read(der[:at] + part[:-1] + bytes([part[-1] ^ 1]) + der[at + len(part) :])
    assert check(altered, authority, now()) != ""


def test_openssls_sm2_public_key_is_read(shared_data):
    spki = pem.unarmor((shared_data / "gm_crypto" / "openssl_sm2-pub.key").read_bytes())[2]
    assert algorithms.public_from(spki).algorithm == "sm2"
    assert algorithms.public_from(spki).der == spki


@pytest.mark.skipif(which("openssl") is None, reason="the openssl command is not installed")
@pytest.mark.parametrize("algorithm", algorithms.ALGORITHMS)
def test_openssl_verifies_what_is_issued_here(tmp_path, algorithm):
    authority = make_authority(algorithm=algorithm)
    facts = make_holder(authority, algorithm=algorithm).certificate
    (tmp_path / "authority.pem").write_text(authority.certificate.pem)
    (tmp_path / "unit.pem").write_text(facts.pem)
    command = ["openssl", "verify", "-x509_strict", "-CAfile", "authority.pem", "unit.pem"]
    if algorithm == "sm2":
        command[2:2] = ["-vfyopt", "distid:1234567812345678"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "given",
    ["", "garbage", b"", b"\x30\x00", "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"],
)
def test_what_is_no_certificate_is_refused(given):
    with pytest.raises(UnreadableError):
        read(given)


def test_two_certificates_in_one_text_are_refused(authority):
    with pytest.raises(UnreadableError):
        read(authority.certificate.pem + make_holder(authority).certificate.pem)


def test_an_endless_text_is_refused_before_it_is_parsed(authority):
    with pytest.raises(UnreadableError, match="16 kB"):
        read(authority.certificate.pem + " " * certificates.LARGEST)


def rebuilt(holder, **changes):
    """The certificate with other contents, signed again by the same key."""
    parsed = x509.Certificate.load(holder.certificate.der)
    content = parsed["tbs_certificate"].copy()
    for name, value in changes.items():
        content[name] = value
    signature = holder.key.sign(content.dump(force=True))
    return x509.Certificate(
        {
            "tbs_certificate": content,
            "signature_algorithm": parsed["signature_algorithm"],
            "signature_value": signature,
        }
    ).dump()


def test_a_critical_extension_that_nobody_understands_is_refused(authority):
    strange = {"extn_id": "1.2.3.4.5", "critical": True, "extn_value": b"\x05\x00"}
    parsed = x509.Certificate.load(authority.certificate.der)
    extensions = [one.native for one in parsed["tbs_certificate"]["extensions"]]
    assert read(rebuilt(authority)).is_authority
    assert extensions
    with pytest.raises(UnreadableError):
        read(rebuilt(authority, extensions=[strange]))


@pytest.mark.parametrize("serial", [0, -5, 1 << 160])
def test_a_serial_number_that_is_none_is_refused(authority, serial):
    with pytest.raises(UnreadableError):
        read(rebuilt(authority, serial_number=serial))


@pytest.mark.parametrize("name", ["带\x00零", "换\n行", "长" * 201])
def test_a_name_that_no_list_can_show_is_refused(authority, name):
    subject = x509.Name.build({"common_name": name, "organizational_unit_name": "node:luzhou"})
    with pytest.raises(UnreadableError):
        read(rebuilt(authority, subject=subject))


def test_a_long_name_is_cut_where_the_standard_ends(authority):
    """RFC 5280 appendix A.1: ub-common-name is 64."""
    subject = certificates.Subject("长" * 100, "", "luzhou", "LZ001")
    assert make_holder(authority, subject=subject).certificate.subject.name == "长" * 64


def test_a_certificate_with_one_flipped_bit_is_unreadable_or_unproved(authority):
    """Every bit of it: chance misses the one byte that matters."""
    der, at = make_holder(authority).certificate.der, now()
    refused = 0
    for bit in range(len(der) * 8):
        altered = bytearray(der)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            facts = read(bytes(altered))
        except UnreadableError:
            continue
        assert check(facts, authority.certificate, at) != "", f"bit {bit} does not matter"
        refused += 1
    assert refused > 100


@pytest.mark.parametrize("unused", [1, 3, 8, 255])
def test_a_signature_that_is_not_made_of_whole_octets_is_refused(authority, unused):
    der = bytearray(make_holder(authority).certificate.der)
    signature = bytes(x509.Certificate.load(bytes(der))["signature_value"].native)
    place = der.rindex(signature) - 1
    assert der[place] == 0
    der[place] = unused
    with pytest.raises(UnreadableError):
        read(bytes(der))
