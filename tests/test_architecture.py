"""Does the house stand as ARCHITECTURE.md and docs/style say, where import-linter cannot see?"""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [
    path
    for folder in ("yiwang", "tests", "bench", "faults")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "core", "services", "managers", "mixins", "signals"}
# Django looks for a database backend in a module of this name.
NAMED_BY_DJANGO = {"yiwang/kernel/sqlite/base.py"}


def package_of(model) -> str:
    """``yiwang.subsystems.portal`` for a model of the portal."""
    return ".".join(model.__module__.split(".")[:3])


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("yiwang.")]


def test_relations_of_a_subsystem_stay_inside_it_or_point_into_the_kernel():
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if not target or field.auto_created or not target.__module__.startswith("yiwang.subsystems"):
                continue
            assert package_of(target) == package_of(model), (
                f"{model.__name__}.{field.name} looks sideways or up"
            )


def test_relations_of_the_kernel_go_down_the_staircase():
    stairs = [
        "workbench",
        "cases intake",
        "processes",
        "findings",
        "indicators",
        "exchange publications",
        "nodes",
        "signatures systems",
        "files notifications search papers",
        "organizations",
        "audit deadlines identifiers",
    ]
    level = {name: len(stairs) - index for index, names in enumerate(stairs) for name in names.split()}
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if not target or field.auto_created or not target.__module__.startswith("yiwang.kernel"):
                continue
            if not model.__module__.startswith("yiwang.kernel") or package_of(target) == package_of(model):
                continue
            here, there = (package_of(m).rsplit(".", 1)[1] for m in (model, target))
            assert level[there] < level[here], f"{model.__name__}.{field.name} looks up or sideways"


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_subject_and_says_which(path):
    source = path.read_text()
    is_free = str(path.relative_to(ROOT)) not in NAMED_BY_DJANGO
    assert not (is_free and path.stem in FORBIDDEN_NAMES), "name a file after a thing of the domain"
    assert len(source.splitlines()) < 500, "a file near 500 lines has two subjects"
    mirrors = path.name.startswith("test_") and "tests" in path.parts
    needs_no_opening = mirrors or path.name in {"__init__.py", "apps.py"} or not source.strip()
    assert needs_no_opening or ast.get_docstring(ast.parse(source)), (
        "a module opens with the question it answers"
    )


def test_models_have_neither_save_overrides_nor_generic_relations():
    for model in own_models():
        assert "save" not in vars(model), f"{model.__name__} overrides save(): write an action"
        kinds = {type(field).__name__ for field in model._meta.get_fields()}
        assert not kinds & {"GenericForeignKey", "GenericRelation"}, (
            f"{model.__name__} has a generic relation"
        )


def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_style_or_script():
    for path in (ROOT / "yiwang").rglob("*.html"):
        text = path.read_text()
        for fault in (' style="', "<style", 'src="http', 'src="//', 'onclick="', 'onchange="', 'onsubmit="'):
            assert fault not in text, f"{path.relative_to(ROOT)} contains {fault}"
        assert "<script>" not in text, f"{path.relative_to(ROOT)} has an inline script"
