from django.db import models
from django.utils import timezone


class ApiToken(models.Model):
    """A person's key for scripts. Only its hash is kept; it can do no more than its person may."""

    class Scope(models.TextChoices):
        READ = "read"
        WRITE = "write"

    user = models.ForeignKey("annotation.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)  # what it is for, in its owner's words
    prefix = models.CharField(max_length=12)  # so that its owner knows which one it is
    # Of 256 random bits: nothing that guessing or a table would find, so it needs no salt.
    token_sha256 = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope)
    project = models.ForeignKey("annotation.Project", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    # Requests since `minute` began, counted in the statement that finds the token.
    minute = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["user"], name="apitoken_of_user")]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"
