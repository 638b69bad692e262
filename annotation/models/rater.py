from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotation.domain.types import RaterKind


class Rater(models.Model):
    """Whoever judges in a project: a person, a judge spec, or a name from an imported file."""

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="raters")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in RaterKind])
    # What pages and exports show. A person's is a pseudonym; a judge's is the name of its spec.
    name = models.CharField(max_length=120)
    user = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="raters")
    # routing.JudgeSpec; a number, since annotation does not know that routing exists.
    judge_spec_id = models.BigIntegerField(null=True)
    # HMAC of the name in the imported file, so that the same name is the same rater next time and
    # nobody can read it back; a judge's own name stays readable.
    import_key = models.CharField(max_length=64, blank=True)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"],
                name="rater_once_per_person",
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "judge_spec_id"],
                name="rater_once_per_judge",
                condition=Q(judge_spec_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "import_key"],
                name="rater_once_per_imported_name",
                condition=~Q(import_key=""),
            ),
            models.UniqueConstraint(fields=["project", "name"], name="rater_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
