import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Media(models.Model):
    """A picture, a sound or a film that items of a project name.

    The bytes lie in the data folder under their sha256, pictures as re-encoded here. The address
    that a browser is given is the token: a name may say which model made it.
    """

    project = models.ForeignKey(
        "annotation.Project", models.PROTECT, related_name="media", db_index=False
    )
    name = models.CharField(max_length=200)  # as the items say it
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=5)
    mime = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)  # of the bytes that are served
    source_sha256 = models.CharField(max_length=64)  # of the bytes that were sent
    size = models.BigIntegerField()
    width = models.PositiveIntegerField(null=True)  # pixels, of a picture
    height = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey("annotation.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # A name means one file for ever: judgments were given looking at it.
            models.UniqueConstraint(fields=["project", "name"], name="media_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["image", "audio", "video"]), name="media_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
