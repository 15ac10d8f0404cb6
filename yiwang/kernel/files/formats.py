"""Which formats may be stored, what is each called, and which of them may a browser show in place?"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Format:
    """``extensions``: lower case, the usual one first; ``kind`` decides the size limit."""

    code: str
    label: str
    kind: str
    media_type: str
    extensions: tuple[str, ...]


IMAGES = frozenset({"image"})
DOCUMENTS = frozenset({"document"})
ARCHIVES = frozenset({"archive"})
MEDIA = frozenset({"media"})
ANY = IMAGES | DOCUMENTS | ARCHIVES | MEDIA
KIND_LABELS = MappingProxyType({"image": "图片", "document": "文档", "archive": "压缩包", "media": "音视频"})

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ALL = (
    Format("jpeg", "JPEG 图片", "image", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    Format("png", "PNG 图片", "image", "image/png", ("png",)),
    Format("gif", "GIF 图片", "image", "image/gif", ("gif",)),
    Format("webp", "WebP 图片", "image", "image/webp", ("webp",)),
    Format("pdf", "PDF 文档", "document", "application/pdf", ("pdf",)),
    Format("ofd", "OFD 版式文档", "document", "application/ofd", ("ofd",)),
    Format("docx", "Word 文档", "document", f"{_OFFICE}wordprocessingml.document", ("docx", "docm", "dotx")),
    Format("xlsx", "Excel 表格", "document", f"{_OFFICE}spreadsheetml.sheet", ("xlsx", "xlsm", "xltx")),
    Format(
        "pptx",
        "PowerPoint 演示文稿",
        "document",
        f"{_OFFICE}presentationml.presentation",
        ("pptx", "pptm", "ppsx"),
    ),
    Format("doc", "Word 97-2003 文档", "document", "application/msword", ("doc", "wps", "dot")),
    Format("xls", "Excel 97-2003 表格", "document", "application/vnd.ms-excel", ("xls", "et", "xlt")),
    Format(
        "ppt",
        "PowerPoint 97-2003 演示文稿",
        "document",
        "application/vnd.ms-powerpoint",
        ("ppt", "dps", "pps"),
    ),
    Format("txt", "纯文本", "document", "text/plain", ("txt",)),
    Format("csv", "CSV 表格", "document", "text/csv", ("csv",)),
    Format("zip", "ZIP 压缩包", "archive", "application/zip", ("zip",)),
    Format("rar", "RAR 压缩包", "archive", "application/vnd.rar", ("rar",)),
    Format("7z", "7z 压缩包", "archive", "application/x-7z-compressed", ("7z",)),
    Format("mp3", "MP3 音频", "media", "audio/mpeg", ("mp3",)),
    Format("mp4", "MP4 视频", "media", "video/mp4", ("mp4", "m4v")),
)

FORMATS = MappingProxyType({about.code: about for about in _ALL})
BY_EXTENSION = MappingProxyType({end: about for about in _ALL for end in about.extensions})

# What a browser shows without running anything of ours: the rest is downloaded.
SHOWN_IN_PLACE = frozenset({"jpeg", "png", "gif", "webp", "pdf", "mp3", "mp4"})
