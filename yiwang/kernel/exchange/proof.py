"""Is an exported envelope what was sent, who signed it and its receipts, and are its files unaltered?

``yiwang verify-envelope FILE``: plain Python, no database, no network, no settings.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from yiwang.kernel.exchange import rules, statements
from yiwang.kernel.signatures import certificates, revocations
from yiwang.kernel.signatures.certificates import Certificate
from yiwang.kernel.signatures.statements import Verdict, nobodys, verdict

ENVELOPE, RECEIPTS, CERTIFICATES = "envelope.json", "receipts.json", "certificates.json"
AUTHORITIES, REVOCATIONS, FILES = "authorities.json", "revocations.json", "files/"
PAPERS = (ENVELOPE, RECEIPTS, CERTIFICATES, AUTHORITIES, REVOCATIONS)
LARGEST_PAPER = 64 << 20
PIECE = 1 << 20


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``fault`` is empty where it holds."""

    what: str
    fault: str = ""
    note: str = ""


@dataclass
class Proof:
    """What was found; ``authorities``: fingerprints of those whose word all of it rests on."""

    uid: str = ""
    subject: str = ""
    sender: str = ""
    sent_at: str = ""
    authorities: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def is_true(self) -> bool:
        return bool(self.checks) and not any(check.fault for check in self.checks)


class BrokenContainerError(ValueError):
    """Not a container, or one whose papers cannot be read."""


@dataclass(frozen=True)
class Papers:
    """Certificates by fingerprint, authorities by node, what each of them revoked by serial number."""

    envelope: Mapping[str, str]
    receipts: Sequence[Mapping[str, str]]
    certificates: Mapping[str, Certificate]
    authorities: Sequence[Certificate]
    revoked: Mapping[str, Mapping[str, tuple[datetime, str]]]

    def judged(self, signed: Mapping[str, str], at: datetime, node: str) -> Verdict:
        certificate = self.certificates.get(signed.get("certificate", ""))
        if certificate is None:
            return nobodys(at)
        return verdict(
            signed["text"],
            signed["signature"],
            certificate,
            [authority for authority in self.authorities if authority.subject.node_code == node],
            self.revoked.get(node, {}),
            at,
        )


def proved(path: Path, pinned: Iterable[str] = ()) -> Proof:
    """Everything that can be checked of a container. ``pinned``: the only authorities whose word counts.

    Raises BrokenContainerError for a file that is no container.
    """
    try:
        with zipfile.ZipFile(path) as container:
            papers = _papers(container, {fingerprint.lower() for fingerprint in pinned})
            return _proved(container, papers)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise BrokenContainerError(f"不是完整的凭证文件：{fault}") from fault


def _papers(container: zipfile.ZipFile, pinned: set[str]) -> Papers:
    read = {name: _paper(container, name) for name in PAPERS}
    if not all(isinstance(content, list) for name, content in read.items() if name != ENVELOPE):
        raise BrokenContainerError("凭证文件的内容读不出来。")
    try:
        known = [certificates.read(pem) for pem in read[CERTIFICATES]]
        authorities = [certificates.read(pem) for pem in read[AUTHORITIES]]
        signed = [dict(read[ENVELOPE]), *(dict(each) for each in read[RECEIPTS])]
        if not all(isinstance(each.get(key), str) for each in signed for key in ("text", "signature")):
            raise ValueError("签名的内容不全")
        if pinned:
            authorities = [each for each in authorities if each.fingerprint in pinned]
        revoked = dict(_revoked(dict(each), authorities) for each in read[REVOCATIONS])
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise BrokenContainerError(f"凭证文件的内容读不出来：{fault}") from fault
    return Papers(
        envelope=signed[0],
        receipts=signed[1:],
        certificates={certificate.fingerprint: certificate for certificate in known},
        authorities=authorities,
        revoked=revoked,
    )


def _revoked(
    signed: Mapping[str, str], authorities: Sequence[Certificate]
) -> tuple[str, Mapping[str, tuple[datetime, str]]]:
    """The node of a list and what it revokes; nothing where no authority that counts has signed the list."""
    listed = revocations.read(signed["text"])
    for authority in authorities:
        if authority.fingerprint != signed["certificate"] or authority.subject.node_code != listed.node:
            continue
        if verdict(signed["text"], signed["signature"], authority, [authority], {}, listed.at).is_valid:
            return listed.node, {one.serial: (one.at, one.reason) for one in listed.revoked}
    return listed.node, {}


def _paper(container: zipfile.ZipFile, name: str) -> Any:
    try:
        about = container.getinfo(name)
        if about.file_size > LARGEST_PAPER:
            raise BrokenContainerError(f"{name}过大。")
        with container.open(about) as paper:
            return json.loads(paper.read(LARGEST_PAPER + 1))
    except (KeyError, ValueError, RecursionError) as fault:
        raise BrokenContainerError(f"缺少{name}，或者读不出来。") from fault


