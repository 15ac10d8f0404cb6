"""Do the commands of the Makefile and what stands behind them hold?"""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
COMMANDS = ["setup", "run", "test", "check", "audit", "lock", "help"]


def script(name):
    """A module of scripts/, which is no package."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SCRIPTS))


def make(*arguments):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_help_names_every_command():
    listed = make("help").stdout
    assert [command for command in COMMANDS if f"make {command} " not in listed] == []


def test_run_serves_on_the_port_it_is_given():
    planned = make("--dry-run", "run", "PORT=8123").stdout
    assert "serve --host 127.0.0.1 --port 8123" in planned
    assert planned.index("migrate") < planned.index("demo --once") < planned.index("serve --host")


@pytest.mark.parametrize("python", ["false", "no-such-python"])
def test_a_missing_python_is_named_in_a_sentence(python, tmp_path):
    makefile = (ROOT / "Makefile").read_text()
    (tmp_path / "Makefile").write_text(makefile)
    refused = subprocess.run(
        ["make", "setup", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert f"Python 3.11 or newer is needed, and '{python}' is not one" in refused.stderr


def test_an_old_node_is_named_in_a_sentence_and_a_new_one_is_not(tmp_path):
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    (tmp_path / "package.json").write_text('{"name": "empty", "version": "1.0.0"}')
    (tmp_path / "package-lock.json").write_text(
        '{"name": "empty", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}'
    )
    (tmp_path / "node").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "node").chmod(0o755)
    command = ["make", "node_modules/installed"]
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    refused = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "Node 20 or newer is needed" in refused.stderr
    (tmp_path / "node").unlink()
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_every_requirement_is_locked_with_its_digest():
    audit = script("audit")
    assert audit.unpinned() == []
    assert audit.unsealed() == []


def test_a_requirement_without_digest_or_version_is_found(tmp_path, monkeypatch):
    audit = script("audit")
    loose = tmp_path / "requirements.lock"
    loose.write_text("django>=5.2\n")
    monkeypatch.setattr(audit, "RUNTIME", loose)
    monkeypatch.setattr(audit, "DEVELOPMENT", loose)
    assert audit.unpinned()[:2] == [
        "requirements.lock: django>=5.2 has no exact version.",
        "requirements.lock: django>=5.2 has no digest.",
    ]


def test_a_declared_dependency_that_nobody_locked_is_found():
    audit = script("audit")
    found = audit.missing(["django>=5.2", "flask>=3"], {"django": "5.2.19"}, "requirements.lock")
    assert found == ["requirements.lock: flask>=3 is declared, nothing is locked."]


@pytest.mark.parametrize(
    ("licence", "is_welcome"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND PSF-2.0", True),
        ("(MIT OR Apache-2.0)", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_a_licence_is_welcome_where_one_alternative_is(licence, is_welcome):
    assert script("licences").is_allowed(licence) is is_welcome


def test_the_tests_use_a_database_of_their_own():
    postgresql = script("postgresql")
    name = re.escape("postgresql://postgres@127.0.0.1:5432/yiwang_") + "[0-9a-f]{8}"
    own = postgresql.private("postgresql://postgres@127.0.0.1:5432/precious")
    assert re.fullmatch(name, own.partition("?")[0])


def test_a_template_with_a_script_of_its_own_is_found(tmp_path, monkeypatch):
    templates = script("templates")
    monkeypatch.setattr(templates, "ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text('<p style="color: red" onclick="x()">{{ text|safe }}</p>\n<script>x()</script>\n')
    found = " ".join(templates.faults_of(page))
    for fault in ("a style attribute", "an event attribute", "a script of its own", "|safe"):
        assert fault in found
    page.write_text('<p class="red">{{ text }}</p>\n<script src="{{ address }}"></script>\n')
    assert templates.faults_of(page) == []


def test_a_file_that_grew_too_long_is_found(tmp_path, monkeypatch, capsys):
    lengths = script("lengths")
    monkeypatch.setattr(lengths, "ROOT", tmp_path)
    (tmp_path / "short.py").write_text("x = 1\n")
    assert lengths.main() == 0
    (tmp_path / "long.py").write_text("x = 1\n" * 501)
    assert lengths.main() == 1
    assert "long.py: 501 lines" in capsys.readouterr().out
