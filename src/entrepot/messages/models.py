"""Letters to be sent and sent."""

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    letter_ref = models.CharField(max_length=40, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    edition = models.CharField(max_length=10)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(subject=""), name="messages_letter_subject")]
        indexes = [
            models.Index(fields=["written_at"], name="messages_unsent", condition=Q(sent_at__isnull=True))
        ]
