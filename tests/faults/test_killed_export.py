"""An export that is killed at any point and taken up again has the bytes of an unbroken one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from annotation.domain.types import ItemState
from annotation.errors import NotFound
from annotation.models import Job
from annotation.services import labels
from interchange.models import Snapshot, SnapshotRow
from interchange.services import exports, snapshots
from tests import make

ROOT = Path(__file__).resolve().parents[2]
ITEMS, CHUNK = 60, 10
PARAMS = {"file_types": ["jsonl", "parquet"], "split": "train:0.8,test:0.2"}
# Kills itself with SIGKILL when the export is that far: nothing is flushed, no handler runs.
CHILD = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.DATA_DIR = sys.argv[4]
from interchange.services import configs, exports, facts, manifests, snapshots, writing

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(inside, calls=1):
    left = [calls]
    def run(*args, **kwargs):
        found = inside(*args, **kwargs)
        left[0] -= 1
        return found if left[0] else die()
    return run

snapshots.CHUNK = int(sys.argv[5])
where = sys.argv[3]
if where == "picked":
    configs.Config.pick = after(configs.Config.pick)
if where == "amid the rows":
    snapshots.label = after(snapshots.label, 35)
if where == "written":
    writing.write = after(writing.write)
if where == "described":
    exports._describe = after(exports._describe)
if where == "finished":
    configs.finish = after(configs.finish)
exports.run(job_id=int(sys.argv[2]))
"""


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def asked(project):
    snapshot = exports.start(
        project_id=project.pk, actor_id=None, form="trl-preference", params=PARAMS
    )
    return snapshot.pk, Job.objects.get(kind="export", key=str(snapshot.pk)).pk


def hashes(snapshot_id):
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    return snapshot.state, {file["name"]: file["sha256"] for file in snapshot.files}


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_export_starts_again_and_ends_as_an_unbroken_one(data_folder, monkeypatch):
    monkeypatch.setattr(snapshots, "CHUNK", CHUNK)
    project = make.project()
    for n in range(ITEMS):
        item = make.item(
            project, prompt=f"Why {n}?", need=0, state=ItemState.RESOLVED, label_source="human"
        )
        make.judgment(item, make.rater(project), "ab"[n % 2])
        labels.resolve(item_ids=[item.pk])
    unbroken, job_id = asked(project)
    exports.run(job_id=job_id)
    expected = hashes(unbroken)
    assert expected[0] == "done"
    stored = SnapshotRow.objects.count()

    killed, job_id = asked(project)
    Job.objects.filter(pk=job_id).update(max_attempts=20)
    for where in ("picked", "amid the rows", "written", "described", "finished"):
        child = subprocess.run(
            [sys.executable, "-c", CHILD, connection.settings_dict["NAME"], str(job_id), where,
             str(settings.DATA_DIR), str(CHUNK)],
            cwd=ROOT, check=False, capture_output=True, timeout=120,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )  # fmt: skip
        assert child.returncode == -9, (where, child.stderr.decode()[-2000:])
        assert hashes(killed) == ("running", {}), where
        assert SnapshotRow.objects.count() == stored, where
        with pytest.raises(NotFound):
            exports.file_of(snapshot_id=killed, name="trl-preference-train.jsonl")
        Job.objects.filter(pk=job_id).update(lease_until=None)  # the lease has run out
    exports.run(job_id=job_id)

    assert hashes(killed) == expected
    assert not list(exports.folder(killed).glob("*.part"))
