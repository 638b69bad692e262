from django.db import models
from django.db.models import Q
from django.utils import timezone


class Upload(models.Model):
    """A file somebody sent, on disk under a name of our own, waiting to be imported."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)  # as the person called it; only ever shown
    path = models.CharField(max_length=255, unique=True)  # relative to the data folder
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One import: nothing of it is visible before it is committed."""

    class Kind(models.TextChoices):
        ITEMS = "items"
        JUDGMENTS = "judgments"

    class State(models.TextChoices):
        PENDING = "pending"
        STAGING = "staging"  # rows are being read and checked
        COMMITTING = "committing"
        COMMITTED = "committed"
        CHECKED = "checked"  # a dry run that has ended
        FAILED = "failed"  # nothing was added; `error` says why
        CANCELLED = "cancelled"

    class OnError(models.TextChoices):
        SKIP = "skip"  # leave bad rows out and report them
        STOP = "stop"  # one bad row and nothing is imported

    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    mapping = models.JSONField()  # see interchange.formats.mapping
    on_error = models.CharField(max_length=5, choices=OnError, default=OnError.SKIP)
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    bytes_read = models.BigIntegerField(default=0)
    rows_read = models.BigIntegerField(default=0)
    rows_added = models.BigIntegerField(default=0)
    rows_present = models.BigIntegerField(default=0)  # were there already, unchanged or not
    rows_differing = models.BigIntegerField(default=0)  # same id, other content: kept as it was
    rows_bad = models.BigIntegerField(default=0)
    # Only files of a known format bring judgments beside their items, or leave parts of them out.
    judgments_added = models.BigIntegerField(default=0)
    judgments_present = models.BigIntegerField(default=0)
    left_out = models.JSONField(default=dict)  # reason -> how many
    error = models.TextField(blank=True)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="importbatch_of_project")]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.state}"


class ImportProblem(models.Model):
    """A row that could not be used: where, which field, why; the first thousand are kept."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    line = models.BigIntegerField()
    note = models.BooleanField(default=False)  # the row is fine; something to know about it
    field = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    value = models.CharField(max_length=200, blank=True)  # shortened

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class StagedRow(models.Model):
    """A checked row on its way in; gone once the batch is committed."""

    # As few things to check and to index as possible: each would be paid for every row.
    pk = models.CompositePrimaryKey("batch_id", "line", "key")
    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    line = models.BigIntegerField()
    key = models.CharField(max_length=300)  # external id (of the item, or item + rater)
    payload = models.JSONField(null=True)  # of judgments; items are read from the file again

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class ImportedRun(models.Model):
    """Which batch and line items came from: such as have ids and lines one after the other.

    A row for each item was a fifth of what storing the item itself takes.
    """

    first_item = models.BigIntegerField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="+")
    first_line = models.BigIntegerField()
    items = models.BigIntegerField()  # how many

    def __str__(self) -> str:
        return f"{self.items} items from {self.batch_id}:{self.first_line}"


class Snapshot(models.Model):
    """A frozen export: stored membership, canonical bytes, sha256 (promise I9)."""

    class State(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    project = models.ForeignKey("annotation.Project", models.PROTECT, related_name="+")
    # Another config of that one's dataset: its own membership, from the same moment.
    beside = models.ForeignKey("self", models.CASCADE, null=True, related_name="configs")
    format = models.CharField(max_length=30)  # a key of interchange.formats.WRITERS
    params = models.JSONField()  # every choice that was made, defaults written out
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    rows = models.BigIntegerField(default=0)
    files = models.JSONField(default=list)  # [{"name", "bytes", "sha256", "rows"}]
    manifest = models.JSONField(default=dict)  # counts by named reason, versions, filters
    # sha256 over the files' hashes: the snapshot's name.
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(sha256=""), name="snapshot_done_has_hash"
            )
        ]
        indexes = [models.Index(fields=["project", "-id"], name="snapshot_of_project")]

    def __str__(self) -> str:
        return f"snapshot {self.pk}: {self.state}"


class SnapshotRow(models.Model):
    """What is in a snapshot: the evidence of each row, by id. Append-only."""

    # No foreign keys, as for the three ids below: one statement writes these rows from the items it
    # has just read, and items are never deleted. Checking each again locked, and so rewrote, every
    # item of the project at every export, and took half the time of writing the file.
    snapshot = models.ForeignKey(
        Snapshot, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    position = models.BigIntegerField()
    item = models.ForeignKey(
        "annotation.Item", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    label_id = models.BigIntegerField(null=True)
    judgment_id = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField(null=True)  # the one in force then

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "position"], name="snapshotrow_position_once"
            )
        ]
        indexes = [models.Index(fields=["item"], name="snapshotrow_of_item")]

    def __str__(self) -> str:
        return f"{self.snapshot_id}:{self.position}"


class MadeLabel(models.Model):
    """A label made for one export, by the method and from the judgments it chose. Append-only."""

    # Written in the transaction of the membership that names it, as that is: no foreign keys.
    pk = models.CompositePrimaryKey("snapshot_id", "id")
    snapshot = models.ForeignKey(
        Snapshot, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    id = models.BigIntegerField()  # below 0: no label of the project has it
    item_id = models.BigIntegerField()
    question = models.CharField(max_length=60)
    value = models.JSONField()
    posterior = models.FloatField(null=True)
    method = models.CharField(max_length=30)
    method_version = models.CharField(max_length=12)
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=8)  # human | llm | both
    n_human = models.PositiveIntegerField()
    n_judge = models.PositiveIntegerField()
    agreement = models.FloatField(null=True)
    judgment_ids = models.JSONField()

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.item_id} {self.question}"