def _proved(container: zipfile.ZipFile, papers: Papers) -> Proof:
    try:
        envelope = statements.envelope(papers.envelope["text"])
    except ValueError as fault:
        raise BrokenContainerError(str(fault)) from fault
    found = Proof(
        uid=envelope.id,
        subject=envelope.subject,
        sender=envelope.sender.unit_name or envelope.sender.node,
        sent_at=envelope.sent_at.isoformat(),
        authorities=sorted(each.fingerprint for each in papers.authorities),
    )
    found.checks.append(_signature("信封签名", papers, papers.envelope, envelope.sender, envelope.sent_at))
    found.checks.extend(_files(container, envelope))
    found.checks.extend(_receipts(papers, envelope))
    return found


def _signature(
    what: str, papers: Papers, signed: Mapping[str, str], party: statements.Party, at: datetime
) -> Check:
    judged = papers.judged(signed, at, party.node)
    who = f"{what}（{judged.signer or party.unit_name or party.node}）"
    if not judged.is_valid:
        return Check(who, judged.sentence)
    if (judged.node_code, judged.unit_code) != (party.node, party.unit):
        return Check(who, "签名证书不属于署名的单位。")
    return Check(who, note=judged.sentence)


def _files(container: zipfile.ZipFile, envelope: statements.Envelope) -> Iterator[Check]:
    present = {name for name in container.namelist() if name.startswith(FILES)}
    for entry in envelope.files:
        name = f"{FILES}{entry.digest}"
        if name not in present:
            yield Check(f"附件 {entry.name}", "凭证里没有这个附件。")
        elif container.getinfo(name).file_size != entry.size or _sha256(container, name) != entry.digest:
            yield Check(f"附件 {entry.name}", "内容与签名的不符。")
        else:
            yield Check(f"附件 {entry.name}")
    for name in sorted(present - {f"{FILES}{entry.digest}" for entry in envelope.files}):
        yield Check(f"附件 {name}", "信封里没有这个附件。")


def _sha256(container: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with container.open(name) as member:
        while piece := member.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _receipts(papers: Papers, envelope: statements.Envelope) -> Iterator[Check]:
    digest = statements.digest(papers.envelope["text"])
    names = {recipient.number: recipient for recipient in envelope.recipients}
    for signed in papers.receipts:
        try:
            receipt = statements.receipt(signed["text"])
        except ValueError as fault:
            yield Check("回执", str(fault))
            continue
        yield _receipt(papers, signed, receipt, envelope, digest, names)


def _receipt(
    papers: Papers,
    signed: Mapping[str, str],
    receipt: statements.Receipt,
    envelope: statements.Envelope,
    digest: str,
    names: Mapping[int, statements.Recipient],
) -> Check:
    spoken = [names[number] for number in receipt.recipients if number in names]
    shown = "、".join(each.name for each in spoken[:3]) + ("等" if len(spoken) > 3 else "")
    what = f"{rules.RECEIPTS[receipt.receipt]}回执 {shown}".strip()
    if receipt.envelope != envelope.id or receipt.digest != digest:
        return Check(what, "回执说的不是这个信封。")
    if len(spoken) != len(receipt.recipients) or not _may_speak(receipt, envelope, spoken):
        return Check(what, "回执替别人作了答复。")
    return _signature(what, papers, signed, receipt.by, receipt.at)


def _may_speak(
    receipt: statements.Receipt, envelope: statements.Envelope, spoken: Sequence[statements.Recipient]
) -> bool:
    """A sender's receipt is the sender's; a recipient's is the recipient's own or its installation's."""
    by = receipt.by
    if receipt.receipt in rules.OF_SENDER and (by.node, by.unit) == (
        envelope.sender.node,
        envelope.sender.unit,
    ):
        return True
    if receipt.receipt not in rules.OF_RECIPIENT:
        return False
    return all(each.node == by.node and by.unit in {"", each.unit} for each in spoken)


def main(arguments: Sequence[str]) -> int:
    """The command: prints what was checked; exit code 0: all of it holds, 1: not, 2: no container."""
    parser = argparse.ArgumentParser(
        prog="yiwang verify-envelope", description="Prove an exported envelope, off-line."
    )
    parser.add_argument("file", type=Path, help="what 导出凭证 gave")
    parser.add_argument(
        "--authority",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="SM3 fingerprint of an authority you know (may be repeated); without: all in the file",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args(arguments)
    try:
        found = proved(options.file, options.authority)
    except BrokenContainerError as fault:
        _say({"true": False, "error": str(fault)}, str(fault), as_json=options.json)
        return 2
    _say({"true": found.is_true, **asdict(found)}, _told(found, options.authority), as_json=options.json)
    return 0 if found.is_true else 1


def _say(answer: Mapping[str, Any], sentence: str, *, as_json: bool) -> None:
    sys.stdout.write((json.dumps(answer, ensure_ascii=False) if as_json else sentence) + "\n")


def _told(found: Proof, pinned: Sequence[str]) -> str:
    lines = [f"《{found.subject}》 {found.sender} {found.sent_at}", f"编号 {found.uid}"]
    lines.extend(
        f"  {'✗' if check.fault else '✓'} {check.what} {check.fault or check.note}".rstrip()
        for check in found.checks
    )
    lines.append("结论：" + ("全部属实。" if found.is_true else "有不属实之处。"))
    if not pinned:
        lines.append("签发机构的指纹（请与对方电话核对，或用 --authority 指定）：")
        lines.extend(f"  {fingerprint}" for fingerprint in found.authorities)
    return "\n".join(lines)
