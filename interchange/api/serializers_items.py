"""What the item page gets from imports and exports."""

from rest_framework import serializers as s

from annotation.api.serializers import Out


class OriginOut(Out):
    """The import and the line an item came from."""

    import_id = s.IntegerField()
    line = s.IntegerField()
    file = s.CharField()


class HoldingExportOut(Out):
    """A finished export that an item is in."""

    id = s.IntegerField()
    format = s.CharField()
    finished_at = s.DateTimeField()


class ItemFilesOut(Out):
    """Where an item came from, and where it went."""

    origin = OriginOut(allow_null=True)
    exports = HoldingExportOut(many=True)
