"""Labels of judges that look wrong."""

from typing import Any

from annotation.selectors import items
from routing import selectors


def suspicious(project_id: int, *, limit: int = 50) -> list[dict[str, Any]]:
    """Items that were left to judges, those that are likeliest wrong first."""
    rows = selectors.doubtful(project_id, limit=limit)
    names = {item.id: item.external_id for item in items.records([row["item_id"] for row in rows])}
    return [{**row, "external_id": names[row["item_id"]]} for row in rows]
