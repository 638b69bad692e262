"""What is served besides the API: the front end's one page, and whether the parts are up."""

from celery import current_app
from csp.decorators import csp_update
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

NOT_BUILT = "The front end has not been built. Run `make setup`, then load this page again.\n"


# In the page no text becomes markup but through these two: ui/markdown.ts, ui/slimEntities.ts. The
# back office, whose scripts are Django's, has no such rule.
TYPED = {"require-trusted-types-for": ["'script'"], "trusted-types": ["dompurify", "entity"]}


@require_safe
@never_cache
@ensure_csrf_cookie
@csp_update(TYPED)
def app(request: HttpRequest, path: str = "") -> HttpResponse:  # noqa: ARG001
    """The page of the front end, whatever the address: its own router reads the rest."""
    try:
        page = (settings.FRONTEND_DIST / "index.html").read_bytes()
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, content_type="text/plain", status=503)
    return HttpResponse(page)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 "ok", or "degraded" without the broker (judging goes on); 503 without the database."""
    parts = {"database": _database(), "broker": _broker()}
    if not parts["database"]:
        return JsonResponse({"status": "down", **parts}, status=503)
    return JsonResponse({"status": "ok" if parts["broker"] else "degraded", **parts})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, OSError):
        return False
    return True
