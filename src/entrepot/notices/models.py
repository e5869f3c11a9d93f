"""Notices, their texts per edition and their picture."""

from django.db import models
from django.db.models import F, Q


class Notice(models.Model):
    """A draft until it is published; withdrawn, it stays for the operator alone."""

    ref = models.CharField(max_length=40, unique=True)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(published_at__isnull=False, withdrawn_at__gte=F("published_at")),
                name="notices_withdrawn_after_published",
            )
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published_at__isnull=False, withdrawn_at=None),
                name="notices_published",
            )
        ]


class NoticeText(models.Model):
    """The one with the lowest id was written first."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="texts")
    edition = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    body = models.TextField()
    alternative = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "edition"], name="notices_text_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="notices_text_says_something"),
        ]


class NoticePicture(models.Model):
    """The files are of the `files` package; width and height are those of the large one."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, primary_key=True, related_name="picture")
    file_ref = models.CharField(max_length=40, unique=True)
    small_file_ref = models.CharField(max_length=40, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1), name="notices_picture_has_points"
            )
        ]
