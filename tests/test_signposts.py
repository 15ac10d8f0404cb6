"""Do the pointers in ARCHITECTURE.md and docs/coverage.md lead where they say?"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
POINTER = re.compile(r"`([\w./-]+\.(?:py|html|css|js|mjs|csv|toml|md|sh|run))(?:::([\w.\[\]-]+))?`")
DOCUMENTS = ("ARCHITECTURE.md", "README.md", "docs/coverage.md", "docs/operations.md", "docs/performance.md")


def pointers():
    for document in DOCUMENTS:
        for path, name in sorted(set(POINTER.findall((ROOT / document).read_text()))):
            yield pytest.param(path, name, id=f"{document}: {path}::{name}")


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update(target.id for target in targets if isinstance(target, ast.Name))
    return found


@pytest.mark.parametrize(("path", "name"), list(pointers()))
def test_a_pointer_leads_to_a_file_and_a_name_in_it(path, name):
    candidates = [ROOT / path, ROOT / "yiwang" / path]
    found = next((candidate for candidate in candidates if candidate.exists()), None)
    assert found, f"{path} does not exist"
    if name:
        assert name in names_in(found), f"{path} has no {name}"


def test_where_is_has_its_table():
    assert "## Where is" in (ROOT / "ARCHITECTURE.md").read_text()
