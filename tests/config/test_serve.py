"""`manage.py serve` as a newcomer meets it: real processes in a folder that is thrown away."""

import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.errors import CannotStart
from config.management.commands import serve
from tests.config.processes import Serve, alive_in, eventually, free_port, leader, manage

pytestmark = [
    pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc"),
    pytest.mark.xdist_group("serve"),  # one data folder, made once
]
COUNT = "from annotation.models import User; print('users:', User.objects.count())"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve")


@pytest.fixture
def running(data_dir: Path) -> Iterator[Serve]:
    started = Serve(data_dir, free_port())
    try:
        started.wait_until_up()
        yield started
    finally:
        if started.process.poll() is None:
            started.end()


def answer(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as e:
        return e.code
    except OSError:
        return 0


def test_a_running_serve_refuses_a_second_restarts_the_dead_and_leaves_nothing_on_ctrl_c(running):
    data_dir = running.data_dir

    second = manage(data_dir, "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert "in use by" in second.stderr
    assert f"process {running.process.pid}" in second.stderr

    counted = manage(data_dir, "shell", "-c", COUNT)
    assert "users: 0" in counted.stdout, counted.stderr

    for word, name in ((" gunicorn ", "web"), (" beat ", "beat"), ("/postgres -D ", "db")):
        killed = leader(data_dir, word)
        os.kill(killed, signal.SIGKILL)
        assert eventually(partial(running.said, f"{name:<6} | stopped (killed by signal 9)"))
    assert eventually(lambda: answer(running.port) == 200)
    assert "users: 0" in manage(data_dir, "shell", "-c", COUNT).stdout

    assert running.end(signal.SIGINT) == 0
    assert alive_in(data_dir) == []


def test_a_killed_serve_leaves_no_process_and_the_next_one_finds_all_rows(running):
    data_dir = running.data_dir
    make = "from annotation.models import User; User.objects.create_user('kept@example.org')"
    made = manage(data_dir, "shell", "-c", make)
    assert made.returncode == 0, made.stderr

    running.end(signal.SIGKILL)
    again = manage(data_dir, "shell", "-c", COUNT)  # waits for the guard, then serves itself
    assert "users: 1" in again.stdout, again.stderr

    assert eventually(lambda: alive_in(data_dir) == []), alive_in(data_dir)


def test_a_taken_port_is_said_before_anything_is_started(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = manage(tmp_path / "var", "serve", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in refused.stderr
    assert "--port" in refused.stderr
    assert not (tmp_path / "var" / "pg").exists()


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 99999, "99999 is not a port"),
        ("nowhere.invalid", 8000, "Cannot listen on nowhere.invalid:8000"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_said(host, port, words):
    with pytest.raises(CannotStart, match=words):
        serve.check_port(host, port)


def test_a_database_that_does_not_answer_is_said_without_a_stack_trace(tmp_path):
    nowhere = f"postgresql://postgres@/tiebreak?host={tmp_path}"

    refused = manage(tmp_path / "var", "migrate", DATABASE_URL=nowhere)

    assert refused.returncode == 1
    assert "The database is not running: start `make run`" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.django_db
def test_a_database_of_a_newer_tiebreak_is_refused():
    serve.refuse_newer_data()
    MigrationRecorder(connection).record_applied("annotation", "9999_from_the_future")

    with pytest.raises(CannotStart, match=r"newer Tiebreak.*9999_from_the_future"):
        serve.refuse_newer_data()
