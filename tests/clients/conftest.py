"""A real server on a port, with a worker beside it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils.module_loading import import_string
from tiebreak_client import Project, Tiebreak

from annotation.services import jobs
from tests import make


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Does what is due, as Celery's worker would."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.02):
            for job_id, kind in jobs.due(limit=5):
                import_string(django_settings.JOB_TASKS[kind])(job_id)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def staff(transactional_db: None):
    return make.user("Ada", password=make.PASSWORD, is_staff=True)


@pytest.fixture
def tiebreak(live_server: Any, worker: None, staff: Any) -> Iterator[Tiebreak]:
    with Tiebreak(live_server.url, email=staff.email, password=make.PASSWORD) as signed_in:
        yield signed_in


@pytest.fixture
def project(tiebreak: Tiebreak) -> Project:
    questions = [{"key": "overall", "type": "comparison", "title": "Which?"}]
    return tiebreak.create_project(name="Mine", slug="mine", questions=questions)
