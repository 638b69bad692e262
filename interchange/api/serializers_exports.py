"""What the export pages send and get."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from interchange.formats import WRITERS
from interchange.models import Snapshot


class ParamOut(Out):
    """A choice of an export."""

    key = s.CharField()
    title = s.CharField()
    default = s.JSONField()
    choices = s.ListField(child=s.JSONField())
    help = s.CharField(allow_blank=True)
    most = s.FloatField(help_text="of a number, which starts at 0")


class FormatOut(Out):
    """An export format with its choices."""

    key = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    unit = s.ChoiceField(["label", "judgment", "item"])
    params = ParamOut(many=True)


class ExportIn(In):
    """What to export, and how."""

    format = s.ChoiceField(sorted(WRITERS))
    params = s.DictField(default=dict)


class ReasonOut(Out):
    """How many records are left out for one named reason."""

    reason = s.CharField()
    n = s.IntegerField()


class WithoutOut(Out):
    """How many items are written without a part that the format cannot carry."""

    part = s.CharField()
    n = s.IntegerField()


class PreviewOut(Out):
    """The first rows, and what would be left out."""

    rows = s.ListField(child=s.DictField())
    total = s.IntegerField(help_text="rows; of a format of whole items: items")
    looked_at = s.IntegerField(
        allow_null=True, help_text="of whole items: the first so many, which the counts are of"
    )
    row_count = s.IntegerField(allow_null=True, help_text="rows that these give")
    left_out = ReasonOut(many=True)
    without = WithoutOut(many=True)


class FileOut(Out):
    """A finished file."""

    name = s.CharField()
    bytes = s.IntegerField()
    sha256 = s.CharField()
    rows = s.IntegerField()
    url = s.CharField()


class ExportProgressOut(Out):
    """How far the worker is."""

    done = s.IntegerField()
    total = s.IntegerField(allow_null=True)


class SnapshotOut(Out):
    """An export: asked for, running, or frozen."""

    id = s.IntegerField()
    project_id = s.IntegerField()
    format = s.CharField()
    params = s.DictField()
    state = s.ChoiceField(Snapshot.State.values)
    rows = s.IntegerField()
    files = FileOut(many=True)
    manifest = s.DictField()
    sha256 = s.CharField(allow_blank=True)
    error = s.CharField(allow_blank=True)
    job = ExportProgressOut(allow_null=True)
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)
    created_by = s.CharField(allow_null=True)


class SnapshotPageOut(Out):
    """A page of exports, newest first."""

    results = SnapshotOut(many=True)
    next = s.CharField(allow_null=True)
