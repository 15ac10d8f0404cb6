"""What does a source hold, whatever form it has?"""

from collections.abc import Iterator
from pathlib import Path

from yiwang.subsystems.portal.group.importing import exports, pages
from yiwang.subsystems.portal.group.importing.found import Found
from yiwang.subsystems.portal.group.importing.sources import Archive, Folder, Tree, Unusable

PAGES, TABLE, JSON, WXR = "pages", "table", "json", "wxr"
_EXPORTS = {TABLE: exports.of_table, JSON: exports.of_json, WXR: exports.of_wxr}
_ENDINGS = {TABLE: (".csv",), JSON: (".json", ".jsonl", ".ndjson"), WXR: (".xml", ".wxr")}


def found_in(form: str, path: Path) -> Iterator[Found]:
    """Everything a folder, an archive or a file holds; raises Unusable where it cannot be read at all."""
    if form == PAGES:
        yield from _pages(_tree(path))
        return
    for data in _files(form, path):
        yield from _EXPORTS[form](data)


def _pages(tree: Tree) -> Iterator[Found]:
    is_empty = True
    for found in pages.found_in(tree):
        is_empty = False
        yield found
    if is_empty:
        raise Unusable("里面没有网页文件（.html、.htm、.shtml）。")
    for name in getattr(tree, "strange", ()):
        yield Found(name[:300], reason="文件名不安全或重复（指向压缩包以外、符号链接），没有读取。")


def _tree(path: Path) -> Tree:
    return Folder(path) if path.is_dir() else Archive(path)


def _files(form: str, path: Path) -> list[bytes]:
    """The export itself, alone or in an archive."""
    if path.is_dir():
        raise Unusable("这种来源形式需要一个文件，不是目录。")
    with path.open("rb") as opened:
        is_packed = opened.read(4) == b"PK\x03\x04"
    if not is_packed:
        if path.stat().st_size > 1 << 28:
            raise Unusable("文件超过 256 MB，请分批导入。")
        return [path.read_bytes()]
    tree = Archive(path)
    names = [name for name in tree.names() if name.lower().endswith(_ENDINGS[form])]
    if len(names) != 1:
        raise Unusable(f"压缩包里应有且只有一个 {'、'.join(_ENDINGS[form])} 文件。")
    return [tree.read(names[0])]
