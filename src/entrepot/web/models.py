"""What the edge keeps: how often somebody tried something."""

from django.db import models
from django.db.models import Q


class Tries(models.Model):
    """Made by one somebody at one thing; they count until an instant. Written by one statement (`limits.py`)."""

    key = models.CharField(max_length=64, primary_key=True)
    made = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(made__gte=1), name="web_tries_made")]
