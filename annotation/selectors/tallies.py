"""What pages of people and of known answers count over all judgments of a project.

Of a big project kept by the sweep: reading every known answer again took a second and more a visit.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from annotation import statements
from annotation.selectors import figures, gold

# A changed answer is the same item again: it is counted once.
JUDGED = """
SELECT r.user_id, count(*), max(j.created_at)
FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
WHERE j.project_id = %(project)s AND r.user_id IS NOT NULL AND j.supersedes_id IS NULL
GROUP BY r.user_id
"""
NOTHING: dict[str, Any] = {"members": {}, "raters": {}, "items": {}}


def of_page(project_id: int) -> tuple[dict[str, Any], datetime | None]:
    """The counts, and as of when they hold; None while they are counted for the first time."""
    kept = figures.known(project_id, "tallies", of_project)
    return kept.data or NOTHING, kept.as_of


def of_project(project_id: int) -> dict[str, Any]:
    """Keys are ids as text, as JSON has them.

    Returns:
        members: user -> [judged, the last one's time]; raters: rater -> [right, asked] on known
        items given unseen; items: known item -> [asked, right], in training too.
    """
    raters: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    items: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for purpose in ("gold", "training"):
        for rater_id, item_id, right in gold.checked(project_id, purpose):
            items[str(item_id)][0] += 1
            items[str(item_id)][1] += right
            if purpose == "gold":
                raters[str(rater_id)][0] += right
                raters[str(rater_id)][1] += 1
    rows = statements.rows(JUDGED, {"project": project_id})
    return {
        "members": {str(user): [n, last.isoformat()] for user, n, last in rows},
        "raters": dict(raters),
        "items": dict(items),
    }
