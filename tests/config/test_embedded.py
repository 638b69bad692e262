"""The embedded databases: folders of every sort, as root and not, and what a crash leaves."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config import embedded
from config.embedded import folder, paths, postgres, runas
from config.errors import CannotStart
from config.supervisor import Supervisor
from tests.config.processes import alive_in, environment, eventually, manage

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root changes users")


@contextmanager
def databases(data_dir: Path) -> Iterator[Supervisor]:
    with folder.locked(data_dir) as hold, Supervisor(hold=hold) as group:
        embedded.start(group, data_dir)
        yield group


def connect(data_dir: Path) -> psycopg.Connection:
    return psycopg.connect(paths.database_url(data_dir), autocommit=True)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that other users may pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="tb"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def without_namespaces(tmp_path: Path) -> str:
    """A PATH on which `unshare` is refused, as in most containers."""
    refused = tmp_path / "unshare"
    refused.write_text("#!/bin/sh\nexit 1\n")
    refused.chmod(0o755)
    return f"{tmp_path}:{os.environ['PATH']}"


def test_committed_rows_survive_the_death_of_every_database_process(data_dir):
    with databases(data_dir):
        pid = int((data_dir / "pg" / "postmaster.pid").read_text().split()[0])
        with connect(data_dir) as c:
            c.execute("CREATE TABLE kept AS SELECT 7 AS n")
            os.kill(pid, signal.SIGKILL)
    assert (data_dir / "pg" / "postmaster.pid").exists()  # nobody was left to remove it

    with databases(data_dir), connect(data_dir) as c:
        assert c.execute("SELECT n FROM kept").fetchone() == (7,)
        durable = ("fsync", "synchronous_commit", "full_page_writes")
        assert [c.execute(f"SHOW {name}").fetchone() for name in durable] == [("on",)] * 3


def test_a_server_that_outlived_its_supervisor_is_ended_before_the_next_starts(data_dir):
    with databases(data_dir):
        pass
    bin_dir = postgres.programs()
    sockets = folder.check_sockets(data_dir)
    who = runas.identity(data_dir / "pg", bin_dir)
    left = postgres.program(
        data_dir / "pg", sockets, data_dir / "left.log", bin_dir, who, durable=True
    )
    orphan = subprocess.Popen(
        left.argv, user=left.user, group=left.group, stderr=subprocess.DEVNULL
    )
    assert eventually(left.ready)

    with databases(data_dir), connect(data_dir) as c:
        assert orphan.wait(20) == 0
        assert c.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_file_that_names_a_stranger_does_not_keep_the_server_down(data_dir):
    with databases(data_dir):
        pid_file = data_dir / "pg" / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    pid_file.chmod(0o600)
    (data_dir / "run" / ".s.PGSQL.5432.lock").write_text(pid_file.read_text())

    with databases(data_dir), connect(data_dir) as c:
        assert c.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_of_another_major_version_is_left_alone_with_words_on_what_to_do(data_dir):
    (data_dir / "pg").mkdir(mode=0o700)
    (data_dir / "pg" / "PG_VERSION").write_text("12\n")

    refused = manage(data_dir, "migrate")

    assert refused.returncode == 1
    assert "was written by PostgreSQL 12" in refused.stderr
    assert "pg_dump" in refused.stderr
    assert [f.name for f in (data_dir / "pg").iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_no_cluster_is_not_touched(data_dir):
    (data_dir / "pg").mkdir()
    (data_dir / "pg" / "thesis.txt").write_text("five years of work")

    refused = manage(data_dir, "migrate")

    assert refused.returncode == 1
    assert "no PostgreSQL data folder" in refused.stderr
    assert (data_dir / "pg" / "thesis.txt").exists()


@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="needs a folder nobody may write to")
def test_a_folder_that_cannot_be_written_is_said_in_words():
    refused = manage(Path("/sys/tiebreak"), "migrate")

    assert refused.returncode == 1
    assert "/sys/tiebreak" in refused.stderr
    assert "TIEBREAK_DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_full_disk_is_said_in_words(data_dir):
    own_mount = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*own_mount, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("may not mount a small disk here")
    script = 'mount -t tmpfs -o size=12m none "$0" && exec "$1" manage.py migrate'

    refused = subprocess.run(
        [*own_mount, "sh", "-c", script, str(data_dir), sys.executable],
        check=False,
        env=environment(data_dir),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert refused.returncode == 1
    assert "disk is full" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_long_path_with_odd_characters_works(data_dir):
    odd = data_dir / "zwei Wörter & 100 %, ja" / ("x" * 80)

    with databases(odd), connect(odd) as c:
        assert c.execute("SELECT 1").fetchone() == (1,)
    shutil.rmtree(paths.socket_dir(odd))


def test_a_sockets_folder_made_by_somebody_else_is_refused(data_dir):
    odd = data_dir / ("x" * 100)
    sockets = paths.socket_dir(odd)
    sockets.symlink_to(data_dir)
    try:
        with pytest.raises(CannotStart, match="belongs to somebody else"), databases(odd):
            pass
    finally:
        sockets.unlink()


@needs_root
def test_root_without_namespaces_runs_the_databases_as_nobody_also_on_roots_own_folder(
    data_dir, without_namespaces, monkeypatch
):
    if not all(folder.stat().st_mode & 0o001 for folder in postgres.programs().parents):
        # This checkout is in a folder that only root may enter.
        monkeypatch.setenv("PATH", without_namespaces)
        with pytest.raises(CannotStart, match="as nobody, who may"), databases(data_dir):
            pass
        return
    for path in (os.environ["PATH"], without_namespaces, os.environ["PATH"]):
        monkeypatch.setenv("PATH", path)
        with databases(data_dir), connect(data_dir) as c:
            assert c.execute("SELECT 1").fetchone() == (1,)
    assert (data_dir / "pg").owner() == "nobody"


@needs_root
def test_a_folder_of_another_user_is_refused_to_a_plain_user(data_dir):
    (data_dir / "pg").mkdir(mode=0o700)
    (data_dir / "pg" / "PG_VERSION").write_text("18\n")
    asked = (
        "import os, pwd; from pathlib import Path; from config.embedded import runas; "
        "os.setuid(pwd.getpwnam('nobody').pw_uid); "
        f"runas.identity(Path({str(data_dir / 'pg')!r}), Path('/'))"
    )

    refused = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False
    )

    assert "belong to root, and you are nobody" in refused.stderr
    assert "sudo chown -R nobody" in refused.stderr


def test_a_throw_away_database_serves_one_command_and_is_gone_after():
    script = (
        "import os, sys, psycopg; psycopg.connect(os.environ['DATABASE_URL']).close(); "
        "print(os.environ['TIEBREAK_DATA_DIR']); sys.exit(3)"
    )
    wrapped = [sys.executable, "-m", "config.embedded", "--", sys.executable, "-c", script]

    done = subprocess.run(wrapped, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (3, "")
    used = Path(done.stdout.strip())
    assert used.is_absolute()
    assert not used.exists()
    assert alive_in(used) == []
