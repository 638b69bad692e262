"""What the import pages send and get."""

from rest_framework import serializers as s

from annotation.api.serializers import In, Out
from annotation.domain.survey import USUAL_GROUP
from interchange.formats.guess import SAMPLE
from interchange.models import ImportBatch

KINDS = [k.value for k in ImportBatch.Kind]
ON_ERROR = [k.value for k in ImportBatch.OnError]
STATES = [k.value for k in ImportBatch.State]


class UploadIn(s.Serializer[None]):
    """One file: JSON Lines, JSON, CSV, Parquet; plain, gzip or zip."""

    file = s.FileField()


class LabelledFileOut(Out):
    """A file that policies can be replayed over: name its number as `file` of the replay."""

    id = s.IntegerField()
    name = s.CharField()
    items = s.IntegerField()
    both = s.IntegerField(help_text="items that people and a judge have judged")
    judges = s.ListField(child=s.CharField())


class MediaIn(s.Serializer[None]):
    """One picture, sound or film, or a zip archive of them."""

    file = s.FileField()


class MediaTakenOut(Out):
    """What became of the files that were sent."""

    added = s.IntegerField()
    present = s.IntegerField()
    refused = s.IntegerField()
    reasons = s.ListField(child=s.CharField(), help_text="the first ones, each naming its file")


class MediaFileOut(Out):
    """A file that items may name."""

    name = s.CharField()
    kind = s.ChoiceField(["image", "audio", "video"])
    size = s.IntegerField()
    width = s.IntegerField(allow_null=True)
    height = s.IntegerField(allow_null=True)


class MediaSummaryOut(Out):
    """The files of a project."""

    count = s.IntegerField()
    bytes = s.IntegerField()
    newest = MediaFileOut(many=True)


class RaterProfilesIn(In):
    """Which columns of a file that was sent say what its raters told about themselves."""

    upload = s.IntegerField(min_value=1)
    rater = s.CharField(max_length=200, help_text="the column with their names in files")
    fields_told = s.ListField(
        child=s.CharField(max_length=60), min_length=1, max_length=30, help_text="columns"
    )
    consent = s.CharField(max_length=4000, help_text="under which words they agreed, and where")
    exported = s.BooleanField(default=False, help_text="also for exports, in groups large enough")
    min_group = s.IntegerField(min_value=2, max_value=1000, default=USUAL_GROUP)


class RaterProfilesOut(Out):
    """How many raters told about themselves."""

    raters = s.IntegerField()


class ColumnOut(Out):
    """A column of the file, found in its first rows."""

    path = s.CharField()
    type = s.CharField()
    example = s.CharField()


class RowProblemOut(Out):
    """A line of a report: a bad row, or something to know about a good one (`note`)."""

    line = s.IntegerField()
    field = s.CharField(allow_blank=True)
    reason = s.CharField()
    value = s.CharField(allow_blank=True)
    note = s.BooleanField()


class FormatQuestionOut(Out):
    """A question that the judgments of a format answer."""

    key = s.CharField()
    type = s.CharField()
    asked = s.BooleanField(help_text="the project asks it now")
    possible = s.BooleanField(help_text="it is asked, or can be added")


class FoundFormatOut(Out):
    """A known format that the file may be in, and what its first rows give."""

    format = s.CharField()
    title = s.CharField()
    confidence = s.FloatField(help_text="0 to 1")
    evidence = s.ListField(child=s.CharField())
    rows = s.IntegerField()
    items = s.IntegerField()
    judgments = s.IntegerField()
    raters = s.IntegerField()
    questions = FormatQuestionOut(many=True)
    examples = s.ListField(child=s.DictField(), help_text="the first items, long texts cut")


class TextsOut(Out):
    """A file of texts as it was received."""

    id = s.IntegerField()
    name = s.CharField()
    size = s.IntegerField()


class UploadOut(Out):
    """The file as it was received, and what its first rows look like."""

    id = s.IntegerField()
    name = s.CharField()
    size = s.IntegerField()
    kind_guess = s.ChoiceField(KINDS)
    columns = ColumnOut(many=True)
    rows = s.ListField(child=s.JSONField(), help_text="the first five, long texts cut")
    lines = s.ListField(child=s.IntegerField(), help_text="of each of them its line in the file")
    mapping_guess = s.DictField(allow_null=True)
    evidence = s.ListField(child=s.CharField(), help_text="what the guess rests on")
    problems = RowProblemOut(many=True, help_text=f"of the first {SAMPLE} rows")
    known = FoundFormatOut(many=True, help_text="formats it may be in, the surest first")


class ImportIn(In):
    """What to import, and how."""

    upload = s.IntegerField(min_value=1)
    kind = s.ChoiceField(KINDS)
    mapping = s.DictField(
        help_text="what is where in a row; or {format, questions, judgments}: a known format, "
        "whether to add the questions that it answers, and whether to import its judgments"
    )
    on_error = s.ChoiceField(ON_ERROR, default=ImportBatch.OnError.SKIP.value)
    dry_run = s.BooleanField(default=False)


class LeftOutOut(Out):
    """How much of the file is not imported for one named reason, though its rows are fine."""

    reason = s.CharField()
    n = s.IntegerField()


class ImportBatchOut(Out):
    """An import and how far it is."""

    id = s.IntegerField()
    kind = s.ChoiceField(KINDS)
    file = s.CharField()
    state = s.ChoiceField(STATES)
    rows_read = s.IntegerField()
    rows_added = s.IntegerField()
    rows_present = s.IntegerField()
    rows_differing = s.IntegerField()
    rows_bad = s.IntegerField()
    judgments_added = s.IntegerField(help_text="that came with items of a known format")
    judgments_present = s.IntegerField()
    left_out = LeftOutOut(many=True)
    bytes_read = s.IntegerField()
    size = s.IntegerField()
    error = s.CharField(allow_blank=True)
    dry_run = s.BooleanField()
    on_error = s.ChoiceField(ON_ERROR)
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)
    created_by = s.CharField(allow_null=True)


class ImportBatchDetailOut(ImportBatchOut):
    """With its report, of at most a thousand lines."""

    problems = RowProblemOut(many=True)


class ImportBatchPageOut(Out):
    """A page of imports, newest first."""

    results = ImportBatchOut(many=True)
    next = s.CharField(allow_null=True)
