from django.db import models


class Figures(models.Model):
    """What was counted over all judgments of a project, kept since counting again would take long.

    Never the truth: it can be dropped at any time, and says as of when it holds.
    """

    project = models.ForeignKey("annotation.Project", models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)  # a key of services.figures.FIGURES
    data = models.JSONField()
    stamp = models.CharField(max_length=80)  # what they were counted from (selectors.figures)
    as_of = models.DateTimeField()
    seconds = models.FloatField()  # what it took to count

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="figures_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.project_id}"
