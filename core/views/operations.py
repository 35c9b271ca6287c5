"""运行状况: for the administrator every part at a glance; for a watchdog one address that says up or down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.pages import Menu, PortalRequest, page, public
from accounts.roles import Role
from core.operations import health


@page(readers={Role.SYSTEM_ADMIN}, menu=Menu("系统", "运行状况", "activity"))
def operations(request: PortalRequest) -> HttpResponse:
    context = {
        "findings": health.findings(),
        "versions": health.versions(),
        "tasks": health.clock_tasks(),
        "backups": health.backup_runs(),
    }
    return render(request, "core/operations.html", context)


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while pages can be served. The clock's lateness is told, but takes no page away."""
    database, cache = health.database_answers(), health.cache_answers()
    late = cache and health.clock_is_late(timezone.now())
    answer = {"database": database, "cache": cache, "clock": not late}
    return JsonResponse(answer, status=200 if database and cache else 503)
