"""What is generated or described must match the code."""

import ast
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

ROOT: Path = settings.ROOT


def test_openapi_yaml_is_what_the_views_say(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(fresh))

    assert fresh.read_text() == (ROOT / "openapi.yaml").read_text(), "run `make schema`"


def test_every_operation_has_a_name_of_its_own():
    lines = (ROOT / "openapi.yaml").read_text().splitlines()
    names = [x.split(":")[1].strip() for x in lines if x.strip().startswith("operationId:")]

    assert names
    assert len(names) == len(set(names))
    # drf-spectacular's own names have underscores: somebody forgot to give one.
    assert [n for n in names if "_" in n] == []


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run")


def test_every_setting_is_described_in_the_operations_guide():
    read = {name for path in (ROOT / "config").rglob("*.py") for name in _variables(path)}
    guide = (ROOT / "docs" / "operations.md").read_text()

    assert read
    assert [name for name in sorted(read) if f"`{name}`" not in guide] == []


def _variables(path: Path) -> list[str]:
    """The names given to env.text(…) and its like."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_env = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
            reads = node.func.attr in {"text", "flag", "integer", "words"}
            if of_env and reads and isinstance(node.args[0], ast.Constant):
                found.append(str(node.args[0].value))
    return found
