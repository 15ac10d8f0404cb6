"""What do verify-audit, export-audit and list-acts answer?"""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from yiwang.kernel.audit import triggers
from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.tests.makers import make_entries

pytestmark = pytest.mark.django_db


def answer(*arguments):
    """What a command printed, and with which code it ended."""
    printed = StringIO()
    try:
        call_command(*arguments, stdout=printed)
    except SystemExit as end:
        return printed.getvalue(), end.code
    return printed.getvalue(), 0


@pytest.mark.usefixtures("guarded")
def test_a_whole_chain_is_proved_and_its_last_digest_printed():
    head = make_entries(3)[-1].digest
    printed, code = answer("verify_audit")
    assert code == 0
    assert "审计链完整：3 条" in printed
    assert head in printed
    printed, code = answer("verify_audit", "--json", "--head", head)
    found = json.loads(printed)
    assert (code, found["whole"], found["entries"], found["head"]) == (0, True, 3, head)


@pytest.mark.usefixtures("guarded")
def test_a_broken_chain_names_the_entry_and_ends_with_one():
    # ../shared/standards/security.md 9, case 3
    make_entries(3)
    triggers.uninstall(connection)
    Entry.objects.filter(number=2).update(detail={"turn": 9})
    triggers.install(connection)
    printed, code = answer("verify_audit")
    assert code == 1
    assert "第 2 条的内容与其摘要不符" in printed
    found = json.loads(answer("verify_audit", "--json")[0])
    assert (found["whole"], found["broken"]["number"], found["broken"]["what"]) == (False, 2, "digest")
    assert answer("verify_audit", "--from", "3")[1] == 0


@pytest.mark.usefixtures("guarded")
def test_a_database_without_its_triggers_is_not_accepted():
    make_entries(1)
    assert answer("verify_audit")[1] == 0
    triggers.uninstall(connection)
    printed, code = answer("verify_audit")
    assert code == 1
    assert "audit_entry_follows" in printed


@pytest.mark.usefixtures("guarded")
def test_a_digest_that_no_longer_occurs_is_told():
    make_entries(2)
    printed, code = answer("verify_audit", "--head", "e" * 64)
    assert code == 1
    assert "e" * 64 in printed


def test_a_proof_begins_at_an_entry():
    with pytest.raises(CommandError, match="--from"):
        call_command("verify_audit", "--from", "0")


def test_an_export_is_proved_from_its_file_and_is_itself_recorded(tmp_path):
    make_entries(4)
    path = tmp_path / "part.jsonl"
    printed, code = answer("export_audit", str(path), "--from", "2", "--to", "3", "--json")
    sealed = json.loads(printed)
    assert (code, sealed["first"], sealed["last"], sealed["entries"]) == (0, 2, 3, 2)
    printed, code = answer("verify_audit", "--file", str(path))
    assert code == 0
    assert "审计链完整：2 条" in printed
    taken = Entry.objects.first()
    assert (taken.act, taken.detail["head"]) == ("audit.entries_export", sealed["head"])
    path.write_text(path.read_text().replace("李明", "别人"))
    assert answer("verify_audit", "--file", str(path))[1] == 1


def test_an_export_says_what_it_sealed(tmp_path):
    make_entries(2)
    assert "已封存第 1 条到第 2 条" in answer("export_audit", str(tmp_path / "all.jsonl"))[0]


@pytest.mark.parametrize(
    "span", [("--from", "9"), ("--to", "9"), ("--from", "0"), ("--from", "2", "--to", "1")]
)
def test_an_export_of_entries_that_are_not_there_is_refused(tmp_path, span):
    make_entries(2)
    with pytest.raises(CommandError, match="没有第"):
        call_command("export_audit", str(tmp_path / "part.jsonl"), *span)


def test_an_export_is_never_written_over_another(tmp_path):
    make_entries(1)
    path = tmp_path / "part.jsonl"
    call_command("export_audit", str(path), stdout=StringIO())
    with pytest.raises(CommandError, match="不会被覆盖"):
        call_command("export_audit", str(path), stdout=StringIO())
    with pytest.raises(CommandError, match="无法写入"):
        call_command("export_audit", str(tmp_path / "absent" / "part.jsonl"), stdout=StringIO())


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("verify_audit", "--file", str(tmp_path / "absent.jsonl"))


def test_every_declared_act_is_listed():
    rows = json.loads(answer("list_acts", "--json")[0])
    assert {"act": "audit.act_try", "package": "audit", "label": "试一下"} in rows
    assert "| `audit.act_try` | 试一下 |" in answer("list_acts")[0]
