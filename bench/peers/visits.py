"""A visit kept as Django's documentation shows it: a view, two models, each photo a FileField. It judges nothing, and
knows nothing of what came before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import FileSystemStorage
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST


class PlainVisit(models.Model):
    household = models.BigIntegerField()
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client_key = models.UUIDField()
    outcome = models.CharField(max_length=8)
    ended_at = models.DateTimeField()
    answers = models.JSONField()
    signature = models.FileField(upload_to="plain/signatures", storage=FileSystemStorage())

    objects: ClassVar[models.Manager[PlainVisit]] = models.Manager()

    class Meta:
        app_label = "bench"


class PlainPhoto(models.Model):
    visit = models.ForeignKey(PlainVisit, models.PROTECT, related_name="photos")
    purpose = models.CharField(max_length=10)
    file = models.FileField(upload_to="plain/photos", storage=FileSystemStorage())

    objects: ClassVar[models.Manager[PlainPhoto]] = models.Manager()

    class Meta:
        app_label = "bench"


@login_required
@require_POST
def keep(request: HttpRequest, household: int) -> HttpResponse:
    sent: dict[str, Any] = json.loads(request.POST["form"])
    visit = PlainVisit.objects.create(
        household=household,
        inspector=request.user,
        client_key=sent["client_key"],
        outcome=sent["outcome"],
        ended_at=sent["ended_at"],
        answers=sent["answers"],
        signature=request.FILES["signature"],
    )
    for photo in sent["photos"]:
        PlainPhoto.objects.create(visit=visit, purpose=photo["purpose"], file=request.FILES[photo["file"]])
    return JsonResponse({"id": visit.pk}, status=201)


@contextmanager
def tables() -> Iterator[None]:
    """Of no migration: there while they are measured."""
    _drop()
    with connection.schema_editor() as schema:
        schema.create_model(PlainVisit)
        schema.create_model(PlainPhoto)
    try:
        yield
    finally:
        _drop()


def _drop() -> None:
    """Also what a run left that was broken off."""
    with connection.cursor() as cursor:
        for model in (PlainPhoto, PlainVisit):
            cursor.execute(f"DROP TABLE IF EXISTS {model._meta.db_table} CASCADE")
