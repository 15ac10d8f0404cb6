import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.reading import publishing, run
from yiwang.subsystems.portal.reading.tests.samples import TEXT, lines, record
from yiwang.subsystems.portal.tests.makers import make_column

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _column() -> None:
    make_root()
    make_column(slug="documents", kind="documents")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good documents among everything that cannot be read."""
    files = tmp_path / "files"
    files.mkdir()
    broken = '{"text": \n' + lines({"title": "t", "body": "error"}, {"text": "没有标题。"})
    (files / "a.jsonl").write_text(lines(record(1)) + broken + lines(record(2)))
    (files / "b.csv.gz").write_bytes(
        gzip.compress("title,url\n关于丙事的通知,https://a.gov.cn/3\n,x\n".encode())
    )
    (files / "c.txt").write_bytes(TEXT.format(number=4).encode("gb18030"))
    (files / "d.bin").write_bytes(b"\x00\x01")
    return files


def imported(*paths: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    options.setdefault("rejected", paths[0].parent / "rejected.jsonl")
    call_command("import_documents", *map(str, paths), json=True, stdout=out, **options)
    return dict(json.loads(out.getvalue()))


def test_a_folder_is_imported_and_what_cannot_be_read_is_listed(folder: Path) -> None:
    counts = imported(folder)
    assert (counts["files"], counts["new"], counts["rejected"]) == (4, 4, 5)
    assert Publication.objects.count() == Article.objects.count() == 4
    listed = [json.loads(line) for line in (folder.parent / "rejected.jsonl").read_text().splitlines()]
    places = {(Path(entry["file"]).name, entry["line"]) for entry in listed}
    assert places == {("a.jsonl", 2), ("a.jsonl", 3), ("a.jsonl", 4), ("b.csv.gz", 3), ("d.bin", 0)}
    assert all(entry["reason"].endswith("。") for entry in listed)


def test_the_second_run_changes_nothing(folder: Path) -> None:
    imported(folder)
    before = (Entry.objects.count(), list(Publication.objects.values()), list(Article.objects.values()))
    counts = imported(folder)
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 4)
    assert before == (
        Entry.objects.count(),
        list(Publication.objects.values()),
        list(Article.objects.values()),
    )


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    counts = imported(folder, dry_run=True)
    assert (counts["new"], counts["rejected"]) == (4, 5)
    assert not Publication.objects.exists()
    assert not Entry.objects.exists()


def test_the_summary_for_people_names_the_reasons(folder: Path) -> None:
    out = io.StringIO()
    call_command("import_documents", str(folder), stdout=out, rejected=folder.parent / "rejected.jsonl")
    assert "新发布：4 篇" in out.getvalue()
    assert "未能采用 5 处" in out.getvalue()


def test_a_path_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="找不到"):
        imported(folder / "none")


def test_a_column_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="没有开放的栏目"):
        imported(folder, column="none")


def test_documents_are_published_in_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    sizes: list[int] = []
    publish = publishing.publish_batch

    def counting(shelf: Any, batch: Any) -> Any:
        sizes.append(len(batch))
        return publish(shelf, batch)

    monkeypatch.setattr(publishing, "publish_batch", counting)
    imported(folder)
    assert sizes == [2, 2, 2]


def test_a_batch_that_breaks_leaves_the_earlier_ones_and_the_next_run_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    write, calls = publishing._write, []

    def breaking(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        write(*given)

    monkeypatch.setattr(publishing, "_write", breaking)
    with pytest.raises(KeyboardInterrupt):
        imported(folder)
    left = Publication.objects.count()
    assert left == Article.objects.count() < 4
    monkeypatch.setattr(publishing, "_write", write)
    counts = imported(folder)
    assert (counts["unchanged"], counts["new"]) == (left, 4 - left)


def test_every_page_of_the_state_council_is_imported_with_its_number(
    shared_data: Path, tmp_path: Path
) -> None:
    """Reads ../shared/data/govdocs, which is not part of the project."""
    source = shared_data / "govdocs" / "state_council_pages.jsonl.gz"
    counts = imported(source, rejected=tmp_path / "rejected.jsonl")
    assert (counts["new"], counts["rejected"]) == (32, 0)
    with gzip.open(source, "rt", encoding="utf-8") as stream:
        expected = {json.loads(line)["expected"]["doc_number"] for line in stream}
    assert set(Publication.objects.values_list("number", flat=True)) == expected
