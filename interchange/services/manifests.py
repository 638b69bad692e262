"""The manifest of an export: what was decided, what is in it, what is not and why."""

import hashlib
from collections import Counter
from dataclasses import asdict

from annotation.selectors import versions
from interchange.formats.base import Json
from interchange.formats.bundle import Losses
from interchange.models import Snapshot
from interchange.services.configs import Config
from interchange.services.decontaminating import Against
from interchange.services.splitting import Placed


def of(
    snapshot: Snapshot,
    parts: list[Config],
    placed: Placed,
    *,
    name: str,
    severities: dict[str, list[str]],
    against: Against | None,
) -> Json:
    """Everything about a dataset but its report; what is about the main config, at the top."""
    files = [file for part in parts for file in part.files]
    hashes = "".join(file.sha256 for file in files)
    described = [_config(part, placed) for part in parts]
    return {
        "sha256": hashlib.sha256(hashes.encode()).hexdigest(),
        "project": versions.slug(snapshot.project_id),
        "number": snapshot.pk,
        "snapshot": name,
        "begun_at": snapshot.created_at.isoformat(),
        **described[0],
        "files": [asdict(file) for file in files],
        "kept_together": {"pairs": placed.alike, "largest": placed.largest},
        "against": against
        and {**against.record(), "left_out": max(part.overlapping for part in parts)},
        "severities": severities,
        "configs": described,
    }


def reasons(left_out: dict[str, int], losses: Losses) -> list[Json]:
    """How many records are left out, by reason."""
    counts = losses.dropped + Counter(left_out)
    return [{"reason": reason, "n": n} for reason, n in sorted(counts.items())]


def _config(part: Config, placed: Placed) -> Json:
    kind = part.params["file_types"][0]
    return {
        "format": part.form.key,
        "params": part.params,
        "rows": sum(file.rows for file in part.files if file.name.endswith(f".{kind}")),
        "considered": part.considered,
        "considered_unit": "judgments" if part.form.unit == "judgment" else "items",
        "left_out": reasons(part.left_out, part.losses),
        "without": [{"part": of, "n": n} for of, n in sorted(part.losses.stripped.items())],
        "splits": _splits(part, placed, kind),
        "columns": [{"name": column, "type": kind} for column, kind in part.columns.items()],
        "files": [asdict(file) for file in part.files],
    }


def _splits(part: Config, placed: Placed, kind: str) -> list[Json]:
    rows = {file.name: file.rows for file in part.files}
    return [
        {
            "name": name,
            "share": share,
            "items": placed.items[name],
            "rows": rows[f"{part.form.key}-{name}.{kind}"],
        }
        for name, share in placed.splits
    ]
