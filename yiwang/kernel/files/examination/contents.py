"""Is the content what the name says, is it allowed here, and what must be looked at first?"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import rules
from yiwang.kernel.files.arrivals import opened
from yiwang.kernel.files.examination import inspection, pictures, text
from yiwang.kernel.files.examination.budget import Budget
from yiwang.kernel.files.examination.sniffing import FORBIDDEN
from yiwang.kernel.files.formats import BY_EXTENSION, FORMATS, Format

_LOCKED = {"docx", "xlsx", "pptx"}


@dataclass(frozen=True)
class Examined:
    """``worries`` are reasons for quarantine; ``charset`` only of text, ``size`` only of pictures."""

    about: Format
    charset: str
    size: pictures.Size | None
    worries: tuple[str, ...]


def examine(path: Path, name: str, kinds: frozenset[str]) -> Examined:
    """Raises Refused, with one sentence, for everything that is not to be stored at all."""
    total = path.stat().st_size
    budget = Budget(name, total, settings.FILES_MAX_UNPACKED_MB << 20)
    with path.open("rb") as file:
        family = inspection.family_of(file, budget)
        charset = _charset_of(path) if family == "text" else ""
        about = _format_of(name, "" if family == "text" and not charset else family)
        rules.refuse_kind(name, about, kinds)
        rules.refuse_size(name, total, about.kind, settings.FILES_MAX_MB[about.kind])
        size = pictures.size_of(file, family, name) if about.kind == "image" else None
        worries = inspection.worries_about(file, family, budget)
    return Examined(about, charset, size, tuple(sorted(worries)))


def _charset_of(path: Path) -> str:
    with opened(path) as pieces:
        return text.charset_of(pieces)


def _format_of(name: str, family: str) -> Format:
    """The format that content and name agree on."""
    extension = rules.extension_of(name)
    claimed = BY_EXTENSION.get(extension)
    if family in FORBIDDEN:
        raise Refused(f"{_claim(name, extension)}内容是{FORBIDDEN[family]}，不能上传。")
    if family == "text":
        family = "csv" if extension == "csv" else "txt"
    elif family == "encrypted":
        family = claimed.code if claimed and claimed.code in _LOCKED else "docx"
    found = FORMATS.get(family)
    if found is None:
        raise Refused(f"{_claim(name, extension)}内容无法识别，请另存为 PDF、OFD、Word 等常用格式后上传。")
    if extension and claimed is not found:
        raise Refused(
            f"“{name}”的扩展名是 {extension}，内容却是{found.label}，请改正扩展名或换一个文件后上传。"
        )
    return found


def _claim(name: str, extension: str) -> str:
    return f"“{name}”的扩展名是 {extension}，" if extension else f"“{name}”的"
