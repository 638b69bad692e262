"""What the export pages send and get."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from interchange.formats import WRITERS
from interchange.models import Snapshot
from interchange.services import changes, links


class ParamOut(Out):
    """A choice of an export."""

    key = s.CharField()
    title = s.CharField()
    default = s.JSONField()
    choices = s.ListField(child=s.JSONField())
    help = s.CharField(allow_blank=True)
    most = s.FloatField(help_text="of a number, which starts at 0")
    empty = s.BooleanField(help_text="of a list: none of its choices may be chosen")


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


class ApartOut(Out):
    """What a preview found of texts to keep apart from."""

    looked_at = s.IntegerField(help_text="first items; 0: the file is too long for a preview")
    left_out = s.IntegerField(help_text="of these")


class PreviewOut(Out):
    """The first rows, and what would be left out."""

    rows = s.ListField(child=s.DictField())
    total = s.IntegerField(help_text="rows; of a format of whole items: items")
    looked_at = s.IntegerField(
        allow_null=True, help_text="of whole items: the first so many, which the counts are of"
    )
    row_count = s.IntegerField(allow_null=True, help_text="rows that these give")
    apart = ApartOut(allow_null=True)
    left_out = ReasonOut(many=True)
    without = WithoutOut(many=True)


class FileOut(Out):
    """A finished file."""

    name = s.CharField()
    bytes = s.IntegerField()
    sha256 = s.CharField()
    rows = s.IntegerField()
    url = s.CharField()


class CardFileOut(Out):
    """A part of the dataset's card: README.md, croissant.json, a plot."""

    name = s.CharField()
    bytes = s.IntegerField()
    sha256 = s.CharField()
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
    card = CardFileOut(many=True)
    manifest = s.DictField()
    sha256 = s.CharField(allow_blank=True)
    error = s.CharField(allow_blank=True)
    job = ExportProgressOut(allow_null=True)
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)
    created_by = s.CharField(allow_null=True)


class ChangesQuery(In):
    """Which changes, from where on."""

    kind = s.ChoiceField(changes.KINDS, required=False, default="")
    cursor = s.IntegerField(required=False, default=0, min_value=0)
    limit = s.IntegerField(required=False, default=changes.PAGE, min_value=1, max_value=200)


class ChangeCountsOut(Out):
    """Items by kind of change."""

    added = s.IntegerField()
    removed = s.IntegerField()
    relabelled = s.IntegerField(help_text="in both, with another label")
    other_evidence = s.IntegerField(help_text="in both, other judgments behind the same label")


class ComparedOut(Out):
    """One of the two exports."""

    id = s.IntegerField()
    format = s.CharField()
    rows = s.IntegerField()
    sha256 = s.CharField()
    created_at = s.DateTimeField()


class ChoiceChangeOut(Out):
    """A choice that differs."""

    key = s.CharField()
    before = s.JSONField(allow_null=True)
    after = s.JSONField(allow_null=True)


class ChangedItemOut(Out):
    """An item that changed; labels by question."""

    item_id = s.IntegerField()
    external_id = s.CharField()
    kind = s.ChoiceField(changes.KINDS)
    before = s.DictField()
    after = s.DictField()


class ChangesOut(Out):
    """What is different between two exports."""

    before = ComparedOut()
    after = ComparedOut()
    counts = ChangeCountsOut()
    choices = ChoiceChangeOut(many=True)
    items = ChangedItemOut(many=True)
    next = s.CharField(allow_null=True)


class LinkIn(In):
    """To which file, for how long."""

    name = s.CharField(max_length=255)
    minutes = s.IntegerField(min_value=1, max_value=links.MOST_MINUTES, default=60)


class LinkOut(Out):
    """A link that needs no signing in; whoever has it can download the file."""

    url = s.CharField()
    expires_at = s.DateTimeField()


class SnapshotPageOut(Out):
    """A page of exports, newest first."""

    results = SnapshotOut(many=True)
    next = s.CharField(allow_null=True)
