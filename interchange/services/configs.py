"""The configs of a dataset: formats that stand beside one another, picked at the same moment."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from psycopg.types.json import Jsonb

from interchange.files.writers import Written
from interchange.formats import WRITERS
from interchange.formats.base import Columns, Format, Json
from interchange.formats.bundle import ItemFormat, Losses
from interchange.formats.choices import BESIDE, JUDGMENTS, beside, for_config
from interchange.models import Snapshot
from interchange.services import aggregating, contested, decontaminating, membership
from interchange.services.decontaminating import Against

__all__ = ["BESIDE", "JUDGMENTS", "Config"]
ADD = """
INSERT INTO interchange_snapshot
    (project_id, beside_id, format, params, state, rows, files, manifest, sha256, error,
     created_by_id, created_at)
SELECT project_id, id, %(format)s, %(params)s, 'running', 0, '[]', '{}', '', '', created_by_id,
    created_at
FROM interchange_snapshot WHERE id = %(beside)s RETURNING id
"""
# A change since the transaction began, such as somebody's cancelling, makes this fail.
FINISH = """
UPDATE interchange_snapshot SET state = 'done', rows = %(rows)s, files = %(files)s,
    manifest = %(manifest)s, sha256 = %(sha256)s, error = '', finished_at = clock_timestamp()
WHERE id = %(snapshot)s AND state = 'running'
"""


@dataclass(slots=True)
class Config:
    """One format of a dataset with what is in it."""

    snapshot_id: int
    form: Format | ItemFormat
    params: Json
    columns: Columns
    digest: str = ""
    total: int = 0  # records in it: labels, judgments, items
    left_out: dict[str, int] = field(default_factory=dict)  # the format adds to it
    losses: Losses = field(default_factory=Losses)
    overlapping: int = 0  # items left out since they say what given texts say
    files: list[Written] = field(default_factory=list)
    considered: int = 0  # records looked at, taken or not
    _labels: str = ""  # where its labels were read

    def pick(self, own: psycopg.Connection[Any], project_id: int, against: Against | None) -> None:
        """Choose what is in it; the temporary table `picked` then says what."""
        cursor = own.cursor()
        cursor.execute("DROP TABLE IF EXISTS picked")
        chosen: Json = {"project_id": project_id, "form": self.form, "params": self.params}
        self._labels = aggregating.make(own, **chosen)
        found = membership.pick(cursor, **chosen, labels=self._labels)
        if against:
            self.overlapping = decontaminating.leave_out(own, against)
            found = membership.count(cursor, form=self.form)
        self.total = found.pop("", 0)
        self.left_out, self.considered = found, self.total + sum(found.values())
        self.digest = membership.digest(cursor)

    def keep(self, own: psycopg.Connection[Any]) -> None:
        """Store what was picked last."""
        own.execute(membership.KEEP, {"snapshot": self.snapshot_id})
        aggregating.keep(own, self.snapshot_id, self._labels)


def of(own: psycopg.Connection[Any], snapshot: Snapshot, asked: list[Json]) -> list[Config]:
    """The main config and those beside it, each with a snapshot of its own, nothing picked yet."""
    form = WRITERS[snapshot.format]
    found = [Config(snapshot.pk, form, snapshot.params, columns(form, snapshot.params, asked))]
    for key in beside(form, snapshot.params):
        other = WRITERS[key]
        params = for_config(other, snapshot.params)
        given = {"format": key, "params": Jsonb(params), "beside": snapshot.pk}
        row = own.execute(ADD, given).fetchone()
        assert row is not None
        found.append(Config(row[0], other, params, columns(other, params, asked)))
    return found


def columns(form: Format | ItemFormat, params: Json, asked: list[Json]) -> Columns:
    """The columns of a format under these choices, and those that any format may have."""
    return {**form.columns(params, asked), **contested.columns(params)}


def written(snapshot: Snapshot, asked: list[Json]) -> Columns:
    """The columns of a snapshot that is done, whatever the format would have by now.

    The database keeps the fields of an object in an order of its own, and a file's bytes hang on
    theirs: a column that is what it was has them in the order of the format.
    """
    now = columns(WRITERS[snapshot.format], snapshot.params, asked)
    then = {column["name"]: column["type"] for column in snapshot.manifest["columns"]}
    return {name: now[name] if now.get(name) == kind else kind for name, kind in then.items()}


def name(configs: list[Config]) -> str:
    """The dataset's own name: its choices and its membership."""
    main = configs[0]
    content = [main.form.key, main.params, *(c.digest for c in configs)]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def finish(own: psycopg.Connection[Any], configs: list[Config], manifest: Json) -> bool:
    """Mark all of them done in the transaction that stores their membership; False: cancelled."""
    done = 0
    for n, config in enumerate(configs):
        part = manifest if n == 0 else {**manifest["configs"][n], "snapshot": manifest["snapshot"],
                                        "severities": manifest["severities"]}  # fmt: skip
        files = manifest["files"] if n == 0 else manifest["configs"][n]["files"]
        given = {
            "snapshot": config.snapshot_id, "rows": manifest["configs"][n]["rows"],
            "files": Jsonb(files), "manifest": Jsonb(part), "sha256": manifest["sha256"],
        }  # fmt: skip
        done += own.execute(FINISH, given).rowcount
    return done == len(configs)
