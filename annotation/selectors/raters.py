"""Who judges in a project, as other packages see it."""

from annotation.domain.types import RaterKind
from annotation.models import Rater


def imported_judges(project_id: int) -> list[str]:
    """Names of judges that are known from files only, in order."""
    rows = Rater.objects.filter(
        project_id=project_id, kind=RaterKind.JUDGE, judge_spec_id__isnull=True
    )
    return list(rows.order_by("name").values_list("name", flat=True))
