"""The client as a package: in step with the server, and of little weight."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import yaml
from django.conf import settings

from annotation.domain.types import ItemState
from annotation.models import Item
from tests import make

HOME: Path = settings.ROOT / "clients" / "python"


def test_the_shapes_are_those_of_the_servers_schema(tmp_path):
    sys.path.insert(0, str(HOME))
    try:
        import shapes
    finally:
        sys.path.remove(str(HOME))
    schema = yaml.safe_load(shapes.SOURCE.read_text())["components"]["schemas"]
    (tmp_path / "shapes.py").write_text(shapes.module(schema))
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet"]
    config = ["--config", str(settings.ROOT / "pyproject.toml")]
    subprocess.run([*ruff, *config, str(tmp_path / "shapes.py")], check=True)

    kept = (HOME / "tiebreak_client" / "shapes.py").read_text()
    assert (tmp_path / "shapes.py").read_text() == kept, "run `make api`"


def test_it_needs_httpx_alone_and_nothing_of_the_server():
    imported = set()
    for path in (HOME / "tiebreak_client").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported |= {name.split(".")[0] for name in names}

    assert imported - sys.stdlib_module_names == {"httpx2", "pandas", "tiebreak_client"}


def test_the_examples_run_one_after_the_other(live_server, worker, staff, tmp_path):
    env = {
        **os.environ,
        "PYTHONPATH": str(HOME),
        "TIEBREAK_URL": live_server.url,
        "TIEBREAK_EMAIL": staff.email,
        "TIEBREAK_PASSWORD": make.PASSWORD,
    }

    def run(name):
        ran = subprocess.run(
            [sys.executable, str(HOME / "examples" / name), str(tmp_path)],
            env=env, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert "3 items, 0 bad rows" in run("collect.py")
    assert "3 verdicts" in run("bring_verdicts.py")
    Item.objects.update(state=ItemState.RESOLVED)
    fetched = run("train_set.py")
    assert fetched.count("import") == 3
    assert "trl-preference.parquet" in fetched
