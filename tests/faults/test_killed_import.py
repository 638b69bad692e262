"""An import that is killed at any point and taken up again ends as an unbroken one does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from annotation.models import Item, Job
from interchange.models import ImportBatch, ImportedRun, StagedRow
from interchange.services import imports
from tests import make
from tests.interchange.services.files import jsonl, row, start

ROOT = Path(__file__).resolve().parents[2]
ROWS = 30_000
# Kills itself with SIGKILL when the import is that far: nothing is flushed, no handler runs.
CHILD = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.DATA_DIR = sys.argv[4]
from interchange.services import committing, imports

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

where = sys.argv[3]
if where == "adding":
    inside = committing.items_bulk.add
    calls = []
    def add(*args, **kwargs):
        calls.append(1)
        return inside(*args, **kwargs) if len(calls) < 30 else die()
    committing.items_bulk.add = add
if where == "added":
    committing.audit.record = die
imports.run(job_id=int(sys.argv[2]), tell=lambda rows, *_: where == str(rows) and die())
"""


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def content(project):
    fields = ("external_id", "prompt", "responses", "metadata", "group_key", "content_sha256")
    items = Item.objects.filter(project=project).order_by("pk")
    line = {
        run.first_item + n: run.first_line + n
        for run in ImportedRun.objects.filter(batch__project=project)
        for n in range(run.items)
    }
    return [(*values, line[pk]) for pk, *values in items.values_list("pk", *fields)]


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_and_ends_as_an_unbroken_one(data_folder):
    sent = jsonl(*(row(n) for n in range(ROWS)), b"broken", row(0), row(ROWS))
    unbroken = make.project()
    _, job_id = start(unbroken, sent)
    imports.run(job_id=job_id)
    expected = content(unbroken)
    assert len(expected) == ROWS + 1

    project = make.project()
    batch_id, job_id = start(project, sent)
    Job.objects.filter(pk=job_id).update(max_attempts=20)
    for where in ("5000", "15000", "30000", "adding", "added"):
        child = subprocess.run(
            [sys.executable, "-c", CHILD, connection.settings_dict["NAME"], str(job_id), where,
             str(settings.DATA_DIR)],
            cwd=ROOT, check=False, capture_output=True, timeout=120,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )  # fmt: skip
        assert child.returncode == -9, (where, child.stderr.decode()[-2000:])
        assert not Item.objects.filter(project=project).exists(), where
        Job.objects.filter(pk=job_id).update(lease_until=None)  # the lease has run out
    imports.run(job_id=job_id)

    batch = ImportBatch.objects.get(pk=batch_id)
    assert (batch.state, batch.rows_read, batch.rows_added, batch.rows_bad) == (
        "committed", ROWS + 3, ROWS + 1, 2,
    )  # fmt: skip
    assert content(project) == expected
    assert batch.problems.count() == 2
    assert not StagedRow.objects.exists()
