"""Two addresses for load balancers: is the process alive, and can it serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def livez(_request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and holds every migration; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"status": f"{len(waiting)} migrations wait"}, status=503)
    return JsonResponse({"status": "ok"})
