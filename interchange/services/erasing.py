"""What deleting somebody's data leaves in files: frozen exports, uploads that name them."""

from dataclasses import asdict, dataclass
from typing import Any

from annotation import statements
from annotation.errors import Invalid
from annotation.services import erasing
from annotation.services.erasing import Effects
from interchange.models import ImportBatch

WHY_SNAPSHOTS = (
    "A finished export is named by the hash of its bytes, and may have been published: it keeps "
    "them, with the pseudonym of then. Whoever has it must be told. Delete its files where nobody "
    "needs them."
)
WHY_UPLOADS = (
    "Files that judgments were imported from are kept as they came, with the names in them. Delete "
    "them from the data folder where the person must not be found there either."
)
# Rows of exports that hold a judgment of theirs, or a label that rests on one.
SNAPSHOTS = """
SELECT s.id, s.format, s.finished_at, count(*)
FROM annotation_judgment j
JOIN interchange_snapshotrow r ON r.item_id = j.item_id
LEFT JOIN annotation_label l ON l.id = r.label_id
JOIN interchange_snapshot s ON s.id = r.snapshot_id AND s.state = 'done'
WHERE j.rater_id = %(rater)s
    AND (r.judgment_id = j.id OR l.judgment_ids @> to_jsonb(j.id))
GROUP BY s.id ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An export that keeps what it holds of a person."""

    id: int
    format: str
    finished_at: Any
    rows: int


@dataclass(frozen=True, slots=True)
class Erasing:
    """Everything somebody should know before they say yes."""

    effects: Effects
    snapshots: list[Kept]
    snapshots_because: str
    uploads: list[str]  # names of files
    uploads_because: str
    done: bool

    def row(self) -> dict[str, Any]:
        """As plain data."""
        flat = asdict(self)
        return {**flat.pop("effects"), **flat}


def preview(
    *,
    project_id: int,
    judgments: str,
    member_id: int | None = None,
    rater_id: int | None = None,
    note: erasing.Note = erasing.unnoted,
) -> Erasing:
    """What it would do, and what it leaves.

    Raises:
        As `annotation.services.erasing.erase`.
    """
    effects = erasing.preview(
        project_id=project_id, judgments=judgments, member_id=member_id, rater_id=rater_id,
        note=note,
    )  # fmt: skip
    return _told(project_id, effects, _kept(effects.rater_id), done=False)


def erase(
    *,
    project_id: int,
    judgments: str,
    person: str,
    actor_id: int | None,
    member_id: int | None = None,
    rater_id: int | None = None,
    note: erasing.Note = erasing.unnoted,
) -> Erasing:
    """Do it.

    Args:
        person: What the preview calls them, so that it is not somebody else by mistake.

    Raises:
        Invalid: That is not what they are called.
        As `annotation.services.erasing.erase`.
    """
    check_name(project_id=project_id, person=person, member_id=member_id, rater_id=rater_id)
    own = erasing.rater_of(project_id=project_id, member_id=member_id, rater_id=rater_id)
    kept = _kept(own)
    effects = erasing.erase(
        project_id=project_id, judgments=judgments, member_id=member_id, rater_id=rater_id,
        actor_id=actor_id, note=note,
    )  # fmt: skip
    return _told(project_id, effects, kept, done=True)


def check_name(
    *, project_id: int, person: str, member_id: int | None, rater_id: int | None
) -> None:
    """Whether the person is called so.

    Raises:
        Invalid: No.
        As `annotation.services.erasing.erase`.
    """
    called = erasing.name_of(project_id=project_id, member_id=member_id, rater_id=rater_id)
    if person != called:
        sentence = f"Write {called!r}: it cannot be undone."
        raise Invalid(sentence, fields={"person": [sentence]})


def _kept(rater_id: int | None) -> list[Kept]:
    if rater_id is None:
        return []
    return [Kept(*row) for row in statements.rows(SNAPSHOTS, {"rater": rater_id})]


def _told(project_id: int, effects: Effects, kept: list[Kept], *, done: bool) -> Erasing:
    uploads = []
    if effects.imported:
        batches = ImportBatch.objects.filter(project_id=project_id, kind="judgments")
        uploads = sorted(set(batches.values_list("upload__name", flat=True)))
    return Erasing(
        effects=effects,
        snapshots=kept,
        snapshots_because=WHY_SNAPSHOTS if kept else "",
        uploads=uploads,
        uploads_because=WHY_UPLOADS if uploads else "",
        done=done,
    )
