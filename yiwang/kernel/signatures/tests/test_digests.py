"""SM3 under fingerprints and signatures: the vectors of OSCCA and of OpenSSL (GB/T 32905-2016)."""

import re

from yiwang.kernel.audit.rules import sm3


def test_sm3_gives_the_digests_of_oscca(shared_data):
    text = (shared_data / "gm_crypto" / "sm3_oscca.txt").read_text()
    vectors = re.findall(r"Len = (\d+)\nMsg = ([0-9a-f]+)\nMD = ([0-9a-f]{64})", text)
    assert len(vectors) >= 5
    for bits, message, digest in vectors:
        assert sm3(bytes.fromhex(message)[: int(bits) // 8]) == digest


def test_sm3_gives_the_digests_of_openssl(shared_data):
    text = (shared_data / "gm_crypto" / "evpmd_sm3.txt").read_text()
    vectors = re.findall(r"Digest = SM3\nInput = ([0-9A-Fa-f]+)\nOutput = ([0-9A-Fa-f]{64})", text)
    assert len(vectors) == 8
    for message, digest in vectors:
        assert sm3(bytes.fromhex(message)) == digest.lower()
