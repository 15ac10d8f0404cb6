"""What in a file, or in anything packed into it, must a security administrator look at?"""

import re
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import arrivals
from yiwang.kernel.files.examination import (
    clamav,
    closed_archives,
    ole_documents,
    packages,
    pdf,
    signatures,
    sniffing,
    zips,
)
from yiwang.kernel.files.examination.budget import Budget
from yiwang.kernel.files.examination.compounds import Compound
from yiwang.kernel.files.examination.zips import Directory, Member

VIRUS = "含有病毒"
PROGRAM = "压缩包内含有程序或脚本"
PROGRAM_INSIDE = "内含可执行程序"
HIDDEN = "夹带了目录中没有的内容"
CLOSED = "RAR、7z 压缩包无法逐项检查"
_PROGRAM_NAME = re.compile(
    r"\.(?:exe|com|scr|pif|bat|cmd|msi|msp|vbs|vbe|jse?|wsf|wsh|hta|ps1|lnk|jar|dll|cpl|reg|chm|apk)[. ]*$",
    re.IGNORECASE,
)
_WRAPPINGS = {"zip", "compound", "pdf", "rar", "7z"}
_PACKAGES = {"docx", "xlsx", "pptx", "ofd"}


def family_of(file: BinaryIO, budget: Budget) -> str:
    """A code of formats, ``text``, ``encrypted``, one of FORBIDDEN, or empty; wrappings are opened."""
    family = sniffing.family_of(sniffing.head_of(file))
    if family == "zip":
        return packages.family_of(zips.directory(file, Budget(budget.name, budget.packed, 0)).members)
    if family == "compound":
        return ole_documents.family_in(Compound(file, budget.name))
    return family


def worries_about(file: BinaryIO, family: str, budget: Budget, depth: int = 1) -> set[str]:
    """Sentences without subject, such as 含有宏代码; ``family`` as family_of says.

    Raises Refused for bombs, broken wrappings, and parts that try to deceive whoever reads them.
    """
    if signatures.is_eicar(sniffing.head_of(file)):
        return {f"{VIRUS}（{signatures.NAME}）"}
    match family:
        case "pdf":
            return pdf.worries_about(file, budget)
        case "doc" | "xls" | "ppt" | "encrypted":
            return ole_documents.worries_about(Compound(file, budget.name), budget.name)
        case "rar" | "7z":
            return _in_closed_archive(file)
        case "zip" | "docx" | "xlsx" | "pptx" | "ofd":
            budget.descend(depth)
            return _in_zip(file, family, budget, depth)
    return set()


def _in_closed_archive(file: BinaryIO) -> set[str]:
    """ClamAV unpacks what we cannot, but nobody looks into what is encrypted."""
    try:
        if closed_archives.is_encrypted(file):
            return {ole_documents.ENCRYPTED}
    except closed_archives.Unreadable:
        return {CLOSED}
    return set() if clamav.is_configured() else {CLOSED}


def _in_zip(file: BinaryIO, family: str, budget: Budget, depth: int) -> set[str]:
    directory = zips.directory(file, budget)
    is_package = family in _PACKAGES
    if is_package:
        _refuse_deceptive(directory, budget)
    worries = {HIDDEN} if directory.has_hidden_bytes else set()
    for member in directory.members:
        if is_package and (worry := packages.worry_of_name(member.name)):
            worries.add(worry)
        elif not is_package and _PROGRAM_NAME.search(member.name):
            worries.add(PROGRAM)
        if member.is_readable:
            worries |= _in_member(zips.inflated(file, member, budget), member, is_package, budget, depth)
        else:
            worries.add(ole_documents.ENCRYPTED if member.is_encrypted else "使用了无法检查的压缩方式")
    return worries


def _refuse_deceptive(directory: Directory, budget: Budget) -> None:
    """Two parts of one name, or parts that readers cannot open: what one program shows, another does not."""
    names = [member.name.lower() for member in directory.members]
    if len(set(names)) < len(names) or not all(member.is_readable for member in directory.members):
        raise Refused(f"“{budget.name}”的内部结构异常，请用办公软件另存后上传。")


def _in_member(
    pieces: Iterator[bytes], member: Member, is_package: bool, budget: Budget, depth: int
) -> set[str]:
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= sniffing.HEAD:
            break
    family = sniffing.family_of(head[: sniffing.HEAD])
    if family in _WRAPPINGS:
        return _in_wrapping(head, pieces, member, budget, depth)
    if is_package and packages.is_xml(member.name):
        return _in_part(head, pieces, member, budget)
    for _ in pieces:
        pass  # counted and checked as it comes
    if member.size < sniffing.HEAD and signatures.is_eicar(head):
        return {f"{VIRUS}（{signatures.NAME}）"}
    if family == "executable":
        return {PROGRAM_INSIDE if is_package else PROGRAM}
    return set()


def _in_wrapping(
    head: bytes, pieces: Iterator[bytes], member: Member, budget: Budget, depth: int
) -> set[str]:
    """A file in a file is laid on disk, without a name, and examined like any other."""
    arrivals.folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=arrivals.folder()) as inner:
        inner.write(head)
        for piece in pieces:
            inner.write(piece)
        inner.flush()
        family = family_of(inner, budget)
        if not family and sniffing.family_of(head[: sniffing.HEAD]) == "compound":
            return ole_documents.worries_about_object(inner, budget.name)
        return worries_about(inner, family, budget, depth + 1)


def _in_part(head: bytes, pieces: Iterator[bytes], member: Member, budget: Budget) -> set[str]:
    watch = packages.DocumentTypeWatch()
    is_admission = packages.is_admission(member.name)
    kept = b""
    for piece in _with_head(head, pieces):
        if watch.has_seen(piece):
            raise Refused(f"“{budget.name}”的内部结构异常（含有文档类型声明），不能上传。")
        if is_admission and len(kept) <= packages.LARGEST_ADMISSION:
            kept += piece
    return packages.worries_in_admission(kept, budget.name) if is_admission else set()


def _with_head(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces
