"""Which bytes are stored and under which names they came."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    file_ref = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="files_sha256"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="files_not_empty"),
            models.UniqueConstraint(fields=["sha256", "name"], name="files_once_by_name"),
        ]
