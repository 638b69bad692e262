from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """Who did what to whom. Append-only, each row holding the hash of the one before it."""

    project = models.ForeignKey("annotation.Project", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)  # "member.role_changed", "export.started", …
    subject = models.CharField(max_length=120, blank=True)  # "user:12"
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            # A chain, not a tree: two events never follow the same one.
            models.UniqueConstraint(fields=["previous_sha256"], name="auditevent_chain")
        ]
        indexes = [models.Index(fields=["project", "-id"], name="auditevent_of_project")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
