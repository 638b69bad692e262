"""Lists: a cursor that names the last row seen, never an offset."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from annotation.api.serializers import In

MAX_LIMIT = 200
_MAX_ID = 2**63 - 1


class CursorField(serializers.CharField):
    """The opaque cursor of the page before, as the id after which to go on."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what we did not make."""
        try:
            after = int(base64.urlsafe_b64decode(super().to_internal_value(data)))
        except (ValueError, binascii.Error):
            after = -1
        if not 0 <= after <= _MAX_ID:
            raise serializers.ValidationError("This cursor is not one of ours; start from the top.")
        return after


class PageQuery(In):
    """The query of a list; any other parameter is refused."""

    cursor = CursorField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT)


def page(rows: Sequence[Any], limit: int, last_id: int | None) -> dict[str, Any]:
    """A page out of up to limit + 1 rows; `last_id` is that of the last row shown."""
    more = len(rows) > limit
    cursor = base64.urlsafe_b64encode(str(last_id).encode()).decode() if more else None
    return {"results": list(rows[:limit]), "next": cursor}
